//! The whole check around a real SDK: Initialize, the callback at a merchant's server, CheckResult. No user: a scenario
//! ends the check.

use cloudauth_local::contract::operations::OPERATIONS;
use serde_json::{Value, json};

use crate::kit::skip::present;
use crate::sdk::client::{Client, Driver, Seen};
use crate::sdk::environment::Environment;
use crate::sdk::process::Process;
use crate::sdk::run::{Emulator, Transport};

const TOKEN: &str = "NMjvQanQgplBSaEI0sL+/=~ &";

/// Starts a merchant's server; its first line is its URL.
fn merchant(environment: Environment, script: &'static str) -> Option<(Process, String)> {
    let process = present(environment.command(script).map(|command| Process::start(script, command)))?;
    let url = process.line();
    Some((process, url))
}

/// The `Result` of a call that returns.
fn result(driver: &mut Driver, url: &str, operation: &str, parameters: &Value) -> Value {
    match driver.call(url, ("testid", "secret"), operation, parameters) {
        Seen::Returned(returned) => returned.body["Result"].clone(),
        Seen::Raised(raised) => panic!("{operation}: {raised:?}"),
    }
}

/// The code of a call that is refused.
fn code(driver: &mut Driver, url: &str, operation: &str, parameters: &Value) -> String {
    match driver.call(url, ("testid", "secret"), operation, parameters) {
        Seen::Returned(returned) => panic!("{operation}: {returned:?}"),
        Seen::Raised(raised) => raised.code.unwrap_or_default(),
    }
}

/// Asserts the names of an object's members, as the SDK's model reads them.
fn has_members(result: &Value, expected: &[&str]) {
    let mut names: Vec<_> = result.as_object().expect("an object").keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, expected);
}

/// Every operation is refused to a RAM user without the permission, and the exception says who was denied what.
pub(crate) fn a_denial_is_surfaced(client: &Client) {
    let Some(mut driver) = present(client.start()) else { return };
    let emulator = Emulator::with_flags(&[], &["testid:secret:ram-denied".to_owned()], Transport::Http);
    let asked = json!({ "MerchantBizId": "biz1", "TransactionId": "hks0" });
    for operation in OPERATIONS {
        let name = operation.name;
        let seen = driver.call(&emulator.url, ("testid", "secret"), name, &asked);
        let Seen::Raised(raised) = seen else { panic!("{name}: {seen:?}") };
        let detail = raised.access_denied_detail.unwrap_or_default();
        assert_eq!(detail["AuthAction"], format!("cloudauth:{name}"), "{detail}");
        has_members(
            &detail,
            &[
                "AuthAction",
                "AuthPrincipalDisplayName",
                "AuthPrincipalOwnerId",
                "AuthPrincipalType",
                "EncodedDiagnosticMessage",
                "NoPermissionType",
                "PolicyType",
            ],
        );
    }
}

/// Walks a passed and a failed check from its first call to its result.
pub(crate) fn the_whole_check(client: &Client, environment: Environment, receiver: &'static str) {
    let Some((merchant, merchant_url)) = merchant(environment, receiver) else { return };
    let Some(mut driver) = present(client.start()) else { return };
    let map = format!("https://shop.example={merchant_url}");
    let flags = ["--scenario", "hands-free", "--callback-map", &map];
    let emulator = Emulator::with_flags(&flags, &["testid:secret".to_owned()], Transport::Http);
    for (user, passed, sub_code) in [("anna", "Y", "200"), ("fail-anna", "N", "205")] {
        let started = result(
            &mut driver,
            &emulator.url,
            "Initialize",
            &json!({
                "ProductCode": "ID_OCR",
                "MerchantBizId": "biz1",
                "MerchantUserId": user,
                "DocType": "000000011",
                "IdSpoof": "Y",
                "MetaInfo": r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web"}"#,
                "CallbackUrl": "https://shop.example/verified?shop=1",
                "CallbackToken": TOKEN,
            }),
        );
        has_members(&started, &["ClientCfg", "Protocol", "TransactionId", "TransactionUrl"]);
        let alive = result(&mut driver, &emulator.url, "KeepaliveIntl", &json!({}));
        assert_eq!(alive, json!({ "Result": "SUCCESS" }));
        let id = started["TransactionId"].as_str().expect("a transaction");
        let asked = json!({ "MerchantBizId": "biz1", "TransactionId": id, "IsReturnImage": "Y" });
        assert_eq!(code(&mut driver, &emulator.url, "CheckResult", &asked), "ProcessNotCompleted");
        let heard: Value = serde_json::from_str(&merchant.line()).expect("JSON");
        let query = json!([
            ["shop", "1"],
            ["callbackToken", TOKEN],
            ["transactionId", id],
            ["passed", passed],
            ["subCode", sub_code]
        ]);
        assert_eq!(heard, json!({ "path": "/verified", "query": query }));
        let said = result(&mut driver, &emulator.url, "CheckResult", &asked);
        has_members(&said, &["ExtBasicInfo", "ExtIdInfo", "ExtInfo", "Passed", "SubCode"]);
        assert_eq!((&said["Passed"], &said["SubCode"]), (&json!(passed), &json!(sub_code)));
        let info: Value =
            serde_json::from_str(said["ExtIdInfo"].as_str().expect("text")).expect("JSON inside the text");
        assert_eq!(info["ocrIdInfo"]["idNumber"], "0000000(0)");
        assert_eq!(info["ocrIdPassed"], passed);
        assert_eq!(info["spoofInfo"], json!({ "spoofResult": "N", "spoofType": [] }));
        assert!(info["idImage"].as_str().is_some_and(|image| image.starts_with("/9j/")));
        let other = json!({ "MerchantBizId": "biz2", "TransactionId": id });
        assert_eq!(code(&mut driver, &emulator.url, "CheckResult", &other), "TransactionIdInvalid");
        what_follows_a_check(&mut driver, &emulator.url, &asked, passed);
    }
}

/// The log of a check that ended without its page, and the deletion of its result.
fn what_follows_a_check(driver: &mut Driver, url: &str, asked: &Value, passed: &str) {
    let id = &asked["TransactionId"];
    let owned = json!({ "MerchantBizId": "biz1", "TransactionId": id });
    let log = result(driver, url, "CheckVerifyLog", &owned);
    assert_eq!((&log["VerifyStatus"], &log["Passed"]), (&json!("0"), &json!(passed)), "{log}");
    has_members(
        &log,
        &[
            "ExtInfo",
            "LogInfo",
            "LogInfoEn",
            "LogStatisticsInfo",
            "Passed",
            "SubCode",
            "VerifyErrorCode",
            "VerifyStatus",
        ],
    );
    let lines: Value = serde_json::from_str(log["LogInfoEn"][0].as_str().expect("text")).expect("JSON");
    assert_eq!(lines[0]["event"], if passed == "Y" { "PASSED" } else { "NOT_PASSED" });
    let delete = |what: &str| json!({ "TransactionId": id, "DeleteType": what });
    let deleted = json!({ "TransactionId": id, "DeleteResult": "Y" });
    assert_eq!(result(driver, url, "DeleteVerifyResult", &delete("Img")), deleted);
    let said = result(driver, url, "CheckResult", asked);
    let info: Value = serde_json::from_str(said["ExtIdInfo"].as_str().expect("text")).expect("JSON");
    assert!(info["idImage"].is_null() && info["ocrIdInfo"]["idNumber"] == "0000000(0)", "{info}");
    assert_eq!(result(driver, url, "DeleteVerifyResult", &delete("All")), deleted);
    assert_eq!(code(driver, url, "CheckResult", asked), "TransactionIdInvalid");
}
