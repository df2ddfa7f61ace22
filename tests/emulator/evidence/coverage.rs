//! What contract coverage knows of checks and callbacks.

use std::time::Duration;

use cloudauth_local::contract::coverage_event;
use cloudauth_local::contract::redirect::CLIENT_RESULTS;
use cloudauth_local::emulator::Emulator;
use cloudauth_local::scenario::load;
use serde_json::{Value, json};

use crate::evidence::checks::{BROWSER, Check, address, receiver, start};
use crate::kit::http::ask;

const RULES: &str = r#"{ "rules": [
    { "when": { "parameters": { "SceneCode": { "equals": "late" } } }, "then": { "callback": { "delay": "1s" } } },
    { "when": { "parameters": { "SceneCode": { "equals": "twice" } } }, "then": { "callback": { "repeat": 2 } } },
    { "when": { "parameters": { "SceneCode": { "equals": "lost" } } }, "then": { "callback": { "drop": true } } },
    { "when": { "parameters": { "SceneCode": { "equals": "alone" } } }, "then": { "verification": { "passed": false } } }
] }"#;

async fn emulator() -> Emulator {
    let start = "2026-11-22T10:00:00Z".parse().unwrap();
    let emulator = Emulator::builder()
        .qps(0)
        .clock_by_hand(start)
        .callback_map("https://shop.example", &receiver())
        .callback_map("https://closed.example", "http://127.0.0.1:1");
    emulator.scenario(load(RULES).unwrap()).start().await.unwrap()
}

/// What an account, or all, met of checks and callbacks, with how often.
fn met(emulator: &Emulator, account: Option<&str>) -> Vec<(String, u64)> {
    let path = account.map(|key| format!("?accessKeyId={key}")).unwrap_or_default();
    let said = ask(address(emulator), "GET", &format!("/_emulator/coverage{path}"), &[], "").json();
    let rows = [&said["outcomes"], &said["callbacks"]].map(|rows| rows.as_array().unwrap());
    let row = |row: &Value| (row["name"].as_str().unwrap().to_owned(), row["count"].as_u64().unwrap());
    rows.into_iter().flatten().map(row).filter(|(_, count)| *count > 0).collect()
}

