//! The clock of one key rules everything of that key, and nothing else.

use cloudauth_local::emulator::Emulator;
use cloudauth_local::scenario::load;
use serde_json::{Value, json};

use crate::evidence::checks::{address, receiver, start};
use crate::evidence::http::ask;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn planned_ends_callbacks_and_their_retries_go_by_the_clock_of_their_key() {
    let rules = r#"{ "rules": [{ "then": {
        "verification": { "passed": true, "after": "10m" }, "callback": { "delay": "1h" } } }] }"#;
    let emulator = Emulator::builder()
        .clock_by_hand("2026-11-22T10:00:00Z".parse().unwrap())
        .callback_map("https://shop.example", &receiver())
        .scenario(load(rules).unwrap())
        .start()
        .await
        .unwrap();
    // One key has a scenario of its own besides, which gives its account another clock below its own.
    emulator.play(load(rules).unwrap(), Some("own")).unwrap();
    let own = address(&emulator);
    let advance = |key: &str, by: &str| {
        let path = format!("/_emulator/clock?accessKeyId={key}");
        assert_eq!(ask(own, "POST", &path, &[], &json!({ "advance": by }).to_string()).status, 200);
    };
    let told = |id: &str| ask(own, "GET", &format!("/_emulator/transactions/{id}"), &[], "").json();
    let until = |id: &str, holds: &dyn Fn(&Value) -> bool| {
        let begun = std::time::Instant::now();
        while !holds(&told(id)) {
            assert!(begun.elapsed().as_secs() < 30, "{}", told(id));
        }
    };
    let url = ("CallbackUrl", "https://shop.example/flaky");
    let still = start(&emulator, "still", &[url]).await;
    for key in ["moved", "own"] {
        let check = start(&emulator, key, &[url]).await;
        advance(key, "9m");
        assert_eq!(told(&check.id)["state"], "waiting");
        advance(key, "1m");
        until(&check.id, &|told| told["state"] == "completed");
        assert_eq!(told(&check.id)["callbacks"], Value::Null);
        advance(key, "1h");
        check.called_back(1);
        advance(key, "2s");
        check.called_back(2);
        let tries = told(&check.id)["callbacks"].clone();
        assert_eq!([&tries[0]["status"], &tries[1]["status"]], [500, 200]);
        assert_eq!(tries[1]["at"], "2026-11-22T11:10:02Z");
    }
    assert_eq!(told(&still.id)["state"], "waiting");
    ask(own, "POST", "/_emulator/clock", &[], r#"{"advance":"10m"}"#);
    until(&still.id, &|told| told["state"] == "completed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_month_of_one_key_leaves_the_checks_of_the_others_as_they_are() {
    let emulator =
        Emulator::builder().clock_by_hand("2026-11-22T10:00:00Z".parse().unwrap()).start().await.unwrap();
    let done = start(&emulator, "still", &[]).await;
    emulator.complete(&done.id, true).unwrap();
    let open = start(&emulator, "still", &[]).await;
    ask(address(&emulator), "POST", "/_emulator/clock?accessKeyId=moved", &[], r#"{"advance":"1000h"}"#);
    let moved = start(&emulator, "moved", &[]).await;
    emulator.complete(&moved.id, true).unwrap();
    for (key, id, code) in [
        ("still", &done.id, "Success"),
        ("still", &open.id, "ProcessNotCompleted"),
        ("moved", &moved.id, "Success"),
    ] {
        let asked = [("MerchantBizId", "biz1"), ("TransactionId", id)];
        let answer = emulator.call(key, "CheckResult", &asked).await.unwrap();
        assert_eq!(answer.code(), code, "{key}");
    }
}
