//! The clock of one key rules everything of that key, and nothing else.

use cloudauth_local::emulator::Emulator;
use cloudauth_local::scenario::load;
use serde_json::{Value, json};

use crate::evidence::checks::{address, receiver, start};
use crate::kit::http::ask;

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_of_a_check_stays_the_same_when_a_load_takes_the_clock_back() {
    let emulator =
        Emulator::builder().clock_by_hand("2026-11-22T10:00:00Z".parse().unwrap()).start().await.unwrap();
    let path = "/_emulator/clock?accessKeyId=moved";
    assert_eq!(ask(address(&emulator), "POST", path, &[], r#"{"advance":"1h"}"#).status, 200);
    let check = start(&emulator, "moved", &[]).await;
    emulator.complete(&check.id, true).unwrap();
    let asked = [("MerchantBizId", "biz1"), ("TransactionId", &*check.id)];
    let log = async || {
        let answer = emulator.call("moved", "CheckVerifyLog", &asked).await.unwrap();
        assert_eq!(answer.code(), "Success");
        answer.body["Result"]["LogInfoEn"].clone()
    };
    let before = log().await;
    assert!(before.to_string().contains("11:00:00"), "{before}");
    emulator.play(load("{}").unwrap(), None).unwrap();
    assert_eq!(log().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_at_its_end_answers_everything_and_can_be_set_back() {
    let emulator = Emulator::builder().start().await.unwrap();
    let own = address(&emulator);
    let move_clock = |body: &str| ask(own, "POST", "/_emulator/clock", &[], body);
    for _ in 0..2 {
        let check = start(&emulator, "key", &[]).await;
        let too_far = move_clock(r#"{"advance":"9223372036854775807s"}"#);
        assert_eq!(too_far.status, 400);
        assert!(too_far.body.contains("ends at 9999-12-30T22:00:00"), "{too_far:?}");
        assert_eq!(move_clock(r#"{"set":"9999-12-30T22:00:00.999999999Z"}"#).status, 200);
        // 11 calls of a burst of 10, then everything that compares times.
        let mut codes = Vec::new();
        for _ in 0..11 {
            codes.push(emulator.call("key", "KeepaliveIntl", &[]).await.unwrap().code());
        }
        assert_eq!(codes.iter().filter(|code| *code == "Success").count(), 10, "{codes:?}");
        for path in ["conduct", "coverage", "throttles", "requests", "transactions", "metrics", "clock"] {
            assert_eq!(ask(own, "GET", &format!("/_emulator/{path}"), &[], "").status, 200, "{path}");
        }
        // Its result was kept for 30 days.
        let path = format!("/_emulator/transactions/{}", check.id);
        assert_eq!(ask(own, "GET", &path, &[], "").status, 404);
        assert_eq!(move_clock(r#"{"set":"2026-11-22T10:00:00Z"}"#).status, 200);
        let now = ask(own, "GET", "/_emulator/clock", &[], "").json();
        assert!(now["now"].as_str().unwrap().starts_with("2026-11-22T10:00:0"), "{now}");
    }
    let beyond = move_clock(r#"{"set":"12026-11-22T10:00:00Z"}"#);
    assert!(beyond.status == 400 && beyond.body.contains("from -009999"), "{beyond:?}");
}
