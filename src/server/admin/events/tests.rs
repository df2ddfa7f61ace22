//! Tests of a stream whose client is slow.

use serde_json::{Value, json};

use super::*;
use crate::contract::{Call, ParameterSource, Parameters};
use crate::engine::journal::JournalBounds;
use crate::engine::settings::Settings;

fn engine(calls: usize) -> Arc<Engine> {
    let journal = JournalBounds { calls, ..JournalBounds::default() };
    Arc::new(Engine::new(Settings { journal, ..Settings::of_a_test() }))
}

fn send(engine: &Engine, count: usize) {
    let mut parameters = Parameters::default();
    for (name, value) in [("Action", "KeepaliveIntl"), ("Version", "2022-08-09")] {
        parameters.push(name, value, ParameterSource::Query);
    }
    let call = Call { method: http::Method::POST, parameters, ..Call::default() };
    for _ in 0..count {
        engine.record(Some(&call), &engine.handle(&call), Duration::ZERO);
    }
}

/// Calls Initialize. Returns `ClientCfg`.
fn start(engine: &Engine) -> String {
    let mut parameters = Parameters::default();
    for (name, value) in [
        ("Action", "Initialize"),
        ("Version", "2022-08-09"),
        ("Format", "JSON"),
        ("ProductCode", "ID_OCR"),
        ("MerchantBizId", "biz"),
        ("MerchantUserId", "user1"),
        ("DocType", "01000000"),
        ("MetaInfo", r#"{"deviceType":"h5"}"#),
    ] {
        parameters.push(name, value, ParameterSource::Query);
    }
    let call = Call { method: http::Method::POST, parameters, ..Call::default() };
    engine.record(Some(&call), &engine.handle(&call), Duration::ZERO);
    let newest = engine.journal().newest(&JournalFilter::default(), 1, None).entries.remove(0);
    newest.result("ClientCfg").unwrap().to_owned()
}

fn attempt(number: u32, url: &str) -> CallbackAttempt {
    CallbackAttempt {
        transaction_id: "hks0".to_owned(),
        account: "k".to_owned(),
        at: "2026-11-22T10:00:00Z".to_owned(),
        number,
        url: url.to_owned(),
        sent_to: None,
        body: None,
        status: Some(200),
        failure: None,
        accepted: true,
    }
}

/// Polls until there are no more events. Returns name and data of each, and the largest number of bytes of one poll.
fn received(events: &mut Events) -> (Vec<(String, Value)>, usize) {
    let (mut all_events, mut max) = (Vec::new(), 0);
    loop {
        let (text, all) = events.poll_engine();
        max = max.max(text.len());
        let text = String::from_utf8(text).unwrap();
        all_events.extend(text.split_terminator("\n\n").map(|event| {
            let (name, data) =
                event.strip_prefix("event: ").and_then(|event| event.split_once("\ndata: ")).unwrap();
            (name.to_owned(), serde_json::from_str(data).unwrap())
        }));
        if all {
            return (all_events, max);
        }
    }
}

fn count(seen: &[(String, Value)], name: &str) -> usize {
    seen.iter().filter(|(known, _)| known == name).count()
}

#[tokio::test]
async fn of_too_many_calls_the_newest_are_sent_and_the_skipped_ones_are_counted() {
    let engine = engine(10_000);
    let mut events = Events::new(engine.clone(), Arc::default(), None);
    send(&engine, 700);
    let (seen, _) = received(&mut events);
    assert_eq!(seen[0], ("skipped".to_owned(), json!({ "calls": 200, "transactions": 0, "callbacks": 0 })));
    assert_eq!((count(&seen, "call"), seen.len()), (500, 501));
    assert_eq!((&seen[1].1["id"], &seen[500].1["id"]), (&json!(201), &json!(700)));
    assert_eq!(received(&mut events).0, []);
}

#[tokio::test]
async fn calls_that_the_journal_dropped_before_they_were_sent_are_counted() {
    let engine = engine(10);
    let mut events = Events::new(engine.clone(), Arc::default(), None);
    send(&engine, 25);
    let (seen, _) = received(&mut events);
    assert_eq!(seen[0].1["calls"], 15);
    assert_eq!(count(&seen, "call"), 10);
    send(&engine, 3);
    engine.journal().delete(&JournalFilter::default());
    assert_eq!(received(&mut events).0[0].1["calls"], 3);
    assert_eq!(received(&mut events).0, []);
}

#[tokio::test]
async fn changes_and_attempts_that_were_deleted_before_they_were_sent_are_counted() {
    let engine = engine(10);
    let mut events = Events::new(engine.clone(), Arc::default(), None);
    for _ in 0..5_003 {
        engine.reset(Some("nobody"));
    }
    for number in 0..5_004 {
        engine.callbacks().note(attempt(number, "http://127.0.0.1/"), None);
    }
    let (seen, _) = received(&mut events);
    let skipped: Vec<_> =
        seen.iter().filter(|(name, _)| name == "skipped").map(|(_, data)| data.clone()).collect();
    let lost = |transactions: u64, callbacks: u64| json!({ "calls": 0, "transactions": transactions, "callbacks": callbacks });
    assert_eq!(skipped, [lost(3, 0), lost(0, 4)]);
    assert_eq!((count(&seen, "reset"), count(&seen, "callback")), (5_000, 5_000));
}

#[tokio::test]
async fn an_attempt_after_a_poll_began_is_sent_by_the_next() {
    let engine = engine(10);
    let mut events = Events::new(engine.clone(), Arc::default(), None);
    for number in 0..3 {
        engine.callbacks().note(attempt(number, "http://127.0.0.1/"), None);
    }
    let mut out = Vec::new();
    assert!(events.write_attempts(&mut out, 2));
    assert_eq!(String::from_utf8(out).unwrap().matches("event: callback").count(), 2);
    assert_eq!(count(&received(&mut events).0, "callback"), 1);
}

#[tokio::test]
async fn a_poll_is_limited_in_bytes_and_the_next_continues() {
    let engine = engine(10);
    let mut events = Events::new(engine.clone(), Arc::default(), None);
    let long = format!("http://127.0.0.1/{}", "x".repeat(8 * 1024));
    for number in 0..500 {
        engine.callbacks().note(attempt(number, &long), None);
    }
    let (seen, max) = received(&mut events);
    let numbers: Vec<_> = seen.iter().map(|(_, data)| data["try"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (0..500).collect::<Vec<_>>());
    assert!(max < 2 * MAX_BYTES + BATCH * long.len(), "{max} bytes at once");
}

#[tokio::test]
async fn all_listeners_share_the_events_of_calls_and_a_key_gets_its_own() {
    let engine = engine(10_000);
    let calls = Arc::<SharedEvents>::default();
    let mut all = Events::new(engine.clone(), calls.clone(), None);
    let mut own = Events::new(engine.clone(), calls.clone(), Some("anonymous"));
    let mut other = Events::new(engine.clone(), calls.clone(), Some("other"));
    send(&engine, 3);
    let seen = received(&mut all).0;
    assert_eq!((count(&seen, "call"), seen.len()), (3, 3));
    // What the journal loses now was made already.
    engine.journal().delete(&JournalFilter::default());
    assert_eq!(received(&mut own).0, seen);
    assert_eq!(received(&mut other).0, []);
}

#[tokio::test]
async fn of_500_listeners_the_first_alone_has_events_made_and_all_get_them() {
    let engine = engine(10_000);
    let shared = Arc::<SharedEvents>::default();
    let mut listeners: Vec<_> = (0..500).map(|_| Events::new(engine.clone(), shared.clone(), None)).collect();
    let client_cfgs: Vec<_> = (0..20).map(|_| start(&engine)).collect();
    for client_cfg in &client_cfgs {
        engine.open(client_cfg).unwrap();
    }
    for number in 0..20 {
        engine.callbacks().note(attempt(number, "http://127.0.0.1/"), None);
    }
    let first = received(&mut listeners[0]).0;
    assert_eq!(["call", "transaction", "callback"].map(|name| count(&first, name)), [20, 40, 20]);
    // The records are deleted, so the other listeners can only get events that were made before.
    engine.journal().delete(&JournalFilter::default());
    engine.reset(Some("anonymous"));
    for listener in &mut listeners[1..] {
        let (seen, _) = received(listener);
        assert_eq!(seen.len(), first.len() + 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_does_not_read_is_cut_off_with_a_word() {
    let engine = engine(10_000);
    let mut events = Events::new(engine.clone(), Arc::default(), None);
    let calls = MAX_BEHIND / CALL_SIZE + 1;
    send(&engine, calls);
    assert!(events.cut_off().is_none(), "it may read at once");
    tokio::time::advance(Duration::from_secs(2)).await;
    let end = String::from_utf8(events.cut_off().unwrap()).unwrap();
    assert!(
        end.starts_with("event: skipped\ndata: {\"calls\":2049,") && end.contains("event: end\n"),
        "{end}"
    );
    let ended = std::future::poll_fn(|context| Pin::new(&mut events).poll_frame(context)).await;
    assert!(ended.is_none());
}
