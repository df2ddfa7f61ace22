//! Each shipped scenario through a real HTTP client.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use cloudauth_local::contract::{Call, ParameterSource};
use cloudauth_local::engine::Engine;
use cloudauth_local::engine::clock::Clock;
use cloudauth_local::engine::settings::Settings;
use cloudauth_local::scenario::load;
use cloudauth_local::scenario::shipped;

use crate::kit::http::INITIALIZE;
use crate::kit::program::Program;
use crate::kit::raw::Response;
use crate::scenario_http::ending::{End, bytes};
use crate::scenario_http::{initialize, playing, signed};

/// A plain Initialize of an account.
fn call(server: &Program, key: &str) -> Response {
    initialize(server, &[("AccessKeyId", key)], &[]).unwrap()
}

#[test]
fn throttled_refuses_two_calls_and_then_leaves_two_a_second() {
    let server = playing("throttled");
    for key in ["one", "other"] {
        for _ in 0..2 {
            let answer = call(&server, key);
            assert_eq!(answer.verdict(), (403, "Throttling.Api"));
            assert_eq!(answer.header("x-acs-retry-after"), Some("800"));
            assert_eq!(answer.header("x-ratelimit-user-api"), Some("Limit:2,Remain:0,TimeLeft:800"));
        }
        assert_eq!(call(&server, key).verdict(), (200, "Success"));
        assert_eq!(call(&server, key).verdict(), (200, "Success"));
    }
    // Faster than two a second the account meets the real throttle.
    let refused = (0..50).map(|_| call(&server, "other")).find(|answer| answer.status == 403).unwrap();
    let wait: u64 = refused.header("x-acs-retry-after").unwrap().parse().unwrap();
    assert!((1..=500).contains(&wait), "{wait}");
}

