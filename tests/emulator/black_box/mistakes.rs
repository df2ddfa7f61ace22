//! Common mistakes of a new user: each is named where he sees it, and none passes silently as something else.

use cloudauth_local::contract::Strictness;
use cloudauth_local::contract::operations;
use cloudauth_local::contract::operations::check_result::{PASSED, SUB_CODES};
use cloudauth_local::engine::Engine;
use cloudauth_local::engine::account::AccountStanding;
use cloudauth_local::engine::journal::JournalFilter;
use cloudauth_local::engine::settings::Settings;
use cloudauth_local::scenario::{load, shipped};
use serde_json::{Value, json};

use crate::kit::in_process::InProcess;
use crate::kit::raw::exchange;
use crate::kit::request::{HOST, Request};
use crate::kit::server::Server;

/// The answer of a server to a request, in JSON, and its hint.
fn answer(server: &Server, bytes: &[u8]) -> (u16, Value, String) {
    let response = exchange(server.address, bytes);
    let hint = response.header("x-emulator-hint").unwrap_or_default().to_owned();
    (response.status, response.json(), hint)
}

fn admin(server: &Server, method: &str, path: &str, body: &str) -> (u16, Value) {
    let length = body.len();
    let request = format!(
        "{method} /_emulator{path} HTTP/1.1\r\nhost: {HOST}\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let (status, json, _) = answer(server, request.as_bytes());
    (status, json)
}

#[test]
fn the_commonest_mistakes_have_a_hint_in_the_header_and_in_the_log() {
    let emulator = InProcess::with(|settings| settings.strictness = Strictness::Observed);
    let server = Server::start(emulator.engine.clone());
    let action = |name: &str| Request::initialize().with("Action", name).bytes();
    let path = |path: &str| {
        format!("POST {path} HTTP/1.1\r\nhost: {HOST}\r\ncontent-length: 0\r\n\r\n").into_bytes()
    };
    for (bytes, code, says) in [
        (Request::initialize().by("GET").bytes(), "UnsupportedHTTPMethod", "accepts only POST"),
        (Request::initialize().by("PUT").bytes(), "UnsupportedHTTPMethod", "accepts only POST"),
        (
            Request::initialize().with("Version", "2019-03-07").bytes(),
            "InvalidVersion",
            "version 2022-08-09 of the API",
        ),
        (
            action("initialize"),
            "InvalidAction.NotFound",
            "Did you mean Initialize? Names of actions are case-sensitive.",
        ),
        (action("CheckResults"), "InvalidAction.NotFound", "Did you mean CheckResult?"),
        (
            action("FaceCompare"),
            "InvalidAction.NotFound",
            "The service has the action FaceCompare, the emulator has not",
        ),
        (
            action("facecompare"),
            "InvalidAction.NotFound",
            "Did you mean FaceCompare? The service has that action",
        ),
        (action("zzz"), "InvalidAction.NotFound", "The emulator has the actions Initialize"),
        (
            path("/Initialize"),
            "InvalidAction.NotFound",
            "The API has one path, /: send the action as the parameter Action=Initialize",
        ),
        (path("/api/checkresult"), "InvalidAction.NotFound", "Action=CheckResult"),
    ] {
        let (_, body, hint) = answer(&server, &bytes);
        let what = String::from_utf8_lossy(&bytes[..60]);
        assert_eq!(body["Code"], code, "{what}");
        assert!(hint.contains(says), "{what}: {hint}");
        let logged =
            &emulator.engine.journal().newest(&JournalFilter::default(), 1, None).entries[0].facts.hint;
        assert_eq!(logged.as_ref(), Some(&hint), "{what}");
    }
}

#[test]
fn a_wrong_secret_says_how_to_compare_and_never_the_secret() {
    let emulator = InProcess::declaring(&[("testid", "Secret-42 ", AccountStanding::Active)]);
    for request in
        [Request::initialize().v1("testid", "other", "1"), Request::bare().v3("testid", "other", "2")]
    {
        let answer = emulator.call(&request);
        assert_eq!(answer.code, "SignatureDoesNotMatch");
        let hint = answer.outcome.facts.hint.unwrap();
        for says in [
            "Compare the string to sign",
            "10 characters and one white-space character",
            "begins with an upper-case letter and a lower-case letter",
            "ends with a digit and white space",
        ] {
            assert!(hint.contains(says), "{hint}");
        }
        assert!(!hint.contains("Secret-42"), "{hint}");
    }
}

#[test]
fn a_space_pasted_behind_the_access_key_id_is_not_blamed_on_the_commas() {
    let emulator = InProcess::declaring(&[("testid", "testsecret", AccountStanding::Active)]);
    let hint = |authorization: &str| {
        let signed = Request::bare().v3("testid", "testsecret", authorization);
        let (_, right) = signed.headers.iter().find(|(name, _)| name == "authorization").unwrap().clone();
        let wrong = right.replacen("Credential=testid,SignedHeaders=", authorization, 1);
        emulator.call(&signed.header("authorization", &wrong)).outcome.facts.hint.unwrap()
    };
    let pasted = hint("Credential=testid ,SignedHeaders=");
    assert!(pasted.contains("white space behind the AccessKeyId"), "{pasted}");
    assert!(hint("Credential=testid, SignedHeaders=").contains("around the commas"));
    assert!(hint("Credential=testid , SignedHeaders=").contains("around the commas"));
    assert!(hint("Credential= testid,SignedHeaders=").contains("white space around the AccessKeyId"));
}

#[test]
fn an_unknown_outcome_in_x_emulate_is_refused_with_the_nearest_one() {
    let settings = Settings { seed: Some(7), ..Settings::new(format!("http://{HOST}")) };
    let scenario = load(shipped("default").unwrap()).unwrap();
    let server = Server::start(Engine::with_scenario(settings, scenario.into()).unwrap().into());
    for (words, says) in [
        ("verification:pased", Some("three digits, such as 206. Did you mean verification:passed?")),
        ("verification:", Some("three digits")),
        ("verification:2066", Some("three digits")),
        ("verification:206", None),
        ("verification:passed", None),
    ] {
        let request = Request::initialize().with("AccessKeyId", words).header("x-emulate", words);
        let (status, body, _) = answer(&server, &request.bytes());
        assert_eq!(status, if says.is_some() { 400 } else { 200 }, "{words}: {body}");
        assert!(says.is_none_or(|says| body["Message"].as_str().unwrap().contains(says)), "{words}: {body}");
    }
}

#[test]
fn every_sub_code_can_be_the_result_of_a_check() {
    let settings = Settings { seed: Some(7), ..Settings::new(format!("http://{HOST}")) };
    let scenario = load(shipped("default").unwrap()).unwrap();
    let server = Server::start(Engine::with_scenario(settings, scenario.into()).unwrap().into());
    for row in &SUB_CODES {
        let word = if row.code == PASSED { "passed" } else { row.code };
        let start = Request::initialize()
            .with("AccessKeyId", word)
            .header("x-emulate", &format!("verification:{word}"));
        let (_, started, _) = answer(&server, &start.bytes());
        let asked = Request::of(operations::find("CheckResult").unwrap())
            .with("AccessKeyId", word)
            .with("MerchantBizId", &start.query.iter().find(|(name, _)| name == "MerchantBizId").unwrap().1)
            .with("TransactionId", started["Result"]["TransactionId"].as_str().unwrap());
        let (_, told, _) = answer(&server, &asked.bytes());
        assert_eq!(told["Result"]["SubCode"], row.code, "{told}");
    }
}

#[test]
fn the_admin_api_refuses_what_would_silently_mean_something_else() {
    let server = Server::start(InProcess::plain().engine);
    for (method, path, status, says) in [
        ("PUT", "/scenario?accessKeyId=", 400, "accessKeyId has no value"),
        ("POST", "/reset?accessKeyId=", 400, "accessKeyId has no value"),
        ("DELETE", "/requests?transactionId=", 400, "transactionId has no value"),
        ("GET", "/requests?code=Throtling.Api", 400, "did you mean Throttling.Api?"),
        ("GET", "/requests?operation=Initialise", 400, "did you mean Initialize?"),
        ("DELETE", "/requests?code=zzz", 400, "`cloudauth-local explain` lists all"),
        ("GET", "/request", 404, "did you mean /_emulator/requests?"),
        ("POST", "/clok", 404, "did you mean /_emulator/clock?"),
        ("GET", "/zebra", 404, "GET /_emulator/openapi.json lists all paths"),
    ] {
        let (found, told) = admin(&server, method, path, "{}");
        assert_eq!(found, status, "{method} {path}: {told}");
        assert!(told["message"].as_str().unwrap().contains(says), "{method} {path}: {told}");
    }
    let (_, journal) = admin(&server, "GET", "/requests", "");
    assert_eq!(journal["kept"], 0, "paths of the admin API are no calls of the service");
    for good in ["/requests?code=Success", "/requests?code=-&operation=CheckResult", "/requests?code=200"] {
        assert_eq!(admin(&server, "GET", good, "").0, 200, "{good}");
    }
}

#[test]
fn a_pattern_that_is_no_pattern_is_warned_of_over_the_admin_api() {
    let server = Server::start(InProcess::plain().engine);
    let scenario = json!({ "rules": [{
        "when": { "parameters": { "MerchantUserId": "fail-*" } }, "then": { "error": "Throttling.Api" }
    }] });
    for (method, path) in [("PUT", "/scenario"), ("POST", "/scenario/check"), ("GET", "/scenario")] {
        let (status, told) = admin(&server, method, path, &scenario.to_string());
        assert_eq!(status, 200);
        assert!(told["warnings"][0].as_str().unwrap().contains("startsWith"), "{told}");
    }
}
