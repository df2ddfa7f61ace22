//! Whole answers, byte for byte, header order included: `fixtures/golden/NAME.http` each.

use std::fs;

use cloudauth_local::contract::operations;
use cloudauth_local::engine::account::{AccountStanding, DeclaredKey};

use crate::kit::expect;
use crate::kit::in_process::InProcess;
use crate::kit::raw::exchange;
use crate::kit::request::Request;
use crate::kit::server::Server;

/// Each file and the request that it answers; the key `testid` is declared.
fn cases() -> Vec<(&'static str, Vec<u8>)> {
    let initialize = Request::initialize;
    let keepalive = || Request::of(operations::find("KeepaliveIntl").unwrap());
    let app = r#"{"bioMetaInfo":"4.1.0:11501568,0","deviceType":"ios"}"#;
    let signed = |request: Request| request.v1("testid", "testsecret", "nonce-1");
    vec![
        ("initialize.json", signed(initialize()).bytes()),
        ("initialize.xml", signed(initialize().without("Format")).bytes()),
        ("initialize-v3.json", Request::bare().v3("testid", "testsecret", "nonce-1").bytes()),
        ("initialize-app.json", signed(initialize().with("MetaInfo", app)).bytes()),
        ("keepalive.json", signed(keepalive()).bytes()),
        ("keepalive.xml", signed(keepalive().without("Format")).bytes()),
        ("missing-parameter.json", signed(initialize().without("MetaInfo")).bytes()),
        ("missing-parameter.xml", signed(initialize().without("MetaInfo").without("Format")).bytes()),
        ("invalid-action.json", initialize().with("Action", "Nothing").bytes()),
        ("invalid-action.xml", initialize().with("Action", "Nothing").without("Format").bytes()),
        ("wrong-secret-v1.json", initialize().v1("testid", "wrong", "nonce-1").bytes()),
        ("wrong-secret-v3.json", Request::bare().v3("testid", "wrong", "nonce-1").bytes()),
        ("hinted.json", Request::bare().v3("testid", "testsecret ", "nonce-1").bytes()),
        ("last.json", signed(initialize()).header("connection", "close").bytes()),
        ("not-http.json", b"hello\r\n\r\n".to_vec()),
    ]
}

#[test]
fn every_answer_is_the_golden_one() {
    for (name, request) in cases() {
        let keys = vec![DeclaredKey::new("testid", "testsecret", AccountStanding::Active)];
        let server = Server::start(InProcess::with(|settings| settings.keys = keys).engine);
        let response = exchange(server.address, &request);
        expect::same(&format!("fixtures/golden/{name}.http"), &response.bytes());
    }
}

#[test]
fn a_throttled_answer_is_the_golden_one() {
    let server = Server::start(InProcess::with(|settings| settings.limits.qps = Some(1)).engine);
    let call = Request::initialize().with("AccessKeyId", "testid").bytes();
    assert_eq!(exchange(server.address, &call).status, 200);
    expect::same("fixtures/golden/throttled.json.http", &exchange(server.address, &call).bytes());
}

#[test]
fn every_golden_file_has_its_case() {
    let mut known: Vec<_> = cases().iter().map(|(name, _)| format!("{name}.http")).collect();
    known.push("throttled.json.http".to_owned());
    let files: Vec<_> = fs::read_dir(expect::path("fixtures/golden")).unwrap().map(Result::unwrap).collect();
    assert!(!files.is_empty());
    for file in files {
        let name = file.file_name().into_string().unwrap();
        assert!(known.contains(&name), "no test writes fixtures/golden/{name}");
    }
}
