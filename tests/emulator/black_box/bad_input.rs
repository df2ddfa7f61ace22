//! Bytes that are no good request, over raw sockets: each gets a status, a code and a JSON body, and the server
//! carries on.

use std::io::Write as _;

use crate::kit::in_process::InProcess;
use crate::kit::raw::{Response, ask, connect, ended, exchange, read};
use crate::kit::request::{HOST, Request};
use crate::kit::server::Server;

const MIB: usize = 1024 * 1024;

/// A POST with these headers, each ended by a line end, and this body.
fn post(target: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("POST {target} HTTP/1.1\r\nhost: {HOST}\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

/// A POST with a body of this content type and a content length.
fn with_body(content_type: &str, body: &[u8]) -> Vec<u8> {
    post("/", &format!("content-type: {content_type}\r\ncontent-length: {}\r\n", body.len()), body)
}

fn chunked(length: usize) -> Vec<u8> {
    let chunk = [format!("{MIB:x}\r\n").into_bytes(), vec![b'a'; MIB], b"\r\n".to_vec()].concat();
    let body = [chunk.repeat(length / MIB), b"0\r\n\r\n".to_vec()].concat();
    post("/", "transfer-encoding: chunked\r\n", &body)
}

/// Every bad request: what it is, its bytes, and the status, the code and a part of the message that it gets.
fn cases() -> Vec<(&'static str, Vec<u8>, u16, &'static str, &'static str)> {
    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json; charset=utf-8";
    let none = "content-length: 0\r\n";
    let bad = "InvalidRequest";
    let twice = Request::initialize().with("Action", "Nothing");
    let authorized = |value: &str| {
        let headers = format!(
            "x-acs-action: Initialize\r\nx-acs-version: 2022-08-09\r\nauthorization: {value}\r\n{none}"
        );
        post("/", &headers, b"")
    };
    vec![
        ("a broken escape in the query", post("/?a=%ZZ", none, b""), 400, bad, "byte 2 of the query"),
        ("an escape that is cut", post("/?a=1&b=%E", none, b""), 400, bad, "byte 6 of the query"),
        ("a broken escape in the form", with_body(FORM, b"a=%"), 400, bad, "byte 2 of the form"),
        ("a query that is not UTF-8", post("/?a=%C3%28", none, b""), 400, bad, "not UTF-8"),
        (
            "a form that is not UTF-8",
            with_body(FORM, b"a=1&b=\xff\xfe"),
            400,
            bad,
            "parameter 2 is not UTF-8",
        ),
        ("broken JSON", with_body(JSON, b"{\"Action\":"), 400, bad, "line 1 column 10"),
        ("JSON that is no object", with_body(JSON, b"[1]"), 400, bad, "JSON object"),
        ("JSON that is not UTF-8", with_body(JSON, b"{\"a\":\"\xff\"}"), 400, bad, "JSON object"),
        ("deep JSON", with_body(JSON, &[b"{\"a\":".to_vec(), b"[".repeat(100_000)].concat()), 400, bad, ""),
        ("two actions", twice_bytes(&twice), 404, "InvalidAction.NotFound", ""),
        ("nothing", post("/", none, b""), 400, "MissingParameter", "Action"),
        ("a body above the limit", with_body(FORM, &vec![b'a'; 11 * MIB]), 413, "RequestEntityTooLarge", ""),
        ("a chunked body above the limit", chunked(11 * MIB), 413, "RequestEntityTooLarge", ""),
        ("a broken chunk", post("/", "transfer-encoding: chunked\r\n", b"zz\r\n"), 400, bad, "broke off"),
        ("an unknown path", post("/nowhere", none, b""), 404, "InvalidAction.NotFound", ""),
        ("an unknown method", method("BREW"), 400, "UnsupportedHTTPMethod", ""),
        ("GET", method("GET"), 400, "UnsupportedHTTPMethod", ""),
        ("PUT", method("PUT"), 400, "UnsupportedHTTPMethod", ""),
        ("a garbage Authorization", authorized("garbage"), 400, "IncompleteSignature", ""),
        ("Authorization with one part", authorized("ACS3-HMAC-SHA256 a=b"), 400, "IncompleteSignature", ""),
        ("Authorization of bytes", authorized("ACS3-\u{fc}"), 400, "IncompleteSignature", ""),
        ("another algorithm", authorized("ACS3-HMAC-SM3 x"), 400, "InvalidSignatureMethod", ""),
        (
            "a long request line",
            post(&format!("/?a={}", "a".repeat(70_000)), none, b""),
            414,
            "RequestURITooLong",
            "",
        ),
        ("too many headers", post("/", &"a: b\r\n".repeat(101), b""), 431, "RequestHeaderFieldsTooLarge", ""),
        (
            "large headers",
            post("/", &format!("a: {}\r\n", "b".repeat(600_000)), b""),
            431,
            "RequestHeaderFieldsTooLarge",
            "",
        ),
        ("garbage", b"\x00\x01\x02garbage\r\n\r\n".to_vec(), 400, bad, ""),
        ("a bad version", b"POST / HTTP/3.7\r\n\r\n".to_vec(), 400, bad, ""),
        (
            "two lengths",
            post("/", "content-length: 1\r\ncontent-length: 2\r\n", b"ab"),
            400,
            bad,
            "different",
        ),
        ("a length that is no number", post("/", "content-length: many\r\n", b""), 400, bad, "no number"),
        (
            "a length beside a transfer coding",
            post("/", "content-length: 1\r\ntransfer-encoding: chunked\r\n", b"a"),
            400,
            bad,
            "both Content-Length and Transfer-Encoding",
        ),
        (
            "an extension without a name",
            post("/", "transfer-encoding: chunked\r\n", b"1;\r\na\r\n0\r\n\r\n"),
            400,
            bad,
            "an extension of a chunk is malformed",
        ),
        ("a bare LF", post("/", "a: b\nc: d\r\n", b""), 400, bad, "ends in LF without CR"),
        ("two hosts", post("/", "host: a\r\n", b""), 400, bad, "more than one Host field"),
        ("no host", b"POST / HTTP/1.1\r\n\r\n".to_vec(), 400, bad, "no Host field"),
        ("a list of hosts", b"POST / HTTP/1.1\r\nhost: a,b\r\n\r\n".to_vec(), 400, bad, "optional port: a,b"),
        ("HTTP/2 without asking", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), 400, bad, ""),
    ]
}

fn twice_bytes(request: &Request) -> Vec<u8> {
    let mut request = request.clone();
    request.query.push(("Action".to_owned(), "Initialize".to_owned()));
    request.bytes()
}

fn method(method: &'static str) -> Vec<u8> {
    Request::initialize().by(method).bytes()
}

fn assert_refused(what: &str, response: &Response, status: u16, code: &str, says: &str) {
    let json = response.json();
    assert_eq!((response.status, json["Code"].as_str()), (status, Some(code)), "{what}: {json}");
    let message = json["Message"].as_str().unwrap();
    assert!(!message.is_empty() && message.contains(says), "{what}: {message}");
    assert_eq!(json["RequestId"].as_str(), response.header("x-acs-request-id"), "{what}");
    assert_eq!(response.header("content-type"), Some("application/json;charset=utf-8"), "{what}");
}

#[test]
fn every_bad_request_is_refused_with_a_body_and_its_neighbours_carry_on() {
    let server = Server::start(InProcess::with(|settings| settings.limits.qps = Some(0)).engine);
    let mut neighbour = connect(server.address);
    for (what, bytes, status, code, says) in cases() {
        let mut connection = connect(server.address);
        let response = ask(&mut connection, &bytes);
        assert_refused(what, &response, status, code, says);
        if response.header("connection") == Some("keep-alive") {
            let next = ask(&mut connection, &Request::initialize().bytes());
            assert_eq!(next.code(), "Success", "behind {what}");
        } else {
            assert!(ended(&mut connection), "{what}");
        }
        let beside = ask(&mut neighbour, &Request::initialize().bytes());
        assert_eq!(beside.code(), "Success", "beside {what}");
    }
}

#[test]
fn a_client_that_goes_away_inside_a_request_harms_nobody() {
    let server = Server::start(InProcess::plain().engine);
    let whole = with_body("application/x-www-form-urlencoded", &[b'a'; 1000]);
    for length in [0, 1, 30, whole.len() - 500] {
        connect(server.address).write_all(&whole[..length]).unwrap();
    }
    assert_eq!(exchange(server.address, &Request::initialize().bytes()).code(), "Success");
}

#[test]
fn odd_but_good_framings_are_read() {
    let server = Server::start(InProcess::with(|settings| settings.limits.qps = Some(0)).engine);
    let good = String::from_utf8(Request::initialize().bytes()).unwrap();
    let framed = |head: &str| good.replacen("content-length: 0\r\n", head, 1).into_bytes();
    let target = |prefix: &str| good.replacen("POST /?", &format!("POST {prefix}?"), 1).into_bytes();
    let long = Request::initialize().with("LanguageConfig", &format!("{{\"a\":\"{}\"}}", "é".repeat(9_000)));
    let host = |host: &str| good.replacen(&format!("host: {HOST}"), &format!("host: {host}"), 1).into_bytes();
    for (what, bytes) in [
        ("chunked and empty", [framed("transfer-encoding: chunked\r\n"), b"0\r\n\r\n".to_vec()].concat()),
        ("no content length", framed("")),
        ("a double slash", target("//")),
        ("an absolute target", target(&format!("http://{HOST}/"))),
        ("an absolute target without a path", target(&format!("http://{HOST}"))),
        ("a request line of 54 KB", long.bytes()),
        ("an empty line first", [b"\r\n".to_vec(), framed("content-length: 0\r\n")].concat()),
        ("two user agents", framed("user-agent: a\r\nuser-agent: b\r\ncontent-length: 0\r\n")),
        ("a URL for a host", host("http://127.0.0.1:8080")),
        ("a name for a host", host("cloudauth-intl.cn-hongkong.aliyuncs.com")),
        ("a URL with a slash for a host", host("http://127.0.0.1:8080/")),
        ("an unknown content type", framed("content-type: x/y\r\ncontent-length: 0\r\n")),
    ] {
        let response = exchange(server.address, &bytes);
        assert_eq!(response.status, 200, "{what}: {}", response.body);
    }
}

#[test]
fn requests_that_are_sent_at_once_are_answered_in_their_order() {
    let server = Server::start(InProcess::plain().engine);
    let mut connection = connect(server.address);
    let calls = [Request::initialize(), Request::initialize().with("DocType", "1"), Request::empty()];
    connection.write_all(&calls.iter().flat_map(Request::bytes).collect::<Vec<_>>()).unwrap();
    let codes: Vec<_> = calls.iter().map(|_| read(&mut connection).unwrap().code()).collect();
    assert_eq!(codes, ["Success", "InvalidParameter", "MissingParameter"]);
}
