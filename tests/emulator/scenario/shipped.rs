//! The shipped scenarios as the script plays them. What a client sees of them is tested over HTTP.

use std::time::Duration;

use cloudauth_local::scenario::load;
use cloudauth_local::scenario::{ResponseChoice, SHIPPED, explain, render, shipped};

use super::{Call, Player, word};

fn play(name: &str) -> Player {
    Player::new(shipped(name).unwrap())
}

#[test]
fn every_shipped_scenario_loads_and_says_what_it_is_for() {
    for (name, text) in SHIPPED {
        let scenario = load(text).unwrap_or_else(|findings| panic!("{}", render(&findings, name, text)));
        assert!(scenario.description.is_some(), "{name}");
        assert_eq!(scenario.schema.as_deref(), Some("./schema.json"), "{name}");
    }
}

#[test]
fn every_file_of_the_folder_is_shipped() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "schema")
        .collect();
    files.sort();
    let mut names: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    assert_eq!(files, names);
}

#[test]
fn explanations_are_plain_sentences() {
    let everything = include_str!("../../../fixtures/scenarios/good/everything.json");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/scenarios/explained");
    std::fs::create_dir_all(folder).unwrap();
    for (name, text) in SHIPPED.iter().chain([&("everything", everything)]) {
        let said = explain(&load(text).unwrap());
        let path = format!("{folder}/{name}.txt");
        if std::env::var("UPDATE_EXPECT").is_ok_and(|value| value == "1") {
            std::fs::write(&path, &said).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(said, expected, "{name}: UPDATE_EXPECT=1 rewrites it");
    }
}

#[test]
fn the_retry_ladder_has_four_rungs() {
    let mut player = play("retry-ladder");
    let seen: Vec<String> = (0..5).map(|_| player.next()).collect();
    assert_eq!(seen, ["InternalError", "ServiceUnavailable", "Throttling.Api", "-", "-"]);
}

#[test]
fn malformed_answers_come_one_after_another() {
    let mut player = play("malformed-answers");
    let seen: Vec<String> = (0..7).map(|_| player.next()).collect();
    assert_eq!(seen, ["502", "200", "200", "500", "CloseMidBody", "Garbage", "-"]);
}

#[test]
fn an_outage_ends() {
    let mut player = play("outage");
    let mut at =
        |seconds| word(&player.call(&Call { elapsed: Duration::from_secs(seconds), ..Call::default() }));
    let seen = [at(0), at(119), at(120), at(121), at(122), at(151)];
    let down = "ServiceUnavailable";
    assert_eq!(seen, [down, down, "-", down, "-", "-"]);
}

#[test]
fn a_thousand_calls_through_flaky_are_the_same_on_every_run() {
    let run = || {
        let mut player = play("flaky");
        let calls = (0..1000).map(|_| player.call(&Call::default()));
        calls.map(|decision| (word(&decision), decision.delay, decision.rules)).collect::<Vec<_>>()
    };
    let first = run();
    assert_eq!(first, run());
    let count = |wanted: &str| first.iter().filter(|(word, ..)| word == wanted).count();
    let (resets, refusals) = (count("Reset"), count("ServiceUnavailable"));
    assert!(
        (10..=35).contains(&resets) && (30..=75).contains(&refusals),
        "{resets} resets, {refusals} refusals"
    );
}

#[test]
fn the_default_scenario_does_what_the_call_says() {
    let mut player = play("default");
    for (words, expected) in [
        ("Throttling.Api", "Throttling.Api"),
        ("Throttling.Api,retryAfter:800ms", "Throttling.Api"),
        ("delay:2s", "-"),
        ("delay:2s,reset", "Reset"),
        ("closeEarly", "CloseEarly"),
        ("closeMidBody", "CloseMidBody"),
        ("stall", "stall"),
        ("stall:1s", "stall"),
        ("garbage", "Garbage"),
        ("dribble:10", "-"),
        ("pass", "-"),
        ("verification:205", "-"),
        ("verification:passed, callback:2", "-"),
        ("callback:drop", "-"),
        ("InternalError,status:502", "InternalError"),
    ] {
        let by_parameter = format!("emulate:{words}");
        for call in [
            Call { parameters: &[("MerchantUserId", &by_parameter)], ..Call::default() },
            Call { headers: &[("x-emulate", words)], operation: "KeepaliveIntl", ..Call::default() },
        ] {
            let decision = player.call(&call);
            assert_eq!(word(&decision), expected, "{words}");
            let wait = if words.starts_with("delay") { 2 } else { 0 };
            assert_eq!(decision.delay, Duration::from_secs(wait), "{words}");
        }
    }
    assert_eq!(player.next(), "-");
    assert!(
        player.call(&Call { parameters: &[("MerchantUserId", "u-1")], ..Call::default() }).rules.is_empty()
    );
}

#[test]
fn words_that_do_not_exist_are_answered_with_those_that_do() {
    let mut player = play("default");
    for (words, expected) in [
        ("Throtling.Api", "Did you mean Throttling.Api?"),
        ("", "is not a command of the emulator"),
        ("explode", "The commands are all error codes, and pass, delay:<duration>"),
        ("delay:soon", "expected a number and its unit"),
        ("dribble:0", "expected a whole number from 1"),
        ("retryAfter:1s", "need an error code"),
        ("reset,", "is not a command"),
    ] {
        let value = format!("emulate:{words}");
        let decision = player.call(&Call { parameters: &[("MerchantUserId", &value)], ..Call::default() });
        let ResponseChoice::Error(error) = decision.response else { panic!("{words}: no error") };
        assert_eq!((error.row.code, error.status), ("InvalidParameter", 400), "{words}");
        assert!(error.message.contains(expected), "{words}: {}", error.message);
    }
}
