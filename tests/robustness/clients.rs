//! Clients that leave, half-close, or talk nonsense: the next one notices nothing.

use std::io::{Read, Write};
use std::net::Shutdown;

use cloudauth_local::server::ServerOptions;
use cloudauth_local::tls::{CertificateSource, server_config};

use crate::https::connect_tls;
use crate::kit::program::Program;
use crate::kit::raw::{KEEPALIVE, connect, ends_in_order, head, is_well, read};
use crate::kit::server::Server;

#[test]
fn a_client_that_leaves_in_mid_request_harms_nobody() {
    let emulator = Program::unthrottled(&[]);
    let whole = head(3) + "a=b";
    for end in 0..whole.len() {
        connect(emulator.address).write_all(&whole.as_bytes()[..end]).unwrap();
    }
    is_well(emulator.address);
}

#[test]
fn a_client_that_leaves_in_mid_answer_harms_nobody() {
    let emulator = Program::unthrottled(&["--quiet"]);
    for _ in 0..50 {
        // Answers that are unread when the socket is closed make the system reset the connection.
        let mut stream = connect(emulator.address);
        stream.write_all(KEEPALIVE.repeat(50).as_bytes()).unwrap();
        stream.read_exact(&mut [0; 10]).unwrap();
    }
    is_well(emulator.address);
}

#[test]
fn a_client_that_leaves_a_stalled_answer_gives_its_place_up() {
    let state = tempfile::tempdir().unwrap();
    let tls = CertificateSource::Local { folder: state.path().into(), names: Vec::new() };
    let tls = server_config(&tls, Box::new(std::time::SystemTime::now)).unwrap();
    let options = ServerOptions { connections: 1, tls: Some(tls.into()), ..ServerOptions::default() };
    let server = Server::playing(r#"{"rules":[{"then":{"connection":{"stall":"1h"}}}]}"#, options);
    for _ in 0..2 {
        read_head(&mut connect(server.address));
        let mut stream = connect_tls(server.address, "localhost", &state.path().join("ca/cert.pem"));
        read_head(&mut stream);
        // What the server then has unread stands before the end.
        stream.conn.send_close_notify();
        stream.flush().unwrap();
    }
}

/// Makes a call and reads the whole head of its answer, so that the connection is not reset when it is closed.
fn read_head(stream: &mut (impl Read + Write)) -> String {
    stream.write_all(KEEPALIVE.as_bytes()).unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    String::from_utf8(head).unwrap()
}

#[test]
fn a_client_that_half_closes_gets_its_answer() {
    let emulator = Program::unthrottled(&[]);
    for request in [KEEPALIVE.to_owned(), head(3) + "a=b"] {
        let mut stream = connect(emulator.address);
        stream.write_all(request.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        assert_eq!(read(&mut stream).unwrap().status, 200);
    }
}

#[test]
fn a_client_that_asks_for_the_last_answer_gets_one_that_says_so_alone() {
    let emulator = Program::unthrottled(&[]);
    for asked in [
        "connection: close",
        "connection: keep-alive\r\nconnection: close",
        "connection: Keep-Alive, CLOSE",
        "connection: close\r\nconnection: keep-alive",
    ] {
        let request = KEEPALIVE.replace("host: localhost", &format!("host: localhost\r\n{asked}"));
        let mut stream = connect(emulator.address);
        stream.write_all(request.as_bytes()).unwrap();
        let answer = read(&mut stream).unwrap();
        let said: Vec<_> = answer.head.lines().filter(|line| line.contains("keep-alive")).collect();
        assert!(said.is_empty() && answer.head.contains("\r\nconnection: close\r\n"), "{asked}: {said:?}");
        assert!(ends_in_order(&mut stream), "{asked}");
    }
}

#[test]
fn a_response_without_content_has_no_content_length() {
    let rules = r#"{"rules":[{"then":{"reply":{"status":204}}}]}"#;
    let server = Server::playing(rules, ServerOptions::default());
    let mut stream = connect(server.address);
    for _ in 0..2 {
        let head = read_head(&mut stream);
        assert!(head.starts_with("HTTP/1.1 204 ") && !head.contains("content-length"), "{head}");
    }
}

#[test]
fn pipelined_requests_are_answered_in_turn() {
    let emulator = Program::unthrottled(&["--quiet"]);
    let mut stream = connect(emulator.address);
    stream.write_all(KEEPALIVE.repeat(100).as_bytes()).unwrap();
    for _ in 0..100 {
        assert_eq!(read(&mut stream).unwrap().status, 200);
    }
}

#[test]
fn nonsense_gets_a_readable_answer() {
    let emulator = Program::unthrottled(&[]);
    for nonsense in [
        &b"GET\r\n\r\n"[..],
        b"\x00\x01\x02\x03\r\n\r\n",
        b"POST / HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST / HTTP/1.1\r\nbad header\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n",
        b"POST /?a=%zz HTTP/1.1\r\nhost: a\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1\r\n\r\n[",
    ] {
        let mut stream = connect(emulator.address);
        stream.write_all(nonsense).unwrap();
        let shown = String::from_utf8_lossy(nonsense);
        let answer = read(&mut stream).unwrap_or_else(|error| panic!("{shown:?}: {error}"));
        assert_eq!((answer.status, answer.code().as_str()), (400, "InvalidRequest"), "{shown:?}");
    }
    is_well(emulator.address);
}