/// The same names and counts, in the order of the contract.
fn expected(counts: &[(&str, u64)]) -> Vec<(String, u64)> {
    let count = |name: &str| counts.iter().find(|(known, _)| *known == name);
    assert!(counts.iter().all(|(name, _)| coverage_event::all().any(|row| row.name == *name)));
    coverage_event::all()
        .filter_map(|row| count(row.name))
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_way_in_which_a_check_ends_is_counted_for_its_account_alone() {
    let emulator = emulator().await;
    assert_eq!(met(&emulator, None), []);
    for row in CLIENT_RESULTS {
        start(&emulator, "k", &[]).await.end(row.code, &json!({}));
    }
    start(&emulator, "k", &[]).await.end("1001", &json!({ "subCode": "207" }));
    start(&emulator, "k", &[]).await.end("1000", &json!({ "edits": { "surname": "OTHER" } }));
    start(&emulator, "k", &[("IdSpoof", "Y")]).await.end("1001", &json!({ "spoofType": ["SCREEN_REMARK"] }));
    emulator.complete(&start(&emulator, "k", &[]).await.id, true).unwrap();
    start(&emulator, "k", &[("SceneCode", "alone")]).await;
    let of_k = [
        ("check.passed", 3),
        ("check.notPassed", 4),
        ("check.systemError", 1),
        ("check.initialisationFailed", 1),
        ("check.noCamera", 1),
        ("check.networkError", 1),
        ("check.userLeft", 1),
        ("check.invalidTransactionId", 1),
        ("check.wrongClock", 1),
        ("check.wrongDocument", 1),
        ("check.missingInformation", 1),
        ("check.poorImage", 1),
        ("check.tooManyErrors", 1),
        ("check.oldAndroid", 1),
        ("check.noCameraPermission", 1),
        ("check.otherSubCode", 1),
        ("check.corrected", 1),
        ("check.spoofed", 1),
    ];
    assert_eq!(met(&emulator, Some("k")), expected(&of_k));
    assert_eq!(met(&emulator, None), expected(&of_k));
    assert_eq!(met(&emulator, Some("other")), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_that_nobody_ends_is_counted_once_its_time_is_over_by_its_accounts_clock() {
    let emulator = emulator().await;
    for key in ["k", "other"] {
        assert_eq!(start(&emulator, key, &[]).await.open(&BROWSER).status, 200);
        start(&emulator, key, &[]).await;
        start(&emulator, key, &[]).await.end("1000", &json!({}));
    }
    let passed = expected(&[("check.passed", 1)]);
    assert_eq!((met(&emulator, Some("k")), met(&emulator, Some("other"))), (passed.clone(), passed.clone()));
    ask(address(&emulator), "POST", "/_emulator/clock?accessKeyId=k", &[], r#"{"advance":"30m"}"#);
    let all = expected(&[("check.passed", 1), ("check.expired", 1), ("check.neverOpened", 1)]);
    assert_eq!((met(&emulator, Some("k")), met(&emulator, Some("other"))), (all, passed));
    ask(address(&emulator), "POST", "/_emulator/reset?accessKeyId=k", &[], "");
    assert_eq!(met(&emulator, Some("k")), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_thing_that_becomes_of_a_callback_is_counted_for_its_account_alone() {
    let emulator = emulator().await;
    let ended = async |key: &str, url: &str, scene: &str| -> Check {
        let check = start(&emulator, key, &[("CallbackUrl", url), ("SceneCode", scene)]).await;
        check.end("1000", &json!({}));
        check
    };
    // The one that takes time is begun first.
    let silent = ended("silent", "https://shop.example/silent", "x").await;
    for (key, url, scene, tries, counts) in [
        ("good", "https://shop.example/200", "x", 1, &[("callback.delivered", 1)][..]),
        ("refused", "https://shop.example/204", "x", 1, &[("callback.refused", 1)]),
        ("redirected", "https://shop.example/302", "x", 1, &[("callback.redirected", 1)]),
        ("reset", "https://shop.example/reset", "x", 1, &[("callback.brokenOff", 1)]),
        ("closed", "https://closed.example/", "x", 1, &[("callback.unreachable", 1)]),
        ("stranger", "https://192.0.2.7/", "x", 1, &[("callback.notSent", 1)]),
        (
            "twice",
            "https://shop.example/200",
            "twice",
            2,
            &[("callback.delivered", 2), ("callback.repeated", 1)],
        ),
        ("late", "https://shop.example/200", "late", 0, &[("callback.delayed", 1)]),
        ("lost", "https://shop.example/200", "lost", 0, &[("callback.dropped", 1)]),
    ] {
        ended(key, url, scene).await.called_back(tries);
        let mut all = vec![("check.passed", 1)];
        all.extend_from_slice(counts);
        assert_eq!(met(&emulator, Some(key)), expected(&all), "{key}");
    }
    let flaky = ended("flaky", "https://shop.example/flaky", "x").await;
    flaky.called_back(1);
    let hopeless = ended("hopeless", "https://shop.example/500", "x").await;
    for tries in 1..=5 {
        hopeless.called_back(tries);
        emulator.clock().advance(Duration::from_mins(1));
    }
    flaky.called_back(2);
    let of_flaky = [
        ("check.passed", 1),
        ("callback.delivered", 1),
        ("callback.refused", 1),
        ("callback.retried", 1),
        ("callback.recovered", 1),
    ];
    assert_eq!(met(&emulator, Some("flaky")), expected(&of_flaky));
    let of_hopeless =
        [("check.passed", 1), ("callback.refused", 5), ("callback.retried", 4), ("callback.givenUp", 1)];
    assert_eq!(met(&emulator, Some("hopeless")), expected(&of_hopeless));
    silent.called_back(1);
    assert!(met(&emulator, Some("silent")).contains(&("callback.timedOut".to_owned(), 1)));
    let never: Vec<_> = emulator.coverage().callbacks().into_iter().filter(|met| met.count == 0).collect();
    assert_eq!(never, []);
}
