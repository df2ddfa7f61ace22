//! SIGTERM: requests in flight are answered, everything else ends soon.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::kit::program::Program;
use crate::kit::raw::{KEEPALIVE, ask, connect, ends_in_order, head, read};
use crate::raise_file_limit;

/// Tells it to stop, and waits until it does something about it: a connection at rest ends.
fn stop(emulator: &Program, signals: usize) {
    let mut bell = connect(emulator.address);
    assert_eq!(ask(&mut bell, KEEPALIVE.as_bytes()).status, 200);
    for _ in 0..signals {
        emulator.terminate();
    }
    assert!(ends_in_order(&mut bell));
}

/// Connections on each of which a request has arrived but for its last byte.
fn in_flight(emulator: &Program, count: usize) -> Vec<TcpStream> {
    let unfinished = head(3) + "a=";
    let open = |_| {
        let mut stream = connect(emulator.address);
        stream.write_all(unfinished.as_bytes()).unwrap();
        stream
    };
    (0..count).map(open).collect()
}

fn all_are_answered(streams: &mut [TcpStream]) {
    for stream in &mut *streams {
        stream.write_all(b"b").unwrap();
    }
    for (number, stream) in streams.iter_mut().enumerate() {
        let answer = read(stream).unwrap_or_else(|error| panic!("request {number} was lost: {error}"));
        assert_eq!((answer.status, answer.code().as_str()), (200, "Success"), "request {number}");
        assert!(answer.head.contains("connection: close"), "{}", answer.head);
    }
}

#[test]
fn none_of_1000_requests_in_flight_is_lost() {
    raise_file_limit();
    let mut emulator = Program::unthrottled(&["--quiet"]);
    let mut streams = in_flight(&emulator, 1000);
    stop(&emulator, 1);
    all_are_answered(&mut streams);
    assert!(emulator.wait().success());
}

#[test]
fn none_of_1000_requests_at_work_is_lost() {
    raise_file_limit();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("slow.json");
    std::fs::write(&file, r#"{"rules":[{"then":{"delay":"1500ms"}}]}"#).unwrap();
    let mut emulator = Program::unthrottled(&["--quiet", "--scenario", file.to_str().unwrap()]);
    let open = |_| {
        let mut stream = connect(emulator.address);
        stream.write_all(KEEPALIVE.as_bytes()).unwrap();
        stream
    };
    let mut streams: Vec<_> = (0..1000).map(open).collect();
    emulator.terminate();
    for (number, stream) in streams.iter_mut().enumerate() {
        let answer = read(stream).unwrap_or_else(|error| panic!("request {number} was lost: {error}"));
        assert_eq!(answer.code(), "Success", "request {number}");
    }
    assert!(emulator.wait().success());
}

#[test]
fn requests_that_were_sent_just_before_the_signal_are_answered() {
    let mut emulator = Program::unthrottled(&["--quiet"]);
    let mut used: Vec<_> = (0..100).map(|_| connect(emulator.address)).collect();
    for stream in &mut used {
        assert_eq!(ask(stream, KEEPALIVE.as_bytes()).status, 200);
    }
    let mut streams: Vec<_> = (0..100).map(|_| connect(emulator.address)).chain(used).collect();
    for stream in &mut streams {
        stream.write_all(KEEPALIVE.as_bytes()).unwrap();
    }
    emulator.terminate();
    for (number, stream) in streams.iter_mut().enumerate() {
        assert_eq!(read(stream).unwrap_or_else(|error| panic!("request {number}: {error}")).status, 200);
    }
    assert!(emulator.wait().success());
}

#[test]
fn a_second_signal_changes_nothing() {
    let mut emulator = Program::unthrottled(&[]);
    let mut streams = in_flight(&emulator, 20);
    stop(&emulator, 2);
    all_are_answered(&mut streams);
    assert!(emulator.wait().success());
}

#[test]
fn connections_at_rest_end_in_order_and_do_not_hold_it_up() {
    let mut emulator = Program::unthrottled(&[]);
    let mut silent = connect(emulator.address);
    let mut used = connect(emulator.address);
    assert_eq!(ask(&mut used, KEEPALIVE.as_bytes()).status, 200);
    let begin = Instant::now();
    emulator.terminate();
    assert!(ends_in_order(&mut used) && ends_in_order(&mut silent));
    assert!(emulator.wait().success());
    assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
}

#[test]
fn a_request_that_never_ends_is_cut_after_a_few_seconds() {
    let mut emulator = Program::unthrottled(&[]);
    let _never = in_flight(&emulator, 1);
    let begin = Instant::now();
    emulator.terminate();
    assert!(emulator.wait().success());
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    assert!(emulator.logs("were aborted"), "{}", emulator.log());
}

#[test]
fn a_reader_of_events_does_not_hold_it_up() {
    let mut emulator = Program::unthrottled(&[]);
    let mut stream = connect(emulator.address);
    stream.write_all(b"GET /_emulator/events HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let mut start = [0; 15];
    stream.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 200 OK");
    let begin = Instant::now();
    emulator.terminate();
    assert!(emulator.wait().success());
    assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
}
