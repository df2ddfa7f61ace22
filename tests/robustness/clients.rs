//! Clients that leave, half-close, or talk nonsense: the next one notices nothing.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;

use crate::http::{KEEPALIVE, connect, head, is_well, read};
use crate::process::Emulator;

#[test]
fn a_client_that_leaves_in_mid_request_harms_nobody() {
    let emulator = Emulator::start(&[]);
    let whole = head(3) + "a=b";
    for end in 0..whole.len() {
        connect(emulator.address).write_all(&whole.as_bytes()[..end]).unwrap();
    }
    is_well(emulator.address);
}

#[test]
fn a_client_that_leaves_in_mid_answer_harms_nobody() {
    let emulator = Emulator::start(&["--quiet"]);
    for _ in 0..50 {
        // Answers that are unread when the socket is closed make the system reset the connection.
        let mut stream = connect(emulator.address);
        stream.write_all(KEEPALIVE.repeat(50).as_bytes()).unwrap();
        stream.read_exact(&mut [0; 10]).unwrap();
    }
    is_well(emulator.address);
}

#[test]
fn a_client_that_half_closes_gets_its_answer() {
    let emulator = Emulator::start(&[]);
    for request in [KEEPALIVE.to_owned(), head(3) + "a=b"] {
        let mut stream = connect(emulator.address);
        stream.write_all(request.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        assert_eq!(read(&mut stream).unwrap().status, 200);
    }
}

#[test]
fn pipelined_requests_are_answered_in_turn() {
    let emulator = Emulator::start(&["--quiet"]);
    let mut stream = connect(emulator.address);
    stream.write_all(KEEPALIVE.repeat(100).as_bytes()).unwrap();
    for _ in 0..100 {
        assert_eq!(read(&mut stream).unwrap().status, 200);
    }
}

#[test]
fn nonsense_gets_a_readable_answer() {
    let emulator = Emulator::start(&[]);
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
        let answer = read(&mut stream).unwrap_or_else(|fault| panic!("{shown:?}: {fault}"));
        assert_eq!((answer.status, answer.code().as_str()), (400, "InvalidRequest"), "{shown:?}");
    }
    is_well(emulator.address);
}
