//! Claims about a stream whose reader is slow.

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

fn attempt(number: u32, url: &str) -> CallbackAttempt {
    CallbackAttempt {
        transaction_id: "hks0".to_owned(),
        account: "k".to_owned(),
        at: "2026-11-22T10:00:00Z".to_owned(),
        number,
        url: url.to_owned(),
        sent_to: None,
        status: Some(200),
        failure: None,
        accepted: true,
    }
}

/// What looks tell until there is nothing more, each event its name and its data; and the most bytes of one look.
fn told(events: &mut Events) -> (Vec<(String, Value)>, usize) {
    let (mut told, mut most) = (Vec::new(), 0);
    loop {
        let (text, all) = events.look();
        most = most.max(text.len());
        let text = String::from_utf8(text).unwrap();
        told.extend(text.split_terminator("\n\n").map(|event| {
            let (name, data) =
                event.strip_prefix("event: ").and_then(|event| event.split_once("\ndata: ")).unwrap();
            (name.to_owned(), serde_json::from_str(data).unwrap())
        }));
        if all {
            return (told, most);
        }
    }
}

fn count(seen: &[(String, Value)], name: &str) -> usize {
    seen.iter().filter(|(known, _)| known == name).count()
}

#[tokio::test]
async fn of_too_many_calls_the_newest_are_told_and_how_many_were_left_out() {
    let engine = engine(10_000);
    let mut events = Events::new(engine.clone(), None);
    send(&engine, 700);
    let (seen, _) = told(&mut events);
    assert_eq!(seen[0], ("skipped".to_owned(), json!({ "calls": 200, "transactions": 0, "callbacks": 0 })));
    assert_eq!((count(&seen, "call"), seen.len()), (500, 501));
    assert_eq!((&seen[1].1["id"], &seen[500].1["id"]), (&json!(201), &json!(700)));
    assert_eq!(told(&mut events).0, []);
}

#[tokio::test]
async fn calls_that_the_journal_dropped_before_they_were_told_are_counted() {
    let engine = engine(10);
    let mut events = Events::new(engine.clone(), None);
    send(&engine, 25);
    let (seen, _) = told(&mut events);
    assert_eq!(seen[0].1["calls"], 15);
    assert_eq!(count(&seen, "call"), 10);
    send(&engine, 3);
    engine.journal().delete(&JournalFilter::default());
    assert_eq!(told(&mut events).0[0].1["calls"], 3);
    assert_eq!(told(&mut events).0, []);
}

#[tokio::test]
async fn changes_and_tries_that_were_forgotten_before_they_were_told_are_counted() {
    let engine = engine(10);
    let mut events = Events::new(engine.clone(), None);
    for _ in 0..5_003 {
        engine.reset(Some("nobody"));
    }
    for number in 0..5_004 {
        engine.callbacks().note(attempt(number, "http://127.0.0.1/"), true);
    }
    let (seen, _) = told(&mut events);
    let skipped: Vec<_> =
        seen.iter().filter(|(name, _)| name == "skipped").map(|(_, data)| data.clone()).collect();
    let lost = |transactions: u64, callbacks: u64| json!({ "calls": 0, "transactions": transactions, "callbacks": callbacks });
    assert_eq!(skipped, [lost(3, 0), lost(0, 4)]);
    assert_eq!((count(&seen, "reset"), count(&seen, "callback")), (5_000, 5_000));
}

#[tokio::test]
async fn a_try_that_came_after_the_look_began_is_told_by_the_next() {
    let engine = engine(10);
    let mut events = Events::new(engine.clone(), None);
    for number in 0..3 {
        engine.callbacks().note(attempt(number, "http://127.0.0.1/"), true);
    }
    let mut out = Vec::new();
    assert!(events.tell_tries(&mut out, 2));
    assert_eq!(String::from_utf8(out).unwrap().matches("event: callback").count(), 2);
    assert_eq!(count(&told(&mut events).0, "callback"), 1);
}

#[tokio::test]
async fn one_look_tells_so_many_bytes_and_the_next_goes_on() {
    let engine = engine(10);
    let mut events = Events::new(engine.clone(), None);
    let long = format!("http://127.0.0.1/{}", "x".repeat(8 * 1024));
    for number in 0..500 {
        engine.callbacks().note(attempt(number, &long), true);
    }
    let (seen, most) = told(&mut events);
    let numbers: Vec<_> = seen.iter().map(|(_, data)| data["try"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (0..500).collect::<Vec<_>>());
    assert!(most < 2 * ENOUGH + BATCH * long.len(), "{most} bytes at once");
}
