//! Signed calls while the clock is moved: which timestamps are good, and what a reset takes back.

use std::net::SocketAddr;
use std::time::Duration;

use cloudauth_local::engine::account::{AccountStanding, DeclaredKey};
use cloudauth_local::scenario::format::TimestampWindow;
use serde_json::{Value, json};

use crate::kit::in_process::InProcess;
use crate::kit::raw::exchange;
use crate::kit::request::{HOST, NOW, Request};
use crate::kit::server::Server;

const LATER: &str = "2026-11-22T10:31:00Z";

/// An emulator of one key whose clock is 31 minutes ahead of the machine's.
fn moved() -> InProcess {
    let emulator = InProcess::declaring(&[("testid", "testsecret", AccountStanding::Active)]);
    emulator.clock.advance(Duration::from_mins(31));
    emulator
}

/// A call that is signed at some time, with a nonce of its own.
fn signed_at(time: &str, nonce: &str) -> Request {
    Request::initialize().with("Timestamp", time).v1("testid", "testsecret", nonce)
}

fn admin(address: SocketAddr, method: &str, path: &str, body: &str) -> (u16, Value) {
    let length = body.len();
    let request = format!(
        "{method} /_emulator/{path} HTTP/1.1\r\nhost: {HOST}\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let response = exchange(address, request.as_bytes());
    (response.status, response.json())
}

#[test]
fn a_time_stamp_is_good_near_the_machines_time_and_near_the_moved_clock() {
    let emulator = moved();
    for (time, code) in [
        (NOW, "Success"),
        ("2026-11-22T09:45:00Z", "Success"),
        ("2026-11-22T09:44:59Z", "InvalidTimeStamp.Expired"),
        ("2026-11-22T10:15:00Z", "Success"),
        ("2026-11-22T10:15:30Z", "InvalidTimeStamp.Expired"),
        ("2026-11-22T10:16:00Z", "Success"),
        (LATER, "Success"),
        ("2026-11-22T10:46:00Z", "Success"),
        ("2026-11-22T10:46:01Z", "InvalidTimeStamp.Expired"),
    ] {
        assert_eq!(emulator.code(&signed_at(time, time)), code, "{time}");
        let v3 = Request::bare().header("x-acs-date", time).v3("testid", "testsecret", &format!("3 {time}"));
        assert_eq!(emulator.code(&v3), code, "V3 {time}");
    }
}

#[test]
fn limits_and_the_admin_api_and_one_key_can_hold_time_stamps_to_the_clock_alone() {
    let emulator = InProcess::with(|settings| {
        settings.keys = vec![DeclaredKey::new("testid", "testsecret", AccountStanding::Active)];
        settings.limits.timestamps = TimestampWindow::Follow;
    });
    emulator.clock.advance(Duration::from_mins(31));
    let refused = emulator.call(&signed_at(NOW, "1"));
    assert_eq!(refused.code, "InvalidTimeStamp.Expired");
    let hint = refused.outcome.facts.hint.unwrap();
    assert!(hint.contains(LATER) && hint.contains(r#"{"timestamps":"either"}"#), "{hint}");
    assert_eq!(emulator.code(&signed_at(LATER, "2")), "Success");

    let server = Server::start(emulator.engine.clone());
    let change = |path: &str, body: Value| admin(server.address, "POST", path, &body.to_string());
    let (_, told) = change("clock?accessKeyId=testid", json!({ "timestamps": "either" }));
    assert_eq!(
        (&told["timestamps"], &told["machine"], &told["now"]),
        (&json!("either"), &json!(NOW), &json!(LATER))
    );
    assert_eq!(emulator.code(&signed_at(NOW, "3")), "Success");
    change("clock?accessKeyId=testid", json!({ "advance": "1m", "timestamps": "follow" }));
    assert_eq!(emulator.code(&signed_at(NOW, "4")), "InvalidTimeStamp.Expired");

    let scenario = json!({ "limits": { "timestamps": "follow" } }).to_string();
    let other = moved();
    other.engine.load(cloudauth_local::scenario::load(&scenario).unwrap().into()).unwrap();
    assert_eq!(other.code(&signed_at(NOW, "5")), "InvalidTimeStamp.Expired");
}

#[test]
fn a_clock_change_says_what_it_expects() {
    let server = Server::start(InProcess::plain().engine);
    for (body, says) in [
        ("", r#"expected {"advance":"31m"}"#),
        ("{}", r#"expected {"advance":"31m"}"#),
        (r#"{"advance":"1m","set":"2026-11-22T10:00:00Z"}"#, r#"expected {"advance":"31m"}"#),
        (r#"{"advance":"soon"}"#, r#"advance: expected a duration such as 31m, 90s or 2h 30m, not "soon""#),
        (r#"{"advance":"-1m"}"#, "advance: must not be negative"),
        (r#"{"set":"noon"}"#, "set: expected a timestamp such as 2026-11-22T10:00:00Z, from "),
        (r#"{"timestamps":"folow"}"#, "`either` or `follow`"),
    ] {
        let (status, told) = admin(server.address, "POST", "clock", body);
        assert_eq!(status, 400, "{body}");
        assert!(told["message"].as_str().unwrap().contains(says), "{body}: {told}");
    }
}

#[test]
fn a_reset_takes_a_moved_clock_back_for_all_or_for_one_key() {
    let emulator = moved();
    let server = Server::start(emulator.engine.clone());
    let now = |key: &str| admin(server.address, "GET", &format!("clock{key}"), "").1["now"].clone();
    admin(server.address, "POST", "clock?accessKeyId=testid", r#"{"advance":"10m","timestamps":"follow"}"#);
    assert_eq!(now("?accessKeyId=testid"), "2026-11-22T10:41:00Z");
    admin(server.address, "POST", "reset?accessKeyId=testid", "");
    assert_eq!((now("?accessKeyId=testid"), now("")), (json!(LATER), json!(LATER)));
    assert_eq!(emulator.code(&signed_at(NOW, "1")), "Success");
    admin(server.address, "POST", "reset", "");
    assert_eq!((now("?accessKeyId=testid"), now("")), (json!(NOW), json!(NOW)));
    assert_eq!(emulator.code(&signed_at(LATER, "2")), "InvalidTimeStamp.Expired");
}

#[test]
fn a_reset_restarts_the_time_of_the_scenario() {
    let emulator = InProcess::plain();
    let outage = r#"{ "rules": [{ "when": { "during": { "from": "10m" } }, "then": { "error": "ServiceUnavailable" } }] }"#;
    emulator.engine.load(cloudauth_local::scenario::load(outage).unwrap().into()).unwrap();
    let code = |key: &str| emulator.code(&Request::initialize().with("AccessKeyId", key));
    assert_eq!(code("a"), "Success");
    emulator.clock.advance(Duration::from_mins(10));
    assert_eq!([code("a"), code("b")], ["ServiceUnavailable"; 2]);
    emulator.engine.reset(Some("a"));
    assert_eq!([code("a"), code("b")], ["Success", "ServiceUnavailable"]);
    emulator.engine.reset(None);
    assert_eq!([code("a"), code("b"), code("c")], ["Success"; 3]);
}
