//! Slow clients: each has its bound, and none of them slows another.

use std::io::Write as _;
use std::time::{Duration, Instant};

use cloudauth_local::server::ServerOptions;
use cloudauth_local::server::connection::timeouts::TimeoutSettings;

use crate::kit::raw::{KEEPALIVE, ask, connect, ends_in_order, head, is_well, read};
use crate::kit::server::Server;
use crate::raise_file_limit;

const LONG: u32 = 1000;

fn server(head: u32, body: u32, idle: u32) -> Server {
    let timeouts = TimeoutSettings { head, body, idle };
    Server::playing("{}", ServerOptions { timeouts, ..ServerOptions::default() })
}

#[test]
fn a_head_that_does_not_end_is_answered_with_408() {
    let server = server(1, LONG, LONG);
    for start in ["P", "POST / HTTP/1.1\r\nhost: a\r\n"] {
        let mut stream = connect(server.address);
        let answer = ask(&mut stream, start.as_bytes());
        assert_eq!((answer.status, answer.code().as_str()), (408, "RequestTimeout"));
        assert!(answer.head.contains("connection: close"), "{}", answer.head);
        assert!(ends_in_order(&mut stream));
    }
}

#[test]
fn a_second_request_has_the_same_bound() {
    let server = server(1, LONG, LONG);
    let mut stream = connect(server.address);
    assert_eq!(ask(&mut stream, KEEPALIVE.as_bytes()).status, 200);
    assert_eq!(ask(&mut stream, &KEEPALIVE.as_bytes()[..20]).status, 408);
}

#[test]
fn a_body_that_does_not_end_is_answered_with_408() {
    let server = server(LONG, 1, LONG);
    let mut stream = connect(server.address);
    let answer = ask(&mut stream, (head(10) + "a=b").as_bytes());
    assert_eq!((answer.status, answer.code().as_str()), (408, "RequestTimeout"));
    assert!(ends_in_order(&mut stream));
}

#[test]
fn a_connection_at_rest_ends_in_order() {
    let server = server(LONG, LONG, 1);
    let mut silent = connect(server.address);
    let mut used = connect(server.address);
    assert_eq!(ask(&mut used, KEEPALIVE.as_bytes()).status, 200);
    assert!(ends_in_order(&mut silent) && ends_in_order(&mut used));
}

#[test]
fn a_client_that_takes_no_answer_is_let_go() {
    let server = server(LONG, LONG, 1);
    let mut stream = connect(server.address);
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    let many = KEEPALIVE.repeat(1000);
    let refused = (0..1000).find_map(|_| stream.write_all(many.as_bytes()).err());
    let refused = refused.expect("the server stops reading").kind();
    assert!(
        matches!(refused, std::io::ErrorKind::ConnectionReset | std::io::ErrorKind::BrokenPipe),
        "{refused}"
    );
    is_well(server.address);
}

#[test]
fn a_thousand_slow_clients_do_not_stand_in_the_way() {
    raise_file_limit();
    let server = server(2, 2, LONG);
    let mut slow: Vec<_> = (0..1000).map(|_| connect(server.address)).collect();
    for _ in 0..10 {
        for stream in &mut slow {
            stream.write_all(b"P").unwrap();
        }
        is_well(server.address);
    }
    for stream in &mut slow {
        assert!(matches!(read(stream).unwrap().status, 400 | 408));
    }
}

#[test]
fn what_a_scenario_draws_out_is_not_cut_short() {
    let timeouts = TimeoutSettings { head: 1, body: 1, idle: 1 };
    for (then, whole) in [
        (r#"{ "delay": "2500ms" }"#, true),
        (r#"{ "dribble": 50 }"#, true),
        (r#"{ "connection": { "stall": "2500ms" } }"#, false),
    ] {
        let options = ServerOptions { timeouts, ..ServerOptions::default() };
        let server = Server::playing(&format!(r#"{{"rules":[{{"then":{then}}}]}}"#), options);
        let mut stream = connect(server.address);
        let begin = Instant::now();
        stream.write_all(KEEPALIVE.as_bytes()).unwrap();
        assert_eq!(read(&mut stream).is_ok(), whole, "{then}");
        assert!(begin.elapsed() > Duration::from_secs(2), "{then}: {:?}", begin.elapsed());
    }
}
