//! How much is done under one lock.

use crate::contract::{Call, ParameterSource, Parameters};
use crate::engine::Engine;
use crate::engine::settings::Settings;
use crate::engine::transaction::CheckEnd;
use crate::engine::transaction::store::BATCH;

/// The most transactions that one lock may touch: a batch, or the few look-ups of a call.
const MOST: usize = 2 * BATCH;
/// How many transactions there are.
const COUNT: usize = 3_000;

/// Something to do with an engine.
type Work<'a> = &'a dyn Fn(&Engine);

/// Calls an operation with these parameters besides those that every call has.
fn call(engine: &Engine, key: &str, action: &str, parameters: &[(&str, &str)]) {
    let common = [("AccessKeyId", key), ("Action", action), ("Version", "2022-08-09"), ("Format", "JSON")];
    let mut given = Parameters::default();
    for (name, value) in common.iter().chain(parameters) {
        given.push(name, value, ParameterSource::Query);
    }
    drop(engine.handle(&Call { method: http::Method::POST, parameters: given, ..Call::default() }));
}

/// An engine with many transactions that nothing has accessed yet, of two accounts.
fn engine() -> Engine {
    let mut settings = Settings::of_a_test();
    settings.limits.qps = Some(0);
    let engine = Engine::new(settings);
    for number in 0..COUNT {
        let parameters = [
            ("ProductCode", "ID_OCR"),
            ("MerchantBizId", "biz"),
            ("MerchantUserId", "user1"),
            ("DocType", "01000000"),
            ("MetaInfo", r#"{"deviceType":"h5","bioMetaInfo":"4.1.0"}"#),
        ];
        call(&engine, ["a", "b"][number % 2], "Initialize", &parameters);
    }
    engine
}

/// What each of these does when it is the first that looks at the transactions.
#[test]
fn no_work_on_the_transactions_touches_many_of_them_under_one_lock() {
    let id = engine().transactions(None)[COUNT / 2].transaction_id.clone();
    let client_cfg = engine().transactions(None)[COUNT / 2].client_cfg.clone().unwrap();
    // With another transaction in it, so that all are searched for its random part.
    let changed = format!("A{}", &client_cfg[1..]);
    let works: [(&str, Work<'_>); 9] = [
        ("list", &|engine| assert_eq!(engine.transactions(None).len(), COUNT)),
        ("count", &|engine| drop(engine.coverage(None))),
        ("reset of all", &|engine| engine.reset(None)),
        ("reset of an account", &|engine| {
            engine.reset(Some("a"));
            assert_eq!(engine.transactions(None).len(), COUNT / 2);
        }),
        ("look-up", &|engine| assert!(engine.transaction(&id).is_some())),
        ("open", &|engine| assert!(engine.open(&client_cfg).is_ok())),
        ("open a changed URL", &|engine| assert!(engine.open(&changed).is_err())),
        ("complete", &|engine| engine.complete(&id, &CheckEnd::plain(true, None)).unwrap()),
        ("CheckResult", &|engine| {
            call(engine, "a", "CheckResult", &[("MerchantBizId", "biz"), ("TransactionId", &id)]);
        }),
    ];
    for (name, work) in works {
        let engine = engine();
        work(&engine);
        let touched = engine.transactions.lock().touched.1;
        assert!(touched <= MOST, "{name}: {touched}");
        assert!(touched > 0 || name == "reset of all", "{name}");
    }
}

#[test]
fn each_is_visited_once_though_others_are_looked_up_meanwhile() {
    let engine = engine();
    let all: Vec<_> = engine.transactions(None).into_iter().map(|one| one.transaction_id).collect();
    let engine = self::engine();
    let mut visited = Vec::new();
    engine.transactions.each(|one| {
        visited.push(one.ids.transaction_id());
        // Indexes this one and some of the oldest: of those that are still to come, and of those that were visited.
        if visited.len() % 50 == 0 {
            assert!(engine.transaction(&all[visited.len() % COUNT]).is_some());
        }
    });
    visited.sort_unstable();
    let mut expected = all;
    expected.sort_unstable();
    assert_eq!(visited.len(), COUNT);
    assert_eq!(visited, expected);
}

#[test]
fn the_reset_of_an_account_deletes_what_nothing_has_accessed_too() {
    let engine = engine();
    let of_a = engine.transactions(Some("a"));
    for one in of_a.iter().step_by(7) {
        engine.complete(&one.transaction_id, &CheckEnd::plain(true, None)).unwrap();
    }
    engine.reset(Some("a"));
    assert!(engine.transactions(Some("a")).is_empty());
    assert!(of_a.iter().all(|one| engine.transaction(&one.transaction_id).is_none()));
    assert_eq!(engine.transactions.lock().len(), COUNT / 2);
    engine.reset(Some("b"));
    let left = engine.transactions.lock();
    assert_eq!((left.len(), left.bytes()), (0, 0));
}
