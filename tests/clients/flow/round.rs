//! The flow without a browser: URL, completion, CheckResult, clock.

use serde_json::json;

use crate::flow::emulator::{CALLBACK, Emulator};
use crate::kit::http::{get, request};
use crate::kit::receiver::Receiver;

fn emulator() -> Emulator {
    Emulator::start("http://127.0.0.1:1")
}

#[test]
fn a_check_completes_once() {
    let emulator = emulator();
    let started = emulator.initialize(&[]);
    assert_eq!(emulator.check_result(&started.id, &[]), Err("ProcessNotCompleted".to_owned()));
    assert_eq!(emulator.finish(&started, "1000").json(), json!({ "redirect": null }));
    let again = emulator.finish(&started, "1001");
    assert_eq!((again.status, again.json()["reason"].as_str()), (410, Some("used")));
    assert_eq!(emulator.check_result(&started.id, &[]).unwrap()["Passed"], "Y");
    assert_eq!(emulator.check_result("hks0", &[]), Err("TransactionIdInvalid".to_owned()));
    let stranger = [("MerchantBizId", "other"), ("TransactionId", &*started.id)];
    assert_eq!(emulator.call("CheckResult", &stranger).json()["Code"], "TransactionIdInvalid");
}

#[test]
fn the_same_merchant_biz_id_twice_gives_two_transactions() {
    let emulator = emulator();
    let (first, second) = (emulator.initialize(&[]), emulator.initialize(&[]));
    assert_ne!(first.id, second.id);
    emulator.finish(&first, "1000");
    assert_eq!(emulator.check_result(&second.id, &[]), Err("ProcessNotCompleted".to_owned()));
}

#[test]
fn a_transaction_expires_after_30_minutes_and_its_result_after_30_days() {
    let emulator = emulator();
    let (late, done) = (emulator.initialize(&[]), emulator.initialize(&[]));
    emulator.finish(&done, "1001");
    emulator.advance("29m");
    assert_eq!(get(&late.url).status, 200);
    emulator.advance("1m");
    assert_eq!(get(&late.url).status, 410);
    assert_eq!(emulator.finish(&late, "1000").json()["reason"], "expired");
    assert_eq!(emulator.check_result(&late.id, &[]), Err("ProcessNotCompleted".to_owned()));
    assert_eq!(emulator.check_result(&done.id, &[]).unwrap()["SubCode"], "206");
    emulator.advance("720h");
    assert_eq!(emulator.check_result(&done.id, &[]), Err("TransactionIdInvalid".to_owned()));
}

#[test]
fn the_clock_is_read_and_set() {
    let emulator = emulator();
    let set = emulator.post("/_emulator/clock", &json!({ "set": "2036-11-22T10:00:00Z" }));
    assert!(set.json()["now"].as_str().unwrap().starts_with("2036-11-22T10:00:0"), "{}", set.body);
    assert!(emulator.get("/_emulator/clock").json()["now"].as_str().unwrap().starts_with("2036-"));
    assert_eq!(emulator.post("/_emulator/clock", &json!({ "advance": "soon" })).status, 400);
}

#[test]
fn wishes_that_make_no_sense_are_refused_in_words() {
    let emulator = emulator();
    let started = emulator.initialize(&[]);
    let cfg = &started.client_cfg;
    let long = "x".repeat(201);
    for wish in [
        json!(null),
        json!({ "resultCode": "1000" }),
        json!({ "clientCfg": cfg, "resultCode": "1008" }),
        json!({ "clientCfg": cfg, "resultCode": "1001", "spoofType": ["COPY"] }),
        json!({ "clientCfg": cfg, "resultCode": "1001", "subCode": "a b" }),
        json!({ "clientCfg": cfg, "resultCode": "1000", "edits": { "surname": long } }),
        json!({ "clientCfg": cfg, "resultCode": "1000", "edits": { "surname": 7 } }),
    ] {
        let answer = emulator.post("/_emulator/verification", &wish);
        assert_eq!((answer.status, answer.json()["text"].is_string()), (400, true), "{wish}");
    }
    assert_eq!(emulator.check_result(&started.id, &[]), Err("ProcessNotCompleted".to_owned()));
}

#[test]
fn pages_load_nothing_from_elsewhere_and_only_a_get_opens_them() {
    let emulator = emulator();
    let started = emulator.initialize(&[]);
    let page = get(&started.url);
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("referrer-policy").unwrap(), "no-referrer");
    let outside = page.body.replace(&emulator.url, "");
    assert!(!outside.contains("http://") && !outside.contains("https://"), "{outside}");
    for (method, path, status) in [
        ("POST", "/index.html", 405),
        ("GET", "/_emulator/verification", 405),
        ("GET", "/_emulator/assets/base.css", 200),
        ("GET", "/_emulator/assets/../verify.js", 404),
        ("GET", "/cdn/jsvm_all.js", 200),
        ("GET", "/cdn/other.js", 404),
        ("GET", "/_emulator/demo", 200),
    ] {
        assert_eq!(
            request(method, &format!("{}{path}", emulator.url), &[], "").status,
            status,
            "{method} {path}"
        );
    }
}

#[test]
fn a_device_with_an_app_gets_no_url() {
    let emulator = emulator();
    let started = emulator.initialize(&[("MetaInfo", r#"{"bioMetaInfo":"1","deviceType":"ios"}"#)]);
    assert_eq!((started.url.as_str(), started.id.len()), ("", 32));
}

#[test]
fn the_callback_does_not_wait_for_the_browser() {
    let receiver = Receiver::accepting();
    let emulator = Emulator::start(&receiver.url());
    let started = emulator.initialize(&[CALLBACK]);
    emulator.finish(&started, "1000");
    assert!(receiver.next().contains(&started.id));
}
