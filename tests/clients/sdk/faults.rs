//! What real SDKs make of each fault of a connection: the exception that their user sees, and how often they try.
//! `faults.md` has the table; `UPDATE_EXPECT=1` rewrites it.
//!
//! The attempts are counted by the scenario itself: every attempt of a call meets the fault, later rules count it, and a
//! probe of the same user is told the count.

use std::fmt::Write as _;

use cloudauth_local::scenario::faults::FAULTS;
use serde_json::{Value, json};

use crate::kit::expect;
use crate::kit::program::Program;
use crate::kit::skip::present;
use crate::sdk::client::{self, Client, Seen};

const TABLE: &str = "tests/clients/sdk/faults.md";
/// So many attempts can be told apart.
const MOST_ATTEMPTS: u64 = 8;
/// The read time-out of the clients, in milliseconds.
const TIMEOUT: u64 = 700;

/// The words of all faults of a connection, and `slow`, an answer after the clients' time-out.
fn faults() -> Vec<&'static str> {
    FAULTS.iter().map(|row| row.word).chain(["slow"]).collect()
}

/// Every client of the table, by its name there.
fn clients() -> Vec<(&'static str, Client)> {
    vec![
        ("Python `alibabacloud-cloudauth-intl20220809` 3.23.1", client::tea("sync")),
        ("the same, async", client::tea("async")),
        ("Python `alibabacloud-cloudauth-intl20220809` 3.10.0", client::old_tea("sync")),
        ("Python `aliyun-python-sdk-core` 2.16.1", client::core_generated()),
        ("Node `@alicloud/openapi-core` 1.0.8", client::openapi_core("query")),
        ("Node `@alicloud/pop-core` 1.8.0", client::pop_core()),
    ]
}

/// The rules: for each fault a user that meets it, and a probe that is told the attempts of this user.
fn scenario() -> Value {
    let mut rules = Vec::new();
    for error in faults() {
        let then = match error {
            "slow" => json!({ "delay": "20s", "connection": "closeEarly" }),
            error => json!({ "connection": error }),
        };
        let when = json!({ "parameters": { "MerchantUserId": error, "SceneCode": { "present": false } } });
        rules.push(json!({ "when": when, "then": then }));
        for attempts in 0..=MOST_ATTEMPTS {
            let calls = json!({ "nth": [attempts + 1] });
            let when = json!({ "parameters": { "MerchantUserId": error }, "calls": calls });
            rules.push(
                json!({ "when": when, "then": { "error": "NoPermission", "message": format!("after {attempts} attempts") } }),
            );
        }
    }
    let accounts = json!([{ "accessKeyId": "testid", "accessKeySecret": "testsecret" }]);
    json!({ "accounts": accounts, "rules": rules })
}

/// One row of the table; `None` where the machine lacks the client.
fn row(name: &str, client: &Client, scenario: &str) -> Option<String> {
    let mut driver = present(client.start())?;
    driver.more = json!({ "timeout": TIMEOUT });
    let emulator = Program::unthrottled(&["--scenario", scenario]);
    let mut row = format!("| {name} |");
    for error in faults() {
        let mut call = |scene: &[(&str, &str)]| {
            let mut parameters = json!({
                "ProductCode": "ID_OCR",
                "MerchantBizId": "e0c34a77f5ac40a5aa5e6ed20c353888",
                "MetaInfo": r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web"}"#,
                "MerchantUserId": error,
                "DocType": "01000000",
            });
            for (name, value) in scene {
                parameters[*name] = json!(value);
            }
            driver.call(&emulator.url, ("testid", "testsecret"), "Initialize", &parameters)
        };
        let seen = match call(&[]) {
            Seen::Raised(raised) => raised.kind,
            Seen::Returned(_) => "none".to_owned(),
        };
        let told = match call(&[("SceneCode", "probe")]) {
            Seen::Raised(raised) => raised.text,
            Seen::Returned(returned) => panic!("{name}, {error}: the probe returned {:?}", returned.body),
        };
        let count = told.split_once("after ").and_then(|(_, rest)| rest.split_once(" attempts"));
        let (count, _) = count.unwrap_or_else(|| panic!("{name}, {error}: the probe was told {told}"));
        let _ = write!(row, " `{seen}`, {count} |");
    }
    Some(row)
}

#[test]
fn the_table_of_connection_faults_is_what_the_clients_meet() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("faults.json");
    std::fs::write(&file, scenario().to_string()).expect("a file");
    let stored = expect::text(TABLE);
    let mut table =
        format!("| client | {} |\n|{}\n", faults().join(" | "), "---|".repeat(faults().len() + 1));
    for (name, client) in clients() {
        let row = row(name, &client, file.to_str().expect("its name is text")).unwrap_or_else(|| {
            let begins = format!("| {name} |");
            stored.lines().find(|line| line.starts_with(&begins)).unwrap_or(&begins).to_owned()
        });
        table += &row;
        table.push('\n');
    }
    expect::same(TABLE, table.as_bytes());
}
