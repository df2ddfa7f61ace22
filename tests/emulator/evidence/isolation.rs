//! Tests that own a key each never meet.

use std::net::SocketAddr;
use std::sync::Arc;

use cloudauth_local::emulator::Emulator;
use cloudauth_local::scenario::load;
use serde_json::{Value, json};

use crate::evidence::checks::{address, receiver, start};
use crate::kit::http::{Events, ask};

const CODES: [&str; 4] = ["InternalError", "ServiceUnavailable", "Throttling.User", "Forbidden.RAM"];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_tests_against_one_emulator_do_not_see_one_another() {
    let emulator = Arc::new(Emulator::start().await.unwrap());
    let tests = (0..200_usize).map(|number| {
        let emulator = emulator.clone();
        let address = address(&emulator);
        tokio::spawn(async move {
            let key = format!("test-{number}");
            let error = CODES[number % CODES.len()];
            let fails = number % 7;
            let rules = json!({ "rules": [{ "when": { "calls": { "first": fails + 1 } }, "then": { "error": error } }] });
            emulator.play(load(&rules.to_string()).unwrap(), Some(&key)).unwrap();
            for call in 0..10 {
                let answer = emulator.call(&key, "KeepaliveIntl", &[("SceneCode", &key)]).await.unwrap();
                assert_eq!(answer.code(), if call <= fails { error } else { "Success" }, "{key}, call {call}");
            }
            tokio::task::spawn_blocking(move || the_evidence_is_its_own(address, &key, error, fails + 1))
                .await
                .unwrap();
        })
    });
    for test in tests.collect::<Vec<_>>() {
        test.await.unwrap();
    }
    let requests = emulator.requests();
    assert_eq!(requests.len(), 2000);
    for key in (0..200).map(|number| format!("test-{number}")) {
        let own = || requests.iter().filter(|entry| entry.facts.account == key);
        assert_eq!(own().count(), 10, "{key}");
        assert!(own().all(|entry| entry.parameter("SceneCode") == Some(&key)), "{key}");
    }
}

