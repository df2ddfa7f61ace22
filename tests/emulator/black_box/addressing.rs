//! How a call names its action, its version and the form of its answer.

use cloudauth_local::contract::Strictness;

use crate::kit::in_process::InProcess;
use crate::kit::request::Request;

fn in_headers() -> Request {
    Request::bare().header("x-acs-action", "Initialize").header("x-acs-version", "2022-08-09")
}

#[test]
fn an_unsigned_call_names_action_and_version_in_parameters_or_in_headers() {
    let emulator = InProcess::plain();
    assert_eq!(emulator.code(&Request::initialize()), "Success");
    assert_eq!(emulator.code(&in_headers()), "Success");
    assert_eq!(emulator.code(&in_headers().with("Action", "Nothing")), "InvalidAction.NotFound");
}

#[test]
fn a_v1_call_names_them_in_parameters_and_a_v3_call_in_headers() {
    let emulator = InProcess::plain();
    assert_eq!(emulator.code(&in_headers().v1("testid", "s", "n")), "MissingParameter");
    let odd = Request::bare().with("Action", "Nothing").with("Version", "1");
    assert_eq!(emulator.code(&odd.v3("testid", "s", "n")), "Success");
}

#[test]
fn format_is_json_or_xml_in_any_case_and_xml_where_it_is_absent() {
    let emulator = InProcess::plain();
    for (format, json) in [("JSON", true), ("json", true), ("XML", false), ("xMl", false), ("", false)] {
        let body = emulator.call(&Request::initialize().with("Format", format)).body;
        assert_eq!(body.starts_with('{'), json, "{format}: {body}");
        assert_eq!(body.starts_with("<?xml version='1.0' encoding='UTF-8'?><InitializeResponse>"), !json);
    }
    let absent = emulator.call(&Request::initialize().without("Format").with("DocType", "1")).body;
    assert!(absent.starts_with("<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>"), "{absent}");
}

#[test]
fn a_v3_call_gets_json_unless_it_accepts_xml_only() {
    let emulator = InProcess::plain();
    for (accept, json) in [
        ("application/json", true),
        ("*/*", true),
        ("text/xml", false),
        ("application/xml", false),
        ("text/xml, application/json", true),
    ] {
        let request = Request::bare().with("Format", "XML").header("accept", accept);
        let body = emulator.call(&request.v3("testid", "s", accept)).body;
        assert_eq!(body.starts_with('{'), json, "{accept}: {body}");
    }
}

#[test]
fn get_passes_a_lenient_run_only_and_is_reported() {
    let get = Request::initialize().by("GET");
    assert_eq!(InProcess::plain().code(&get), "UnsupportedHTTPMethod");
    let lenient = InProcess::unthrottled(Strictness::Lenient);
    let answer = lenient.call(&get);
    assert_eq!(answer.code, "Success");
    assert!(answer.outcome.facts.tolerated[0].starts_with("GET"), "{:?}", answer.outcome.facts.tolerated);
    assert_eq!(lenient.code(&Request::initialize().by("PUT")), "UnsupportedHTTPMethod");
}

#[test]
fn the_transaction_url_is_under_the_host_that_was_called_or_under_the_public_one() {
    let url = |emulator: &InProcess, host: &str| {
        let (mut parts, body) = Request::initialize().parts();
        parts.headers.insert("host", host.parse().unwrap());
        let call = cloudauth_local::wire::request::read(parts, body).unwrap();
        let reply = emulator.engine.handle(&call).reply;
        let body = String::from_utf8(cloudauth_local::wire::body(&reply, host)).unwrap();
        let json: serde_json::Value = serde_json::from_str(&body).unwrap();
        let url = json["Result"]["TransactionUrl"].as_str().unwrap().to_owned();
        url.split_once("/index.html?clientcfg=").unwrap().0.to_owned()
    };
    let plain = InProcess::plain();
    for (host, base) in [
        ("localhost:9000", "http://localhost:9000"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("[::1]:8809", "http://[::1]:8809"),
        ("cloudauth-intl.cn-hongkong.aliyuncs.com", "http://127.0.0.1:8809"),
        ("", "http://127.0.0.1:8809"),
        ("a\"b<c>", "http://127.0.0.1:8809"),
    ] {
        assert_eq!(url(&plain, host), base, "{host}");
    }
    let public = InProcess::with(|settings| settings.public_url = Some("https://id.example".to_owned()));
    assert_eq!(url(&public, "localhost:9000"), "https://id.example");
}
