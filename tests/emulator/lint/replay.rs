//! What a scenario would have made of a recording.

use std::sync::Arc;

use cloudauth_local::lint::read;
use cloudauth_local::lint::replay::changes;
use cloudauth_local::scenario::load;
use serde_json::{Value, json};

use crate::kit::request::Request;
use crate::lint::recording::{archive, entry, request, success};

/// Entry, what is said without the scenario and with it.
fn changed(entries: &[Value], scenario: &str) -> Vec<(usize, String, String)> {
    let calls = read(&archive(entries)).unwrap();
    let scenario = Arc::new(load(scenario).unwrap());
    let found = changes(&calls, &scenario, 7).unwrap();
    found.into_iter().map(|change| (change.entry, change.without, change.with)).collect()
}

fn row(entry: usize, without: &str, with: &str) -> (usize, String, String) {
    (entry, without.to_owned(), with.to_owned())
}

#[test]
fn the_answers_that_a_rule_changes_are_listed_and_no_others() {
    let entries: Vec<_> = (0..4u64)
        .map(|number| entry(number * 1000, &request("KeepaliveIntl", &format!("n{number}")), 200, &success()))
        .collect();
    let second =
        r#"{ "rules": [{ "when": { "calls": { "first": 2 } }, "then": { "error": "Throttling.Api" } }] }"#;
    assert_eq!(
        changed(&entries, second),
        [row(1, "Success", "Throttling.Api"), row(2, "Success", "Throttling.Api")]
    );
    assert_eq!(changed(&entries, "{}"), []);
    let slow = r#"{ "rules": [{ "when": { "calls": { "first": 1 } }, "then": { "delay": "2s", "connection": "reset" } }] }"#;
    assert_eq!(
        changed(&entries, slow),
        [row(1, "Success", "Success, 2s late, the connection is reset in place of the response")]
    );
    // The time between the calls is that of the recording.
    let slower = r#"{ "limits": { "KeepaliveIntl": { "qps": 1, "burst": 1 } } }"#;
    assert_eq!(changed(&entries, slower), []);
    let faster: Vec<_> = (0..2u64)
        .map(|number| entry(number * 100, &request("KeepaliveIntl", &format!("n{number}")), 200, &success()))
        .collect();
    assert_eq!(changed(&faster, slower), [row(2, "Success", "Throttling.Api")]);
}

#[test]
fn a_check_is_followed_from_its_start_to_its_result() {
    let id = "hks11111111111111111111111111111";
    let started = json!({ "Code": "Success", "RequestId": "1", "Result": { "TransactionId": id } });
    let ended = json!({ "Code": "Success", "RequestId": "2", "Result": { "Passed": "Y", "SubCode": "200" } });
    let ask = Request::of(cloudauth_local::contract::operations::find("CheckResult").unwrap())
        .with("TransactionId", id);
    let early = json!({ "Code": "ProcessNotCompleted", "RequestId": "3" });
    let entries = [
        entry(0, &request("Initialize", "n1"), 200, &started),
        entry(5000, &ask.clone().v1("testid", "testsecret", "n2"), 404, &early),
        entry(60_000, &ask.v1("testid", "testsecret", "n3"), 200, &ended),
    ];
    let outage =
        r#"{ "rules": [{ "when": { "operation": "CheckResult" }, "then": { "error": "InternalError" } }] }"#;
    assert_eq!(
        changed(&entries, outage),
        [row(2, "ProcessNotCompleted", "InternalError"), row(3, "Success", "InternalError")]
    );
    // An end that the scenario plans comes on time.
    let planned = r#"{ "rules": [{ "then": { "verification": { "passed": true, "after": "2s" } } }] }"#;
    assert_eq!(changed(&entries, planned), [row(2, "ProcessNotCompleted", "Success")]);
}
