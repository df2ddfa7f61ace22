//! Each rule, by a recording that breaks it and by one that does not.

use cloudauth_local::lint::{read, rules};
use serde_json::{Value, json};

use crate::kit::request::Request;
use crate::lint::recording::{archive, entry, request, success};

/// The rules that a recording breaks, with the numbers of the entries.
fn found(entries: &[Value]) -> Vec<(usize, &'static str)> {
    let calls = read(&archive(entries)).unwrap();
    rules::findings(&calls).iter().map(|finding| (finding.entry, finding.rule)).collect()
}

fn one(request: &Request) -> Vec<(usize, &'static str)> {
    found(&[entry(0, request, 200, &success())])
}

#[test]
fn a_good_call_breaks_no_rule() {
    assert_eq!(one(&request("Initialize", "n1")), []);
    assert_eq!(one(&request("KeepaliveIntl", "n1")), []);
}

#[test]
fn every_rule_about_one_call_finds_its_own_mistake_and_no_other() {
    let with = |name: &str, value: &str| {
        let base = Request::initialize().with(name, value);
        base.v1("testid", "testsecret", "n1")
    };
    let without = |name: &str| Request::initialize().without(name).v1("testid", "testsecret", "n1");
    let http = |value: &mut Value| {
        let url = value["request"]["url"].as_str().unwrap().replace("https:", "http:");
        value["request"]["url"] = url.into();
    };
    let cases = [
        ("forbiddenParameter", with("DocType", "1")),
        ("forbiddenParameter", with("ReturnUrl", "nowhere")),
        ("missingParameter", without("MerchantUserId")),
        ("missingParameter", with("MerchantUserId", "")),
        ("toleratedParameter", with("IdSpoof", "perhaps")),
        ("unknownParameter", with("MerchantBizID", "x")),
        ("noFormat", without("Format")),
        ("methodNotPost", Request::initialize().by("GET").v1("testid", "testsecret", "n1")),
        ("clockOff", with("Timestamp", "2026-11-22T18:00:00Z")),
        ("secretSent", with("AccessKeySecret", "testsecret")),
        ("secretInTheFile", with("SecurityToken", "abc")),
    ];
    for (rule, request) in &cases {
        assert_eq!(one(request), [(1, *rule)], "{:?}", request.query);
    }
    let mut open = entry(0, &request("KeepaliveIntl", "n1"), 200, &success());
    http(&mut open);
    assert_eq!(found(&[open]), [(1, "secretInTheOpen")]);
    for rule in rules::RULES {
        let tested = rule.name == "secretInTheOpen" || cases.iter().any(|(name, _)| *name == rule.name);
        assert!(tested, "{}", rule.name);
    }
}

#[test]
fn a_v3_call_is_read_as_well() {
    let good = Request::bare().v3("testid", "testsecret", "n1");
    assert_eq!(one(&good), []);
    let wrong = Request::bare().with("DocType", "1").v3("testid", "testsecret", "n1");
    assert_eq!(one(&wrong), [(1, "forbiddenParameter")]);
}

#[test]
fn retries_that_do_not_wait_and_nonces_that_come_again_are_found_in_what_was_recorded() {
    let throttled = json!({ "Code": "Throttling.Api", "Message": "", "RequestId": "1" });
    let mut first = entry(0, &request("Initialize", "n1"), 403, &throttled);
    first["response"]["headers"] = json!([{ "name": "x-acs-retry-after", "value": "2000" }]);
    let patient = entry(3000, &request("Initialize", "n2"), 200, &success());
    assert_eq!(found(&[first.clone(), patient]), []);
    let impatient = entry(500, &request("Initialize", "n2"), 200, &success());
    assert_eq!(found(&[first.clone(), impatient]), [(2, "impatientRetry")]);
    let again = entry(3000, &request("Initialize", "n1"), 200, &success());
    assert_eq!(found(&[first, again]), [(2, "nonceReused")]);
}

#[test]
fn entries_of_other_services_are_passed_over_and_keep_their_numbers() {
    let other = json!({
        "startedDateTime": "2026-11-22T09:00:00Z", "time": 1,
        "request": { "method": "GET", "url": "https://shop.example/?DocType=1", "headers": [] },
        "response": { "status": 200, "headers": [], "content": {} },
    });
    let wrong = Request::initialize().with("DocType", "1").v1("testid", "testsecret", "n1");
    let mut encoded = entry(1, &wrong, 200, &success());
    encoded["request"]["headers"] = json!([{ "name": ":authority", "value": "x" }]);
    assert_eq!(found(&[other.clone(), other, encoded]), [(3, "forbiddenParameter")]);
}
