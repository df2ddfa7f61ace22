//! The summaries of transactions.

use std::sync::Arc;

use super::*;
use crate::contract::operations::check_verify_log::CheckPage;
use crate::contract::redirect::client_result;
use crate::contract::reply::Content;
use crate::contract::{Call, ParameterSource, Parameters};
use crate::engine::events::EngineEvent;
use crate::engine::settings::Settings;
use crate::engine::transaction::RETENTION;
use crate::scenario::load;

fn engine() -> Engine {
    Engine::new(Settings::of_a_test())
}

/// Calls Initialize as this key. Returns `ClientCfg`.
fn start(engine: &Engine, key: &str, merchant_biz_id: &str) -> String {
    let mut parameters = Parameters::default();
    for (name, value) in [
        ("AccessKeyId", key),
        ("Action", "Initialize"),
        ("Version", "2022-08-09"),
        ("Format", "JSON"),
        ("ProductCode", "ID_OCR"),
        ("MerchantBizId", merchant_biz_id),
        ("MerchantUserId", "user1"),
        ("DocType", "01000000"),
        ("MetaInfo", r#"{"deviceType":"h5","bioMetaInfo":"4.1.0"}"#),
    ] {
        parameters.push(name, value, ParameterSource::Query);
    }
    let outcome = engine.handle(&Call { method: http::Method::POST, parameters, ..Call::default() });
    let Content::Success { result, .. } = &outcome.reply.content else { panic!("{outcome:?}") };
    let client_cfg = result.iter().find(|(name, _)| *name == "ClientCfg");
    client_cfg.map(|(_, value)| value.text().into_owned()).unwrap()
}

#[test]
fn whoever_asks_how_transactions_stand_makes_no_account() {
    let engine = engine();
    start(&engine, "a", "biz");
    // The accounts of the run before are not those of this one.
    engine.load(Arc::new(load("{}").unwrap())).unwrap();
    assert_eq!(engine.account_count(), 0);
    let id = engine.transactions(None)[0].transaction_id.clone();
    assert!(engine.transaction(&id).is_some());
    drop(engine.coverage(None));
    engine.end_as_planned(&id);
    engine.complete(&id, &CheckEnd::plain(true, None)).unwrap();
    assert_eq!(engine.account_count(), 0);
}

#[test]
fn a_transaction_past_its_retention_is_told_no_more_whatever_others_do() {
    let engine = engine();
    start(&engine, "a", "biz");
    let id = engine.transactions(None)[0].transaction_id.clone();
    engine.clock_of("a").unwrap().advance(RETENTION);
    assert!(engine.transactions(None).is_empty() && engine.transaction(&id).is_none());
    assert!(engine.coverage(None).checks().iter().all(|one| one.count == 0));
}

#[test]
fn the_newest_of_those_that_are_wanted_are_told_and_all_are_counted() {
    let engine = engine();
    for number in 0..20 {
        start(&engine, ["a", "b"][number % 2], ["x", "y", "z"][number % 3]);
        // Some are made at the same time: then the TransactionId decides.
        engine.clock().advance(Duration::from_mins(number as u64 / 4));
    }
    for one in engine.transactions(None).iter().step_by(3) {
        let _ = engine.complete(&one.transaction_id, &CheckEnd::plain(true, None));
    }
    let all = engine.transactions(None);
    let order = |one: &TransactionSummary| (one.age, one.transaction_id.clone());
    assert!(all.len() == 20 && all.is_sorted_by_key(order));
    for account in [None, Some("a"), Some("nobody")] {
        for merchant_biz_id in [None, Some("x")] {
            for state in [
                None,
                Some(TransactionStatus::Waiting),
                Some(TransactionStatus::Completed),
                Some(TransactionStatus::Expired),
            ] {
                let wanted = TransactionFilter { account, merchant_biz_id, state };
                let mut expected = all.clone();
                expected.retain(|one| {
                    account.is_none_or(|account| account == one.account)
                        && merchant_biz_id.is_none_or(|number| number == one.merchant_biz_id)
                        && state.is_none_or(|state| state == one.state)
                });
                for limit in [0, 1, 3, 100] {
                    let (told, total) = engine.newest_transactions(&wanted, limit);
                    assert_eq!(total, expected.len(), "{wanted:?}");
                    assert_eq!(told, expected[..limit.min(total)], "{wanted:?} {limit}");
                }
            }
        }
    }
}

#[test]
fn whoever_leaves_a_page_that_was_never_asked_for_has_opened_it_and_is_told_of_once() {
    let engine = engine();
    let client_cfg = start(&engine, "a", "biz");
    let mut listener = engine.events().listen();
    let left = client_result("1006").unwrap();
    for _ in 0..2 {
        engine.finish(&client_cfg, left, &CheckEnd::plain(false, None)).unwrap();
    }
    let standing = engine.transactions(None).remove(0);
    assert_eq!(standing.state, TransactionStatus::Opened);
    assert_eq!(listener.next(10), (vec![(1, EngineEvent::Opened(standing.transaction_id))], 0));
}

#[test]
fn a_changed_url_is_told_from_an_unknown_one() {
    let engine = engine();
    let good = start(&engine, "a", "biz");
    let other = start(&self::engine(), "b", "biz");
    let flip = |at: usize| {
        let letter = if &good[at..=at] == "A" { "B" } else { "A" };
        format!("{}{letter}{}", &good[..at], &good[at + 1..])
    };
    for changed in [flip(2), flip(20), flip(43), good[..30].to_owned(), format!("{good}x")] {
        assert_eq!(engine.open(&changed).unwrap_err().why, UrlError::Changed, "{changed}");
        let ended = engine.finish(&changed, client_result("1006").unwrap(), &CheckEnd::plain(false, None));
        assert_eq!(ended, Err(UrlError::Changed), "{changed}");
        assert_eq!(engine.reach_page(&changed, CheckPage::Loading), Err(UrlError::Changed), "{changed}");
    }
    for unknown in ["", "x", "é", &other] {
        assert_eq!(engine.open(unknown).unwrap_err().why, UrlError::Unknown, "{unknown}");
    }
}
