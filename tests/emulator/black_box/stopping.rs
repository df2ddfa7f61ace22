//! The binary as a server: when it says that it is ready, and how it ends.

use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Instant;

use cloudauth_local::server::STOP_TIMEOUT;

use crate::kit::program::{Program, Run};
use crate::kit::raw::{TIMEOUT, ask, connect, ended, exchange};
use crate::kit::request::Request;

/// Connects until the emulator takes no connection any more.
fn wait_until_closed(address: SocketAddr) {
    let started = Instant::now();
    while TcpStream::connect(address).is_ok() {
        assert!(started.elapsed() < TIMEOUT, "the emulator still listens");
        thread::yield_now();
    }
}

#[test]
fn the_first_line_on_stdout_is_the_base_url_and_the_emulator_answers_by_then() {
    let mut emulator = Program::start(&["-v"]);
    assert_eq!(exchange(emulator.address, &Request::initialize().bytes()).code(), "Success");
    emulator.terminate();
    let Run { code, stdout, stderr } = emulator.end();
    assert_eq!((code, stdout.as_str()), (Some(0), ""));
    assert!(stderr.contains("Initialize"), "{stderr}");
}

#[test]
fn a_request_in_flight_is_finished_and_an_idle_connection_does_not_hold_the_end_up() {
    for signal in ["TERM", "INT"] {
        let mut emulator = Program::start(&["-v"]);
        let mut idle = connect(emulator.address);
        assert_eq!(ask(&mut idle, &Request::initialize().bytes()).status, 200);

        let whole = Request::initialize().bytes();
        let head = String::from_utf8(whole).unwrap().replace("content-length: 0", "content-length: 5");
        let mut busy = connect(emulator.address);
        let head = head.replacen("\r\n", "\r\nexpect: 100-continue\r\n", 1);
        assert_eq!(ask(&mut busy, head.as_bytes()).status, 100, "the emulator waits for the body");

        emulator.signal(signal);
        wait_until_closed(emulator.address);
        assert!(ended(&mut idle));
        let answer = ask(&mut busy, b"x=1&y");
        assert_eq!((answer.code().as_str(), answer.header("connection")), ("Success", Some("close")));
        assert!(ended(&mut busy));
        let Run { code, stderr, .. } = emulator.end();
        assert_eq!(code, Some(0), "{stderr}");
        assert!(!stderr.contains("were cut"), "{stderr}");
    }
}

#[test]
fn a_request_that_never_ends_is_cut_behind_the_bound() {
    let mut emulator = Program::start(&["-v"]);
    let mut busy = connect(emulator.address);
    let head = b"POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n";
    assert_eq!(ask(&mut busy, head).status, 100);
    emulator.terminate();
    let Run { code, stderr, .. } = emulator.end();
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.contains(&format!("after {STOP_TIMEOUT:?} and were aborted")), "{stderr}");
}
