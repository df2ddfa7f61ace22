//! Tests that slow receivers do not delay planned ends.

use super::*;
use crate::contract::{Call, ParameterSource, Parameters, Strictness};
use crate::scenario::load;

const INITIALIZE: [(&str, &str); 8] = [
    ("Action", "Initialize"),
    ("Version", "2022-08-09"),
    ("ProductCode", "ID_OCR"),
    ("SceneCode", "kyc"),
    ("MerchantBizId", "biz"),
    ("MerchantUserId", "user"),
    ("DocType", "000000011"),
    ("MetaInfo", r#"{"deviceType":"h5","ua":"Mozilla/5.0"}"#),
];

/// A webhook with a scenario that ends every check a minute after Initialize.
fn webhook() -> Arc<Webhook> {
    let rules = r#"{ "rules": [{ "then": { "verification": { "passed": true, "after": "1m" } } }] }"#;
    let settings =
        crate::engine::Settings { strictness: Strictness::Lenient, ..crate::engine::Settings::of_a_test() };
    let engine = Engine::with_scenario(settings, Arc::new(load(rules).unwrap())).unwrap();
    Arc::new(Webhook::new(Arc::new(engine), WebhookSettings::default()))
}

/// Starts a check and plans its end. Returns its TransactionId.
fn start(webhook: &Webhook) -> String {
    let mut parameters = Parameters::default();
    for (name, value) in INITIALIZE.into_iter().chain([("CallbackUrl", "http://127.0.0.1:1/")]) {
        parameters.push(name, value, ParameterSource::Query);
    }
    let call = Call { method: http::Method::POST, parameters, ..Call::default() };
    let outcome = webhook.engine.handle(&call);
    webhook.engine.record(Some(&call), &outcome, Duration::ZERO);
    let planned = outcome.planned_end.unwrap_or_else(|| panic!("{:?}", outcome.reply));
    planned.transaction_id
}

#[tokio::test]
async fn a_planned_end_does_not_wait_for_receivers_that_hang() {
    let webhook = webhook();
    // As if all slots were in use by receivers that never respond.
    webhook.slots.forget_permits(MAX_CONCURRENT);
    let running = tokio::spawn(webhook.clone().run());
    let first = start(&webhook);
    let second = start(&webhook);
    webhook.engine.clock().advance(Duration::from_mins(1));
    let ended = async {
        while [&first, &second].into_iter().any(|id| webhook.engine.is_under_way(id)) {
            tokio::task::yield_now().await;
        }
        // Their callbacks are due now and no slot is free.
        let third = start(&webhook);
        webhook.engine.clock().advance(Duration::from_mins(1));
        while webhook.engine.is_under_way(&third) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), ended).await.unwrap();
    assert_eq!(webhook.engine.callbacks().waiting(), 3);
    running.abort();
}
