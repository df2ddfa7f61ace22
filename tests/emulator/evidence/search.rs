//! What a person asks of the journal and of a check: words anywhere in a call, chosen calls, a chosen end.

use cloudauth_local::emulator::Emulator;
use cloudauth_local::scenario::{SHIPPED, load};
use serde_json::{Value, json};

use crate::evidence::checks::{INITIALIZE, address};
use crate::kit::http::{ask, instead};

#[tokio::test(flavor = "multi_thread")]
async fn words_are_searched_for_in_the_whole_journal_and_counted() {
    let emulator = Emulator::start().await.unwrap();
    let own = address(&emulator);
    for index in 0..40 {
        let user = format!("User-{index} <b>");
        let call = instead(&INITIALIZE, &[("MerchantUserId", &user), ("CallbackToken", "hush")]);
        emulator.call("k", if index % 4 == 0 { "Initialize" } else { "KeepaliveIntl" }, &call).await.unwrap();
    }
    let search = |question: &str| ask(own, "GET", &format!("/_emulator/requests?{question}"), &[], "").json();
    for (question, found, listed) in [
        ("search=keepalive", 30, 30),
        ("search=INITIALIZE&limit=3", 10, 3),
        ("search=user-1", 11, 11),
        ("search=user-1+initialize", 2, 2),
        ("search=%3Cb%3E&limit=5", 40, 5),
        ("search=initialize&accessKeyId=other", 0, 0),
        ("search=hush", 0, 0),
        ("search=nothing", 0, 0),
    ] {
        let answer = search(question);
        let shown = answer["requests"].as_array().unwrap().len();
        assert_eq!((&answer["found"], shown), (&json!(found), listed), "{question}");
    }
    assert!(search("limit=1").get("found").is_none(), "nothing is counted unasked");

    let ids = |answer: &Value| -> Vec<u64> {
        answer["requests"].as_array().unwrap().iter().map(|call| call["id"].as_u64().unwrap()).collect()
    };
    assert_eq!(ids(&search("ids=7,3,99")), [7, 3]);
    let archive = search("format=har&ids=2,4");
    assert_eq!(archive["log"]["entries"].as_array().unwrap().len(), 2);
    let refused = ask(own, "GET", "/_emulator/requests?ids=1,x", &[], "");
    assert!(refused.status == 400 && refused.body.contains("ids must be numbers"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_is_ended_with_a_client_result_code() {
    let emulator = Emulator::start().await.unwrap();
    let own = address(&emulator);
    let answer = emulator.call("k", "Initialize", &INITIALIZE).await.unwrap().body;
    let id = answer["Result"]["TransactionId"].as_str().unwrap();
    let one = || ask(own, "GET", &format!("/_emulator/transactions/{id}"), &[], "").json();
    assert_eq!(one()["clientCfg"], answer["Result"]["ClientCfg"]);
    let path = format!("/_emulator/transactions/{id}/complete");
    let end = |body: Value| {
        let answer = ask(own, "POST", &path, &[], &body.to_string());
        (answer.status, answer.json())
    };
    let (status, refused) = end(json!({ "resultCode": "999" }));
    assert!(status == 400 && refused["message"].as_str().unwrap().contains("1004"), "{refused}");
    assert_eq!(end(json!({ "resultCode": "1001", "passed": true })).0, 400);
    // In the browser alone: the check is still to be ended.
    let (status, opened) = end(json!({ "resultCode": "1004" }));
    assert_eq!((status, &opened["state"]), (200, &json!("opened")));
    let (status, failed) = end(json!({ "resultCode": "1001", "subCode": "205" }));
    assert_eq!((status, &failed["passed"], &failed["subCode"]), (200, &json!(false), &json!("205")));
    assert_eq!(end(json!({ "resultCode": "1004" })).0, 409);
    let met = ask(own, "GET", "/_emulator/coverage", &[], "").json();
    let camera = met["outcomes"].as_array().unwrap().iter().find(|one| one["name"] == "check.noCamera");
    assert_eq!(camera.unwrap()["count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_of_a_call_of_signature_v3_makes_the_same_call_again() {
    let emulator = Emulator::start().await.unwrap();
    let own = address(&emulator);
    let headers = [
        "authorization: ACS3-HMAC-SHA256 Credential=k3,SignedHeaders=host,Signature=beef",
        "x-acs-action: KeepaliveIntl",
        "x-acs-version: 2022-08-09",
        "accept: application/json",
    ];
    assert_eq!(ask(own, "POST", "/", &headers, "").status, 200);
    let command = ask(own, "GET", "/_emulator/requests/1/curl", &[], "").body;
    let ran = std::process::Command::new("sh").args(["-c", &command]).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(said.starts_with('{') && said.contains("SUCCESS"), "{command}{said}");
    assert_eq!(emulator.requests()[0].access_key_id.as_deref(), Some("k3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_follows_words_is_told_with_the_words_of_the_call() {
    let emulate = |more: &str| format!(r#"{{"then":{{"emulate":{{"parameter":"SceneCode"}}}}{more}}}"#);
    let described = emulate(r#","description":"as <words> says""#);
    for (rule, told) in [
        (&described, "scenario rule 1: as InternalError says"),
        (&emulate(""), "scenario rule 1: InternalError"),
    ] {
        let scenario = format!(r#"{{"rules":[{rule}]}}"#);
        let emulator = Emulator::builder().scenario_text(&scenario).start().await.unwrap();
        emulator.call("k", "KeepaliveIntl", &[("SceneCode", "InternalError")]).await.unwrap();
        let call = ask(address(&emulator), "GET", "/_emulator/requests/1", &[], "").json();
        assert_eq!((&call["rules"], &call["answer"]["code"]), (&json!([told]), &json!("InternalError")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_shipped_scenario_is_told_with_its_text() {
    let emulator = Emulator::start().await.unwrap();
    let told = ask(address(&emulator), "GET", "/_emulator/scenarios", &[], "").json();
    let told: Vec<_> = told["scenarios"].as_array().unwrap().iter().collect();
    assert_eq!(told.len(), SHIPPED.len());
    for one in told {
        assert!(load(one["text"].as_str().unwrap()).is_ok(), "{}", one["name"]);
    }
}
