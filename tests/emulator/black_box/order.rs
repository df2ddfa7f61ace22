//! Which of two faults wins: the order of checks.

use std::time::Duration;

use cloudauth_local::contract::Strictness;
use cloudauth_local::engine::account::{AccountStanding, DeclaredKey};

use crate::kit::in_process::InProcess;
use crate::kit::request::Request;

/// The faults that a signed call can have, in the order in which they are found, each with what brings it.
const FAULTS: &[(&str, ApiError)] = &[
    ("InvalidParameter.Format", ApiError::Before(|call| call.with("Format", "yaml"))),
    ("InvalidVersion", ApiError::Before(|call| call.with("Version", "2019-03-07"))),
    ("InvalidAction.NotFound", ApiError::Before(|call| call.with("Action", "Nothing"))),
    ("UnsupportedHTTPMethod", ApiError::Before(|call| call.by("GET"))),
    ("MissingSignatureNonce", ApiError::Behind(|call| call.without("SignatureNonce"))),
    ("InvalidAccessKeyId.NotFound", ApiError::Behind(|call| call.with("AccessKeyId", "unknown"))),
    ("InvalidAccessKeyId.Inactive", ApiError::Key(AccountStanding::KeyDisabled)),
    ("InvalidSecurityToken.Malformed", ApiError::Before(|call| call.with("SecurityToken", "a b"))),
    ("InvalidTimeStamp.Format", ApiError::Before(|call| call.with("Timestamp", "now"))),
    ("SignatureDoesNotMatch", ApiError::Behind(|call| call.with("Signature", "bm9uZQ=="))),
    ("SignatureNonceUsed", ApiError::Nonce),
    ("Forbidden.RAMUserAccessDenied", ApiError::Key(AccountStanding::RamDenied)),
    ("Forbidden.ExceptionRepeatedInvoke", ApiError::Abnormal),
    ("Throttling.Api", ApiError::Throttle),
    ("MissingParameter", ApiError::Before(|call| call.without("DocType"))),
    ("InvalidParameter", ApiError::Before(|call| call.with("IdSpoof", "x"))),
];

/// How a fault comes into a call.
#[derive(Clone, Copy)]
enum ApiError {
    /// A change before signing.
    Before(fn(Request) -> Request),
    /// A change after signing.
    Behind(fn(Request) -> Request),
    /// The standing of the key.
    Key(AccountStanding),
    /// The nonce was used before.
    Nonce,
    /// Too many calls were refused before.
    Abnormal,
    /// The throttle is exhausted.
    Throttle,
}

/// The code of a call with two faults.
fn code(first: ApiError, second: ApiError) -> &'static str {
    let both = [first, second];
    let throttled = both.iter().any(|error| matches!(error, ApiError::Throttle));
    let abnormal = both.iter().any(|error| matches!(error, ApiError::Abnormal));
    let standing = both.iter().find_map(|error| match error {
        ApiError::Key(standing) => Some(*standing),
        _ => None,
    });
    let emulator = InProcess::with(|settings| {
        settings.keys = vec![DeclaredKey::new("testid", "testsecret", standing.unwrap_or_default())];
        settings.keys.push(DeclaredKey::new("helper", "testsecret", AccountStanding::Active));
        // Both keys share an account, so that one prepares what the other meets.
        for key in &mut settings.keys {
            key.account = Some("shared".to_owned());
        }
        settings.limits.qps = Some(if throttled { 3 } else { 0 });
        settings.limits.abnormal.count = 1;
    });
    let helper = |nonce: &str| Request::initialize().v1("helper", "testsecret", nonce);
    if both.iter().any(|error| matches!(error, ApiError::Nonce)) {
        emulator.call(&Request::initialize().v1("testid", "testsecret", "n"));
    }
    if throttled {
        assert!((0..4).any(|nonce| emulator.code(&helper(&nonce.to_string())) == "Throttling.Api"));
        // Room for one more call, so that the account can be made abnormal.
        emulator.clock.advance(Duration::from_millis(334));
    }
    if abnormal {
        let wrong = Request::initialize().with("DocType", "1").v1("helper", "testsecret", "wrong");
        assert_eq!(emulator.code(&wrong), "InvalidParameter");
    } else if throttled {
        assert_eq!(emulator.code(&helper("last")), "Success");
    }
    let before = both.iter().fold(Request::initialize(), |call, error| match error {
        ApiError::Before(change) => change(call),
        _ => call,
    });
    let call = both.iter().fold(before.v1("testid", "testsecret", "n"), |call, error| match error {
        ApiError::Behind(change) => change(call),
        _ => call,
    });
    emulator.code(&call)
}

