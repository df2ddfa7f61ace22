//! The admin API: what it answers, to whom, and that its document says so.

use std::sync::Arc;
use std::time::Duration;

use cloudauth_local::contract::operations::find;
use cloudauth_local::emulator::Emulator;
use cloudauth_local::engine::Engine;
use cloudauth_local::engine::settings::Settings;
use cloudauth_local::scenario;
use cloudauth_local::server::ServerOptions;
use cloudauth_local::server::admin::{Gate, openapi};
use cloudauth_local::wire;
use serde_json::{Value, json};

use crate::evidence::checks::{self, address};
use crate::kit::http::{ask, instead};
use crate::kit::request::Request;
use crate::kit::server::Server;

/// Every path and method of the document.
fn operations(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |(path, item): (&String, &Value)| -> Vec<_> {
        item.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())).collect()
    };
    paths.iter().flat_map(methods).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_path_of_the_document_is_answered_and_every_reference_in_it_leads_somewhere() {
    let emulator = Emulator::start().await.unwrap();
    emulator.call("k", "KeepaliveIntl", &[]).await.unwrap();
    let served = ask(address(&emulator), "GET", "/_emulator/openapi.json", &[], "").json();
    assert_eq!(served, openapi());
    let operations = operations(&served);
    assert!(operations.len() >= 25, "{operations:?}");
    for (method, path) in operations {
        let path = path.replace("{id}", "1").replace("{file}", "main.js");
        if path.ends_with("/events") {
            continue;
        }
        let answer = ask(address(&emulator), &method, &path, &[], "");
        assert!(answer.status != 405 && answer.status < 500, "{method} {path}: {answer:?}");
        if answer.status >= 400 {
            assert!(answer.json()["code"].is_string() && answer.json()["message"].is_string(), "{answer:?}");
        }
    }
    let text = served.to_string();
    let names = text.split("\"#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap());
    assert!(names.clone().count() >= 50, "{text}");
    for name in names {
        assert!(served["components"]["schemas"][name].is_object(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_pages_and_foreign_names_are_refused() {
    let emulator = Emulator::start().await.unwrap();
    let own = address(&emulator);
    let own_origin = format!("origin: http://{own}");
    for (headers, status) in [
        (vec![], 200),
        (vec![own_origin.as_str()], 200),
        (vec!["host: localhost:1"], 200),
        (vec!["host: [::1]:1"], 200),
        (vec!["host: cloudauth:8809"], 200),
        (vec!["host: evil.example"], 403),
        (vec!["host: 127.0.0.1.evil.example"], 403),
        (vec!["origin: http://evil.example"], 403),
        (vec!["origin: http://localhost:3000"], 403),
        (vec!["origin: null"], 403),
        (vec!["sec-fetch-site: cross-site"], 403),
    ] {
        let answer = ask(own, "GET", "/_emulator/requests", &headers, "");
        assert_eq!(answer.status, status, "{headers:?}");
        if status == 403 {
            assert_eq!(answer.json()["code"], "Forbidden");
        }
    }
    // The script of the verification page is under the same rules, and the demo stands in no frame of a stranger.
    for path in ["/_emulator/verification", "/_emulator/verification/page"] {
        for (headers, status) in [
            (vec![own_origin.as_str(), "sec-fetch-site: same-origin"], 400),
            (vec!["host: cloudauth:8809", "origin: http://cloudauth:8809"], 400),
            (vec!["host: evil.example"], 403),
            (vec!["origin: http://evil.example"], 403),
            (vec!["origin: null"], 403),
            (vec!["sec-fetch-site: cross-site"], 403),
            (vec!["sec-fetch-site: same-site"], 403),
        ] {
            let answer = ask(own, "POST", path, &headers, "{}");
            assert_eq!(answer.status, status, "{path} {headers:?}: {answer:?}");
        }
    }
    let demo = ask(own, "GET", "/_emulator/demo", &[], "");
    assert!(demo.head.contains("content-security-policy: frame-ancestors 'self'"), "{}", demo.head);
    assert!(demo.head.contains("x-frame-options: SAMEORIGIN"), "{}", demo.head);
    let page = ask(own, "GET", "/_emulator/", &["sec-fetch-site: cross-site"], "");
    assert!(page.head.contains("content-security-policy: default-src 'none'"), "{}", page.head);
}

#[test]
fn a_name_that_was_allowed_reaches_the_admin_api_and_the_refusal_of_another_says_how() {
    let gate = Gate { hosts: vec!["emulator.test".to_owned()], ..Gate::default() };
    let server = Server::playing("{}", ServerOptions { gate, ..ServerOptions::default() });
    for (host, status) in
        [("emulator.test:8905", 200), ("Emulator.TEST", 200), ("emulator.evil.example", 403)]
    {
        let answer = ask(server.address, "GET", "/_emulator/requests", &[&format!("host: {host}")], "");
        assert_eq!(answer.status, status, "{host}");
        if status == 403 {
            assert!(answer.json()["message"].as_str().unwrap().contains("--admin-host NAME"), "{answer:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_is_consent_enough_for_its_target() {
    // 0.0.0.0 does not count as this machine, but can be reached here.
    let target = checks::receiver().replace("127.0.0.1", "0.0.0.0");
    let emulator = Emulator::builder().callback_map("https://shop.example", &target).start().await.unwrap();
    let check = checks::start(&emulator, "key", &[("CallbackUrl", "https://shop.example/200")]).await;
    emulator.complete(&check.id, true).unwrap();
    check.called_back(1);
    assert!(emulator.callbacks()[0].accepted, "{:?}", emulator.callbacks());
}

#[test]
fn a_token_is_asked_for_where_one_is_set() {
    let gate = Gate { token: Some("t0k".to_owned()), ..Gate::default() };
    let server = Server::playing("{}", ServerOptions { gate, ..ServerOptions::default() });
    for (path, headers, status) in [
        ("/_emulator/health", vec![], 200),
        ("/_emulator/requests", vec![], 401),
        ("/_emulator/requests", vec!["authorization: Bearer wrong"], 401),
        ("/_emulator/requests", vec!["authorization: Bearer t0k", "host: emulator.example"], 200),
        ("/_emulator/requests", vec!["authorization: bearer t0k"], 200),
        ("/_emulator/requests", vec!["authorization: Basic t0k"], 401),
        ("/_emulator/requests?token=t0k", vec![], 200),
        ("/_emulator/", vec![], 200),
    ] {
        assert_eq!(ask(server.address, "GET", path, &headers, "").status, status, "{path} {headers:?}");
    }
    // What makes the identifiers predictable is for the owner alone.
    for (path, told) in [
        ("/_emulator/health", false),
        ("/_emulator/health?token=wrong", false),
        ("/_emulator/health?token=t0k", true),
    ] {
        assert_eq!(ask(server.address, "GET", path, &[], "").json()["seed"].is_u64(), told, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_admin_request_gets_a_message_that_says_why() {
    let emulator = Emulator::start().await.unwrap();
    let own = address(&emulator);
    for (method, path, body, status, says) in [
        ("GET", "/_emulator/requests?scenecode=x", "", 400, "scenecode is not a parameter"),
        ("GET", "/_emulator/requests?limit=0", "", 400, "limit must be a number from 1 to 1000"),
        ("GET", "/_emulator/requests?since=now", "", 400, "2026-11-22T10:00:00Z"),
        ("GET", "/_emulator/requests/99", "", 404, "no call 99"),
        ("POST", "/_emulator/requests", "", 405, "accepts GET, DELETE"),
        ("POST", "/_emulator/clock", "{}", 400, "advance"),
        ("POST", "/_emulator/transactions/hks0/complete", "", 404, "hks0"),
        (
            "PUT",
            "/_emulator/scenario",
            r#"{"rules":[{"then":{"error":"Throtling.Api"}}]}"#,
            422,
            "Throtling.Api",
        ),
        ("PUT", "/_emulator/scenario", r#"{"shipped":"flakey"}"#, 404, "did you mean flaky?"),
    ] {
        let answer = ask(own, method, path, &[], body);
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        assert!(answer.json()["message"].as_str().unwrap().contains(says), "{answer:?}");
    }
    let faulty = ask(own, "PUT", "/_emulator/scenario", &[], "{ \"rules\": [{ \"than\": 1 }] }").json();
    assert_eq!(faulty["diagnostics"][0]["line"], 1, "{faulty}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_comes_back_as_a_command_and_as_an_archive_and_a_check_is_ended_from_outside() {
    let emulator = Emulator::start().await.unwrap();
    let own = address(&emulator);
    let given = [("MerchantUserId", "it's <script>"), ("Signature", "secret-signature")];
    let parameters = instead(&checks::INITIALIZE, &given);
    let answer = emulator.call("k", "Initialize", &parameters).await.unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    let command = ask(own, "GET", "/_emulator/requests/1/curl", &[], "").body;
    assert!(
        command.starts_with("curl -sS -X 'POST'") && command.contains("it%27s+%3Cscript%3E"),
        "{command}"
    );
    let archive = ask(own, "GET", "/_emulator/requests?format=har", &[], "");
    assert_eq!(archive.json()["log"]["entries"][0]["response"]["status"], 200);
    assert!(!(command + &archive.body).contains("secret-signature"));

    let id = answer.body["Result"]["TransactionId"].as_str().unwrap();
    let path = format!("/_emulator/transactions/{id}/complete");
    let ended =
        ask(own, "POST", &path, &[], &json!({ "passed": false, "subCode": "207" }).to_string()).json();
    assert_eq!([&ended["state"], &ended["subCode"]], ["completed", "207"]);
    assert_eq!(ask(own, "POST", &path, &[], "").status, 409);
    let listed = ask(own, "GET", "/_emulator/transactions?state=completed", &[], "").json();
    assert_eq!(listed["total"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_journal_keeps_in_part_is_marked_in_every_document() {
    let emulator = Emulator::start().await.unwrap();
    let own = address(&emulator);
    let values = [("One", "x".repeat(60_000)), ("Two", "y".repeat(60_000)), ("Three", "z".repeat(60_000))];
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    emulator.call("k", "KeepaliveIntl", &values).await.unwrap();
    let expected = json!(
        ["One", "Two", "Three"].map(|name| json!({ "part": "parameter", "name": name, "length": 60_000 }))
    );
    let call = ask(own, "GET", "/_emulator/requests/1", &[], "").json();
    assert_eq!(call["truncated"], expected);
    assert_eq!(call["parameters"]["One"].as_str().map(str::len), Some(4096));
    let listed = ask(own, "GET", "/_emulator/requests", &[], "").json();
    assert_eq!(listed["requests"][0]["truncated"], expected);
    let archive = ask(own, "GET", "/_emulator/requests?format=har", &[], "").json();
    assert_eq!(archive["log"]["entries"][0]["_truncated"], expected);
    let command = ask(own, "GET", "/_emulator/requests/1/curl", &[], "").body;
    assert!(
        command.starts_with("# The journal keeps only the start of this: parameter One of 60000 bytes\n"),
        "{}",
        &command[..200]
    );
    ask(own, "POST", "/?%", &[], "");
    let unread = ask(own, "GET", "/_emulator/requests/2/curl", &[], "");
    assert!(unread.status == 404 && unread.body.contains("could not be read"), "{unread:?}");
}

#[test]
fn a_proxy_under_the_public_url_may_change_the_host_and_not_the_origin() {
    let server = Server::serving(ServerOptions::default(), |url| {
        let public_url = Some("https://check.example".to_owned());
        Arc::new(Engine::new(Settings { public_url, ..Settings::new(url) }))
    });
    for (headers, status) in [
        (vec!["host: check.example", "origin: https://check.example"], 400),
        (vec!["origin: https://check.example"], 400),
        (vec!["origin: https://other.example"], 403),
    ] {
        let answer = ask(server.address, "POST", "/_emulator/verification", &headers, "{}");
        assert_eq!(answer.status, status, "{headers:?}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_answer_comes_in_chunks_and_whole_and_a_short_one_at_once() {
    let emulator = Emulator::builder().qps(0).start().await.unwrap();
    let own = address(&emulator);
    let long = "x".repeat(2000);
    for _ in 0..400 {
        emulator.call("k", "KeepaliveIntl", &[("Long", &long)]).await.unwrap();
    }
    for (path, list) in [("requests?limit=1000", "/requests"), ("requests?format=har", "/log/entries")] {
        let answer = ask(own, "GET", &format!("/_emulator/{path}"), &[], "");
        assert!(answer.head.to_lowercase().contains("transfer-encoding: chunked"), "{}", answer.head);
        let json = answer.json();
        let calls = json.pointer(list).and_then(Value::as_array).unwrap();
        assert_eq!(calls.len(), 400, "{path}");
    }
    let url = format!("https://a.example/{long}");
    let request = Request::initialize().with("MerchantUserId", "emulate:verification:passed");
    let request = request.without("Action").without("Version").without("Format").with("ReturnUrl", &url);
    let parameters: Vec<_> = request.query.iter().map(|(name, value)| (&**name, &**value)).collect();
    for _ in 0..400 {
        assert_eq!(emulator.call("k", "Initialize", &parameters).await.unwrap().code(), "Success");
    }
    let answer = ask(own, "GET", "/_emulator/transactions?limit=1000&state=completed", &[], "");
    assert!(answer.head.to_lowercase().contains("transfer-encoding: chunked"), "{}", answer.head);
    let json = answer.json();
    let all = json["transactions"].as_array().unwrap();
    assert_eq!((all.len(), &json["total"]), (400, &json!(400)));
    assert!(all.iter().all(|one| one["returnUrl"] == *url && one["state"] == "completed"));
    let answer = ask(own, "GET", "/_emulator/transactions?limit=1", &[], "");
    assert!(answer.head.to_lowercase().contains("content-length:"), "{}", answer.head);
    let answer = ask(own, "GET", "/_emulator/requests?limit=1", &[], "");
    assert!(answer.head.to_lowercase().contains("content-length:"), "{}", answer.head);
    let json = answer.json();
    assert_eq!(
        (&json["requests"][0]["id"], &json["next"], &json["kept"]),
        (&json!(800), &json!("800"), &json!(800))
    );
}

#[test]
fn reports_on_many_accounts_and_many_rules_come_in_chunks_and_whole() {
    const COUNT: usize = 2000;
    let rule = |number: usize| {
        let when = json!({ "parameters": { "SceneCode": { "equals": number.to_string() } } });
        json!({ "description": format!("{number} {}", "x".repeat(900)), "when": when, "then": { "pass": true } })
    };
    let rules: Vec<_> = (0..COUNT / 2).map(rule).collect();
    let scenario = Arc::new(scenario::load(&json!({ "rules": rules }).to_string()).unwrap());
    let engine = Arc::new(Engine::with_scenario(Settings::new("http://127.0.0.1:1"), scenario).unwrap());
    let server = Server::start(engine.clone());
    let chunked = |head: &str| head.to_lowercase().contains("transfer-encoding: chunked");
    for number in 0..2 * COUNT {
        let key = (number % COUNT).to_string();
        let request = Request::of(find("KeepaliveIntl").unwrap()).with("AccessKeyId", &key);
        let (parts, body) = request.with("SignatureNonce", "n").parts();
        let call = wire::request::read(parts, body).unwrap();
        engine.record(Some(&call), &engine.handle(&call), Duration::ZERO);
    }
    let conduct = ask(server.address, "GET", "/_emulator/conduct", &[], "");
    assert!(chunked(&conduct.head), "{}", conduct.head);
    let conduct = conduct.json();
    assert_eq!(conduct["findings"].as_array().unwrap().len(), COUNT);
    assert!(conduct["findings"][0]["rule"] == "nonceReused" && conduct["retries"] == json!([]));
    let coverage = ask(server.address, "GET", "/_emulator/coverage", &[], "");
    assert!(chunked(&coverage.head), "{}", coverage.head);
    let coverage = coverage.json();
    assert_eq!(coverage["rules"].as_array().unwrap().len(), COUNT / 2);
    assert_eq!(
        coverage["codes"][0],
        json!({ "name": "Success", "meaning": "The call succeeded.", "count": 2 * COUNT })
    );
    // Without rules it is short, however many accounts there are.
    engine.load(Arc::new(scenario::load("{}").unwrap())).unwrap();
    let coverage = ask(server.address, "GET", "/_emulator/coverage", &[], "");
    assert!(!chunked(&coverage.head) && coverage.body.len() < 64 * 1024, "{}", coverage.body.len());
    assert_eq!(coverage.json()["rules"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_a_path_does_not_have_is_answered_with_those_that_it_has() {
    let emulator = Emulator::start().await.unwrap();
    let own = address(&emulator);
    for (method, path, allowed) in [
        ("PATCH", "/_emulator/requests", "GET, HEAD, DELETE"),
        ("GET", "/_emulator/reset", "POST"),
        ("TRACE", "/_emulator/scenario", "GET, HEAD, PUT, DELETE"),
        ("POST", "/_emulator/", "GET, HEAD"),
        ("POST", "/index.html", "GET"),
        ("HEAD", "/index.html", "GET"),
        ("GET", "/_emulator/verification", "POST"),
        ("DELETE", "/_emulator/verification/page", "POST"),
        ("POST", "/_emulator/demo", "GET, HEAD"),
        ("POST", "/cdn/verify.js", "GET, HEAD"),
    ] {
        let answer = ask(own, method, path, &[], "");
        assert_eq!(answer.status, 405, "{method} {path}: {answer:?}");
        assert_eq!(answer.header("allow"), Some(allowed), "{method} {path}: {}", answer.head);
    }
}

#[test]
fn the_document_says_what_values_a_parameter_takes_and_what_may_be_left_out() {
    let document = openapi();
    let parameter = |path: &str, name: &str| -> Value {
        let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
        parameters.iter().find(|one| one["name"] == name).unwrap()["schema"].clone()
    };
    let requests = |name: &str| parameter("/_emulator/requests", name);
    assert_eq!(requests("limit"), json!({ "type": "integer", "minimum": 1, "maximum": 1000 }));
    assert_eq!(requests("cursor"), json!({ "type": "integer", "minimum": 1, "maximum": u64::MAX }));
    assert_eq!(requests("since"), json!({ "type": "string", "format": "date-time" }));
    assert_eq!(requests("format"), json!({ "type": "string", "enum": ["json", "har"] }));
    assert_eq!(requests("accessKeyId"), json!({ "type": "string", "minLength": 1 }));
    let state = parameter("/_emulator/transactions", "state");
    assert_eq!(state["enum"], json!(["waiting", "opened", "completed", "expired"]));
    let complete = &document["paths"]["/_emulator/transactions/{id}/complete"]["post"]["requestBody"];
    assert_eq!(complete["required"], false);
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Health"]["properties"]["seed"]["type"], "integer");
    assert_eq!(schemas["Completion"]["properties"]["passed"]["type"], "boolean");
}
