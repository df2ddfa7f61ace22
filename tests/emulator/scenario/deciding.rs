//! Which rule acts on which call, and what several rules do together.

use std::time::Duration;

use cloudauth_local::scenario::format::ConnectionFault;
use cloudauth_local::scenario::{ConnectionCut, ResponseChoice};

use super::{Call, Player, word};

const EVERYTHING: &str = include_str!("../../../fixtures/scenarios/good/everything.json");

#[test]
fn every_kind_of_condition_is_met_or_not() {
    for (conditions, meets, fails) in [
        (r#""u-1""#, Some("u-1"), Some("u-11")),
        (r#"{ "equals": "u-1" }"#, Some("u-1"), Some("U-1")),
        (r#"{ "startsWith": "u-" }"#, Some("u-1"), Some("vu-1")),
        (r#"{ "endsWith": "-1" }"#, Some("u-1"), Some("u-12")),
        (r#"{ "contains": "-" }"#, Some("u-1"), Some("u1")),
        (r#"{ "matches": "^u-[0-9]+$" }"#, Some("u-12"), Some("u-x")),
        (r#"{ "oneOf": ["u-1", "u-2"] }"#, Some("u-2"), Some("u-3")),
        (r#"{ "present": true }"#, Some("anything"), Some("")),
        (r#"{ "present": true }"#, Some("anything"), None),
        (r#"{ "present": false }"#, None, Some("anything")),
        (r#"{ "startsWith": "u", "endsWith": "1" }"#, Some("u-1"), Some("u-2")),
    ] {
        for place in ["parameters\": { \"MerchantUserId", "headers\": { \"X-User"] {
            let rule = format!(
                r#"{{ "when": {{ "{place}": {conditions} }} }}, "then": {{ "error": "InternalError" }} }}"#
            );
            let mut player = Player::rules(&rule);
            let mut meet = |value: Option<&str>| {
                let parameters: Vec<_> = value.into_iter().map(|value| ("MerchantUserId", value)).collect();
                let headers: Vec<_> = value.into_iter().map(|value| ("x-user", value)).collect();
                word(&player.call(&Call { parameters: &parameters, headers: &headers, ..Call::default() }))
            };
            assert_eq!(meet(meets), "InternalError", "{rule} with {meets:?}");
            assert_eq!(meet(fails), "-", "{rule} with {fails:?}");
        }
    }
}

#[test]
fn operation_and_access_key_choose_calls() {
    let mut player = Player::rules(
        r#"{ "when": { "operation": "KeepaliveIntl" }, "then": { "error": "InternalError" } },
           { "when": { "accessKeyId": "poor" }, "then": { "error": "ServiceUnavailable" } }"#,
    );
    let mut meet = |operation, key| word(&player.call(&Call { operation, key, ..Call::default() }));
    assert_eq!(meet("KeepaliveIntl", None), "InternalError");
    assert_eq!(meet("Initialize", Some("poor")), "ServiceUnavailable");
    assert_eq!(meet("Initialize", Some("rich")), "-");
    assert_eq!(meet("Initialize", None), "-");
}

#[test]
fn a_stretch_of_time_begins_with_its_first_moment_and_ends_before_its_last() {
    let mut player = Player::rules(
        r#"{ "when": { "during": { "from": "30s", "to": "1m30s" } }, "then": { "error": "InternalError" } }"#,
    );
    for (millis, expected) in
        [(0, "-"), (29_999, "-"), (30_000, "InternalError"), (89_999, "InternalError"), (90_000, "-")]
    {
        let elapsed = Duration::from_millis(millis);
        assert_eq!(word(&player.call(&Call { elapsed, ..Call::default() })), expected, "{millis} ms");
    }
}

#[test]
fn delays_add_up_and_the_first_answer_wins() {
    let mut player = Player::rules(
        r#"{ "when": { "calls": { "first": 9 } }, "then": { "delay": "1s" } },
           { "then": { "delay": "200ms", "dribble": 10 } },
           { "then": { "error": "Throttling.Api", "retryAfter": "800ms", "delay": "5ms" } }"#,
    );
    let decision = player.call(&Call::default());
    assert_eq!(decision.rules, [0, 1, 2]);
    assert_eq!(decision.delay, Duration::from_millis(1205));
    assert_eq!(decision.bytes_per_second, Some(10));
    let ResponseChoice::Error(error) = decision.response else { panic!("no error") };
    assert_eq!((error.status, error.retry_after), (403, Some(Duration::from_millis(800))));
}

#[test]
fn members_beside_an_error_override_its_row() {
    let mut player = Player::new(EVERYTHING);
    let decision = player.call(&Call { parameters: &[("SceneCode", "stall_1")], ..Call::default() });
    let cut = ConnectionCut { fault: ConnectionFault::Stall, stall: Duration::from_secs(3) };
    assert_eq!(decision.cut, Some(cut));
    let ResponseChoice::Error(error) = decision.response else { panic!("no error") };
    assert_eq!((error.row.code, error.status, &*error.message), ("InternalError", 599, "gone fishing"));
    assert_eq!((decision.rules, error.hint), (vec![3], None));
}

#[test]
fn pass_ends_the_search() {
    let mut player = Player::rules(
        r#"{ "when": { "headers": { "x-operator": { "present": true } } }, "then": { "pass": true } },
           { "then": { "error": "InternalError" } }"#,
    );
    let decision = player.call(&Call { headers: &[("x-operator", "me")], ..Call::default() });
    assert_eq!((word(&decision), decision.rules), ("-".to_owned(), vec![0]));
    assert_eq!(player.next(), "InternalError");
}

#[test]
fn outcomes_of_several_rules_add_up_and_the_first_word_counts() {
    let mut player = Player::rules(
        r#"{ "then": { "verification": { "passed": false }, "callback": { "repeat": 2 } } },
           { "then": { "verification": { "passed": true, "subCode": "206" }, "callback": { "delay": "1s" } } }"#,
    );
    let decision = player.call(&Call::default());
    let outcome = decision.verification.unwrap();
    assert_eq!((outcome.passed, outcome.sub_code.as_deref()), (Some(false), Some("206")));
    let callback = decision.callback.unwrap();
    assert_eq!(
        (callback.repeat, callback.delay.map(|delay| delay.to_string())),
        (Some(2), Some("1s".to_owned()))
    );
}

#[test]
fn random_delays_keep_their_bounds_and_their_shape() {
    let mut player = Player::rules(r#"{ "then": { "delay": { "min": "100ms", "max": "200ms" } } }"#);
    for _ in 0..1000 {
        let delay = player.call(&Call::default()).delay.as_millis();
        assert!((100..=200).contains(&delay), "{delay}");
    }
    let mut player = Player::rules(r#"{ "then": { "delay": { "median": "100ms", "p99": "1s" } } }"#);
    let mut delays: Vec<_> = (0..10_000).map(|_| player.call(&Call::default()).delay.as_millis()).collect();
    delays.sort_unstable();
    assert!((90..=110).contains(&delays[5_000]), "median {}", delays[5_000]);
    assert!((800..=1250).contains(&delays[9_900]), "p99 {}", delays[9_900]);
    assert!(delays[9_999] <= 10_000, "longest {}", delays[9_999]);
}

#[test]
fn a_probability_is_met_as_often_as_it_says() {
    let mut player =
        Player::rules(r#"{ "when": { "probability": 0.25 }, "then": { "error": "InternalError" } }"#);
    let hits = (0..10_000).filter(|_| player.next() == "InternalError").count();
    assert!((2_350..=2_650).contains(&hits), "{hits}");
    for (share, expected) in [("0", "-"), ("1", "InternalError")] {
        let rule =
            format!(r#"{{ "when": {{ "probability": {share} }}, "then": {{ "error": "InternalError" }} }}"#);
        assert_eq!(Player::rules(&rule).next(), expected);
    }
}