#[test]
fn each_fault_alone_is_found() {
    for &(name, error) in FAULTS {
        assert_eq!(code(error, error), name);
    }
}

#[test]
fn of_two_faults_the_one_that_is_checked_first_wins() {
    for (at, &(wins, first)) in FAULTS.iter().enumerate() {
        for &(loses, second) in &FAULTS[at + 1..] {
            // A key has one standing.
            if !matches!((first, second), (ApiError::Key(_), ApiError::Key(_))) {
                assert_eq!(code(first, second), wins, "{wins} and {loses}");
            }
        }
    }
}

#[test]
fn without_an_action_or_a_version_the_rest_of_a_call_does_not_matter() {
    let emulator = InProcess::declaring(&[("testid", "testsecret", AccountStanding::Active)]);
    let unsigned = Request::initialize().without("DocType").by("GET");
    for (request, code) in [
        (unsigned.clone().without("Action"), "MissingParameter"),
        (unsigned.clone().without("Action").with("Version", "1"), "InvalidVersion"),
        (unsigned.clone().with("Action", "Nothing").without("Version"), "InvalidAction.NotFound"),
        (unsigned.clone().without("Version"), "MissingVersion"),
        (unsigned.clone(), "UnsupportedHTTPMethod"),
        (unsigned.by("POST"), "MissingAccessKeyId"),
    ] {
        assert_eq!(emulator.code(&request), code);
    }
}

#[test]
fn a_v1_signature_that_leaves_out_empty_parameters_passes_at_every_level_and_is_reported() {
    for strictness in Strictness::ALL {
        let emulator = InProcess::with(|settings| {
            settings.strictness = strictness;
            settings.keys = vec![DeclaredKey::new("testid", "testsecret", AccountStanding::Active)];
        });
        let request = Request::initialize().v1("testid", "testsecret", "n").with("ReturnUrl", "");
        let answer = emulator.call(&request);
        assert_eq!(answer.code, "Success", "{strictness:?}: {}", answer.message);
        let [sentence] = &answer.outcome.facts.tolerated[..] else { panic!("{:?}", answer.outcome.facts) };
        assert!(sentence.contains("empty parameters"), "{sentence}");
        let complete = Request::initialize().with("ReturnUrl", "").v1("testid", "testsecret", "m");
        assert!(emulator.call(&complete).outcome.facts.tolerated.is_empty());
    }
}

#[test]
fn a_missing_timestamp_that_is_spelt_otherwise_is_named_in_the_hint() {
    let emulator = InProcess::declaring(&[("testid", "testsecret", AccountStanding::Active)]);
    let signed = || Request::initialize().v1("testid", "testsecret", "n").without("Timestamp");
    for (request, hinted) in [(signed().with("TimeStamp", "2026-11-22T10:00:00Z"), true), (signed(), false)] {
        let answer = emulator.call(&request);
        assert_eq!(answer.code, "MissingTimestamp");
        assert_eq!(answer.outcome.facts.hint.is_some_and(|hint| hint.contains("TimeStamp")), hinted);
    }
}

#[test]
fn transaction_url_has_the_scheme_of_the_call_unless_a_public_url_is_set() {
    for (public_url, secure, start) in [
        (None, false, "http://127.0.0.1:8809/index.html?"),
        (None, true, "https://127.0.0.1:8809/index.html?"),
        (Some("http://public.example"), true, "http://public.example/index.html?"),
    ] {
        let emulator = InProcess::with(|settings| settings.public_url = public_url.map(str::to_owned));
        let (parts, body) = Request::initialize().parts();
        let mut call = cloudauth_local::wire::request::read(parts, body).unwrap();
        call.secure = secure;
        let outcome = emulator.engine.handle(&call);
        let body = String::from_utf8(cloudauth_local::wire::body(&outcome.reply, "h")).unwrap();
        assert!(body.contains(&format!("\"TransactionUrl\":\"{start}")), "{body}");
    }
}
