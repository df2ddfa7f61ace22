//! `calls` counts per rule and account, and loses nothing.

use std::sync::{Arc, Mutex};
use std::thread;

use super::{Call, Player, word};

/// Which of the first twelve calls are answered.
fn answered(calls: &str) -> Vec<usize> {
    let rule = format!(r#"{{ "when": {{ "calls": {calls} }}, "then": {{ "error": "InternalError" }} }}"#);
    let mut player = Player::rules(&rule);
    (1..=12).filter(|_| player.next() == "InternalError").collect()
}

#[test]
fn calls_are_chosen_by_their_number() {
    for (calls, expected) in [
        (r#"{ "first": 2 }"#, vec![1, 2]),
        (r#"{ "after": 10 }"#, vec![11, 12]),
        (r#"{ "nth": [3, 5] }"#, vec![3, 5]),
        (r#"{ "every": 4 }"#, vec![4, 8, 12]),
        (r#"{ "after": 2, "first": 5 }"#, vec![3, 4, 5]),
        (r#"{ "after": 4, "every": 4 }"#, vec![8, 12]),
    ] {
        assert_eq!(answered(calls), expected, "{calls}");
    }
}

#[test]
fn a_rule_counts_what_earlier_rules_have_answered() {
    let mut player = Player::rules(
        r#"{ "when": { "calls": { "nth": [3] } }, "then": { "error": "Throttling.Api" } },
           { "when": { "calls": { "nth": [4] } }, "then": { "error": "ServiceUnavailable" } },
           { "when": { "calls": { "nth": [5] } }, "then": { "connection": "reset" } }"#,
    );
    let seen: Vec<String> = (0..6).map(|_| player.next()).collect();
    assert_eq!(seen, ["-", "-", "Throttling.Api", "ServiceUnavailable", "Reset", "-"]);
}

#[test]
fn only_calls_that_match_are_counted() {
    let mut player = Player::rules(
        r#"{ "when": { "parameters": { "SceneCode": "a" }, "calls": { "nth": [2] } }, "then": { "error": "InternalError" } }"#,
    );
    let seen: Vec<String> = ["a", "b", "b", "a", "a"]
        .map(|code| word(&player.call(&Call { parameters: &[("SceneCode", code)], ..Call::default() })))
        .to_vec();
    assert_eq!(seen, ["-", "-", "-", "InternalError", "-"]);
}

#[test]
fn each_account_counts_for_itself() {
    let mut one =
        Player::rules(r#"{ "when": { "calls": { "first": 1 } }, "then": { "error": "InternalError" } }"#);
    let mut other = one.beside();
    assert_eq!(
        [one.next(), one.next(), other.next(), other.next()],
        ["InternalError", "-", "InternalError", "-"]
    );
}

#[test]
fn counts_start_again_with_another_generation() {
    let text =
        r#"{ "rules": [{ "when": { "calls": { "first": 1 } }, "then": { "error": "InternalError" } }] }"#;
    let mut player = Player::new(text);
    assert_eq!([player.next(), player.next()], ["InternalError", "-"]);
    let again = cloudauth_local::scenario::Script::new(player.script.scenario().clone(), 2).unwrap();
    player.script = Arc::new(again);
    assert_eq!([player.next(), player.next()], ["InternalError", "-"]);
}

#[test]
fn the_third_call_is_exactly_one_of_64_at_once() {
    let rule = r#"{ "when": { "calls": { "nth": [3] } }, "then": { "error": "InternalError" } }"#;
    let player = Arc::new(Mutex::new(Player::rules(rule)));
    let callers: Vec<_> = (0..64)
        .map(|_| {
            let player = player.clone();
            thread::spawn(move || player.lock().unwrap().next())
        })
        .collect();
    let hits = callers.into_iter().map(|caller| caller.join().unwrap());
    assert_eq!(hits.filter(|word| word == "InternalError").count(), 1);
}
