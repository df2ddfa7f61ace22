//! Requests as real SDKs sent them, byte for byte, through a socket.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Command;

use cloudauth_local::engine::account::{AccountStanding, DeclaredKey};

use crate::kit::expect;
use crate::kit::in_process::InProcess;
use crate::kit::program::{Run, run};
use crate::kit::raw::{connect, exchange};
use crate::kit::request::HOST;
use crate::kit::server::Server;
use crate::kit::skip::has;

/// The timestamp of a capture: `x-acs-date`, or `Timestamp` in query or form.
fn date(capture: &str) -> jiff::Timestamp {
    let text = capture
        .lines()
        .find_map(|line| line.strip_prefix("x-acs-date: "))
        .map(str::to_owned)
        .or_else(|| {
            let (_, rest) = capture.split_once("Timestamp=")?;
            Some(rest.split(['&', ' ']).next()?.trim().replace("%3A", ":"))
        })
        .unwrap();
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The captures by their names.
fn captures() -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(expect::path("fixtures/captures")).unwrap().map(Result::unwrap);
    let mut captures: Vec<_> =
        files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect();
    captures.sort();
    assert!(captures.len() >= 9, "{}", captures.len());
    captures
}

#[test]
fn every_capture_gets_a_transaction() {
    for (name, bytes) in captures() {
        let emulator = InProcess::with(|settings| {
            settings.keys = vec![DeclaredKey::new("testid", "testsecret", AccountStanding::Active)];
        });
        emulator.clock.set(date(&String::from_utf8_lossy(&bytes)));
        let server = Server::start(emulator.engine);
        let response = exchange(server.address, &bytes);
        let text = &response.body;
        assert_eq!(response.status, 200, "{name}: {text}");
        assert_eq!(response.header("content-type"), Some("application/json;charset=utf-8"), "{name}");
        assert_eq!(response.code(), "Success", "{name}: {text}");
        let result = &response.json()["Result"];
        assert!(result["TransactionId"].as_str().unwrap().starts_with("hks"), "{name}: {text}");
        // The same bytes again repeat the nonce.
        assert_eq!(exchange(server.address, &bytes).code(), "SignatureNonceUsed", "{name}");
    }
}

/// Calls that no SDK sends, and that curl could get wrong.
fn odd_calls() -> Vec<(String, Vec<u8>)> {
    let keepalive = "/?Action=KeepaliveIntl&Version=2022-08-09&Format=JSON";
    let json = r#"{"Action":"Initialize","Version":"2022-08-09","Format":"JSON","DocType":"01000000","DocType":"00000006"}"#;
    let form = "Action=KeepaliveIntl&Version=2022-08-09&Format=JSON&@=%26%0A'\"&Empty=";
    let with_body = |method: &str, kind: &str, body: &str| {
        format!(
            "{method} / HTTP/1.1\r\nhost: a\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    [
        ("HEAD", format!("HEAD {keepalive} HTTP/1.1\r\nhost: a\r\n\r\n")),
        ("HEAD and a body", with_body("HEAD", "application/x-www-form-urlencoded", form)),
        ("GET", format!("GET {keepalive} HTTP/1.1\r\nhost: a\r\n\r\n")),
        ("DELETE", with_body("DELETE", "application/x-www-form-urlencoded", form)),
        ("a name twice in JSON", with_body("POST", "application/json", json)),
        ("odd values", with_body("POST", "application/x-www-form-urlencoded", form)),
        ("no action", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n".to_owned()),
        ("words in a header", format!("POST {keepalive} HTTP/1.1\r\nhost: a\r\nx-emulate: InternalError\r\ncontent-length: 0\r\n\r\n")),
    ]
    .map(|(name, request)| (name.to_owned(), request.into_bytes()))
    .into()
}

#[test]
fn the_command_of_every_call_gives_its_answer_again() {
    if !has("curl") {
        return;
    }
    for (name, bytes) in captures().into_iter().chain(odd_calls()) {
        let emulator = InProcess::plain();
        let server = Server::start(emulator.engine.clone());
        // A response to HEAD has no body, so only its head is read.
        let mut stream = connect(server.address);
        stream.write_all(&bytes).unwrap();
        BufReader::new(stream).read_line(&mut String::new()).unwrap();
        let command =
            exchange(server.address, b"GET /_emulator/requests/1/curl HTTP/1.1\r\nhost: localhost\r\n\r\n");
        let own = command.body.replace(&format!("http://{HOST}"), &format!("http://{}", server.address));
        let Run { code, stderr, .. } =
            run(Command::new("sh").args(["-c", &format!("{} --max-time 20", own.trim_end())]));
        assert_eq!(code, Some(0), "{name}: {own}: {stderr}");
        let journal = emulator.engine.journal();
        let [first, again] = ["1", "2"].map(|id| journal.find(id).unwrap_or_else(|| panic!("{name}: {own}")));
        assert_eq!(
            (again.code, again.message, again.method),
            (first.code, first.message, first.method),
            "{name}: {own}"
        );
    }
}