/// Coverage, conduct, journal and clock of a key that made ten calls, some of which failed with `error`.
fn the_evidence_is_its_own(address: SocketAddr, key: &str, error: &str, failed: usize) {
    let asked =
        |path: &str| ask(address, "GET", &format!("/_emulator/{path}?accessKeyId={key}"), &[], "").json();
    let array = |value: &Value| value.as_array().unwrap().clone();
    let met: Vec<_> = array(&asked("coverage")["codes"])
        .into_iter()
        .filter(|met| met["count"] != 0)
        .map(|met| (met["name"].as_str().unwrap().to_owned(), met["count"].as_u64().unwrap()))
        .collect();
    let expected =
        [("Success", 10 - failed), (error, failed)].map(|(name, count)| (name.to_owned(), count as u64));
    assert_eq!(met, expected, "{key}");
    let conduct = asked("conduct");
    let told = [array(&conduct["findings"]), array(&conduct["retries"])].concat();
    assert!(told.iter().all(|one| one["account"] == key), "{key}: {conduct}");
    let retries = array(&conduct["retries"]).len();
    assert_eq!(retries, if error == "Forbidden.RAM" { 0 } else { failed }, "{key}: {conduct}");
    assert_eq!(array(&asked("requests")["requests"]).len(), 10);
    let path = format!("/_emulator/clock?accessKeyId={key}");
    let before = asked("clock")["elapsedMs"].as_u64().unwrap();
    let moved = ask(address, "POST", &path, &[], r#"{"advance":"1000h"}"#).json();
    let passed = moved["elapsedMs"].as_u64().unwrap() - before;
    assert!(
        (3_600_000_000..7_200_000_000).contains(&passed),
        "another key moved the clock of {key}: {passed}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_emulators_run_side_by_side_and_end_when_they_are_dropped() {
    let mut emulators = Vec::new();
    for seed in 0..100 {
        emulators.push(Emulator::builder().seed(seed).start().await.unwrap());
    }
    for emulator in &emulators {
        assert_eq!(emulator.call("k", "KeepaliveIntl", &[]).await.unwrap().status, 200);
        emulator.assert_calls(1, "at all", |_| true);
    }
    let url = emulators[0].url().to_owned();
    drop(emulators);
    tokio::task::yield_now().await;
    let address = url.strip_prefix("http://").unwrap();
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_and_a_reset_are_of_one_key_alone() {
    let start = "2026-11-22T10:00:00Z".parse().unwrap();
    let emulator = Emulator::builder().qps(1).clock_by_hand(start).start().await.unwrap();
    let address = address(&emulator);
    let admin = |method: &str, path: &str, body: &str| ask(address, method, path, &[], body);
    let code = async |key: &str| emulator.call(key, "KeepaliveIntl", &[]).await.unwrap().code();
    for key in ["a", "b", "c"] {
        assert_eq!(code(key).await, "Success");
        assert_eq!(code(key).await, "Throttling.Api");
    }
    let moved = admin("POST", "/_emulator/clock?accessKeyId=a", r#"{"advance":"1s"}"#);
    assert_eq!(moved.json()["now"], "2026-11-22T10:00:01Z");
    assert_eq!(admin("GET", "/_emulator/clock?accessKeyId=b", "").json()["now"], "2026-11-22T10:00:00Z");
    assert_eq!(admin("POST", "/_emulator/reset?accessKeyId=b", "").json()["deleted"], 2);
    assert_eq!([code("a").await, code("b").await, code("c").await], ["Success", "Success", "Throttling.Api"]);
    let kept = |key: &str| admin("GET", &format!("/_emulator/requests?accessKeyId={key}"), "").json();
    assert_eq!(kept("a")["requests"].as_array().unwrap().len(), 3);
    assert_eq!(kept("b")["requests"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_shares_an_account_is_asked_about_by_its_own_name() {
    let emulator =
        Emulator::builder().callback_map("https://shop.example", &receiver()).start().await.unwrap();
    let own = address(&emulator);
    let url = ("CallbackUrl", "https://shop.example/200");
    // Made while every key is its own account, so that they need no signature.
    let check = start(&emulator, "corp", &[url]).await;
    let other = start(&emulator, "other", &[url]).await;
    let keys = ["k1", "k2"]
        .map(|key| json!({ "accessKeyId": key, "accessKeySecret": "testsecret", "account": "corp" }));
    emulator.play(load(&json!({ "accounts": keys }).to_string()).unwrap(), None).unwrap();
    let mut stream = Events::open(own, "/_emulator/events?accessKeyId=k1");
    for check in [&other, &check] {
        emulator.complete(&check.id, true).unwrap();
        check.called_back(1);
    }
    let told = stream.until(|name, _| name == "callback");
    assert!(told.iter().all(|(_, data)| data["account"] == "corp"), "{told:?}");
    let listed = |path: &str, member: &str, key: &str| {
        let answer = ask(own, "GET", &format!("/_emulator/{path}?accessKeyId={key}"), &[], "").json();
        let all = answer[member].as_array().unwrap();
        all.iter().map(|one| one["transactionId"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for (path, member) in [("transactions", "transactions"), ("callbacks", "attempts")] {
        for key in ["corp", "k1", "k2"] {
            assert_eq!(listed(path, member, key), [check.id.as_str()], "{path} of {key}");
        }
    }
    assert_eq!(ask(own, "POST", "/_emulator/reset?accessKeyId=k2", &[], "").status, 200);
    stream.until(|name, data| name == "reset" && data["accessKeyId"] == "corp");
    for (path, member) in [("transactions", "transactions"), ("callbacks", "attempts")] {
        assert_eq!(listed(path, member, "corp"), Vec::<String>::new(), "{path}");
        assert_eq!(listed(path, member, "other"), [other.id.as_str()], "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_parameter_that_is_given_twice_the_value_that_is_not_empty_counts() {
    let emulator = Emulator::start().await.unwrap();
    let id = start(&emulator, "k", &[]).await.id;
    emulator.complete(&id, true).unwrap();
    let twice = [("MerchantBizId", ""), ("MerchantBizId", "biz1"), ("TransactionId", &*id)];
    assert_eq!(emulator.call("k", "CheckResult", &twice).await.unwrap().code(), "Success");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn throttles_of_a_key_with_its_own_scenario_follow_its_own_clock() {
    let emulator = Emulator::start().await.unwrap();
    let own = address(&emulator);
    emulator.play(load("{}").unwrap(), Some("k")).unwrap();
    ask(own, "POST", "/_emulator/clock?accessKeyId=k", &[], r#"{"advance":"2h"}"#);
    for key in ["k", "other"] {
        for _ in 0..3 {
            emulator.call(key, "KeepaliveIntl", &[]).await.unwrap();
        }
        let said = ask(own, "GET", &format!("/_emulator/throttles?accessKeyId={key}"), &[], "").json();
        let throttles = said["throttles"].as_array().unwrap();
        let of_keepalive = throttles.iter().find(|one| one["operation"] == "KeepaliveIntl").unwrap();
        let remaining = of_keepalive["remaining"].as_u64().unwrap();
        assert!(of_keepalive["account"] == key && (7..10).contains(&remaining), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_can_be_completed_with_its_access_key_named() {
    let emulator = Emulator::start().await.unwrap();
    let id = start(&emulator, "k", &[]).await.id;
    let path = format!("/_emulator/transactions/{id}/complete?accessKeyId=k");
    assert_eq!(ask(address(&emulator), "POST", &path, &[], "").status, 200);
    assert!(emulator.complete(&id, true).is_err());
}