/// What a call through `flaky` comes to.
fn outcome(server: &Program, key: &str) -> String {
    match initialize(server, &[("AccessKeyId", key)], &[]) {
        Ok(answer) => format!("{} {}", answer.status, answer.json()["RequestId"]),
        Err(ureq::Error::Io(error)) if error.kind() == io::ErrorKind::ConnectionReset => "reset".to_owned(),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_thousand_calls_through_flaky_are_the_same_on_every_run() {
    let run = || {
        let server = Arc::new(Program::start(&["--scenario", "flaky", "--qps", "0"]));
        let callers: Vec<_> = (0..20)
            .map(|account| {
                let server = server.clone();
                let key = format!("account-{account}");
                thread::spawn(move || (0..50).map(|_| outcome(&server, &key)).collect::<Vec<_>>())
            })
            .collect();
        callers.into_iter().flat_map(|caller| caller.join().unwrap()).collect::<Vec<_>>()
    };
    let first = run();
    assert_eq!(first, run());
    assert!(first.iter().any(|outcome| outcome == "reset"));
    assert!(first.iter().any(|outcome| outcome.starts_with("503")));
}

#[test]
fn an_outage_begins_with_503() {
    let server = playing("outage");
    for _ in 0..3 {
        assert_eq!(call(&server, "one").verdict(), (503, "ServiceUnavailable"));
    }
}

#[test]
fn an_outage_ends_when_the_clock_has_moved() {
    let clock = Arc::new(Clock::by_hand("2026-11-22T10:00:00Z".parse().unwrap()));
    let settings = Settings { clock: clock.clone(), ..Settings::new("http://127.0.0.1:8809") };
    clock.advance(Duration::from_secs(1000));
    let scenario = Arc::new(load(shipped("outage").unwrap()).unwrap());
    let engine = Engine::with_scenario(settings, scenario.clone()).unwrap();
    let mut call = Call { method: http::Method::POST, ..Call::default() };
    for (name, value) in INITIALIZE {
        call.parameters.push(name, value, ParameterSource::Query);
    }
    let status = || engine.handle(&call).reply.status();
    assert_eq!(status(), 503);
    clock.advance(Duration::from_secs(125));
    assert_eq!([status(), status(), status(), status()], [200, 503, 200, 503]);
    clock.advance(Duration::from_mins(1));
    assert_eq!(status(), 200);
    // Time counts from the load.
    engine.load(scenario).unwrap();
    assert_eq!(status(), 503);
}

#[test]
fn slow_answers_are_slower_than_the_client() {
    let server = playing("slow");
    let brief = Duration::from_millis(200);
    for _ in 0..2 {
        assert_eq!(bytes(&server, "u-1", brief), (Vec::new(), End::Silence));
    }
    // The third one trickles in: it comes, and goes on for longer than a moment.
    let (answer, end) = bytes(&server, "u-1", Duration::from_millis(50));
    assert!(answer.starts_with(b"HTTP/1.1 200") && !answer.ends_with(b"}"));
    assert_eq!(end, End::Silence);
    let (answer, _) = bytes(&server, "u-1", brief);
    assert!(answer.ends_with(b"}"));
}

#[test]
fn permissions_are_those_of_the_account() {
    let server = playing("permissions");
    for (key, expected) in [
        ("testid", (200, "Success")),
        ("ramuser", (403, "Forbidden.RAMUserAccessDenied")),
        ("newcomer", (403, "Forbidden.AccountAccessDenied")),
        ("debtor", (403, "Forbidden.AccountAccessDenied")),
        ("retired", (400, "InvalidAccessKeyId.Inactive")),
        ("stranger", (404, "InvalidAccessKeyId.NotFound")),
    ] {
        assert_eq!(signed(&server, key, None).verdict(), expected, "{key}");
    }
}

#[test]
fn repeated_abnormal_calls_are_refused_after_the_third() {
    let server = playing("repeated-abnormal-calls");
    let wrong = || initialize(&server, &[("DocType", "1")], &[]).unwrap();
    for _ in 0..3 {
        assert_eq!(wrong().verdict(), (400, "InvalidParameter"));
    }
    assert_eq!(wrong().verdict(), (401, "Forbidden.ExceptionRepeatedInvoke"));
}

#[test]
fn the_retry_ladder_is_climbed() {
    let server = playing("retry-ladder");
    let seen: Vec<Response> = (0..4).map(|_| call(&server, "one")).collect();
    let verdicts: Vec<_> = seen.iter().map(Response::verdict).collect();
    let rungs =
        [(500, "InternalError"), (503, "ServiceUnavailable"), (403, "Throttling.Api"), (200, "Success")];
    assert_eq!(verdicts, rungs);
    assert_eq!(seen[2].header("x-acs-retry-after"), Some("200"));
}

#[test]
fn credentials_expire() {
    let server = playing("expired-credentials");
    for (key, token, expected) in [
        ("STS.fresh", Some("fresh-token"), (200, "Success")),
        ("STS.fresh", None, (400, "MissingSecurityToken")),
        ("STS.fresh", Some("other-token"), (400, "InvalidSecurityToken.MismatchWithAccessKey")),
        ("STS.fresh", Some("no token"), (400, "InvalidSecurityToken.Malformed")),
        ("STS.expired", Some("expired-token"), (400, "InvalidSecurityToken.Expired")),
        ("STS.fading", Some("fading-token"), (200, "Success")),
        ("STS.fading", Some("fading-token"), (200, "Success")),
        ("STS.fading", Some("fading-token"), (200, "Success")),
        ("STS.fading", Some("fading-token"), (400, "InvalidSecurityToken.Expired")),
    ] {
        assert_eq!(signed(&server, key, token).verdict(), expected, "{key} {token:?}");
    }
}

#[test]
fn malformed_answers_are_as_they_stand() {
    let server = playing("malformed-answers");
    let page = call(&server, "one");
    assert_eq!(
        (page.status, page.header("content-type"), page.header("server")),
        (502, Some("text/html"), Some("proxy"))
    );
    assert!(page.body.starts_with("<html>") && page.header("x-acs-request-id").is_none());
    let broken = call(&server, "one");
    assert_eq!((broken.status, broken.header("content-type")), (200, Some("application/json;charset=utf-8")));
    assert!(broken.body.ends_with("\"Code\":\"Succ"));
    let odd = call(&server, "one");
    assert_eq!((odd.json()["Code"].as_u64(), odd.json()["Result"].as_str()), (Some(200), Some("none")));
    let empty = call(&server, "one");
    assert_eq!((empty.status, empty.body.as_str()), (500, ""));
    for _ in 0..2 {
        assert!(initialize(&server, &[("AccessKeyId", "one")], &[]).is_err());
    }
    assert_eq!(call(&server, "one").verdict(), (200, "Success"));
}

#[test]
fn a_refusal_may_have_no_body() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bare.json");
    std::fs::write(&file, r#"{ "rules": [{ "then": { "reply": { "status": 404 } } }] }"#).unwrap();
    let server = playing(file.to_str().unwrap());
    let answer = call(&server, "one");
    assert_eq!((answer.status, answer.body.as_str()), (404, ""));
}

#[test]
fn the_third_of_64_calls_at_once_is_exactly_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("third.json");
    let rule = r#"{ "when": { "calls": { "nth": [3] } }, "then": { "error": "InternalError" } }"#;
    std::fs::write(&file, format!(r#"{{ "rules": [{rule}] }}"#)).unwrap();
    let server = Program::start(&["--scenario", file.to_str().unwrap(), "--qps", "0"]);
    let hits = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                let answer = call(&server, "one");
                hits.fetch_add(usize::from(answer.status == 500), Ordering::Relaxed);
            });
        }
    });
    assert_eq!(hits.into_inner(), 1);
}
