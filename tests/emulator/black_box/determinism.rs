//! The same seed and the same calls give the same bytes.

use crate::kit::in_process::InProcess;
use crate::kit::raw::{ask, connect};
use crate::kit::request::Request;
use crate::kit::server::Server;

/// Calls of two accounts, good and bad, and one that is no call.
fn calls() -> Vec<Vec<u8>> {
    let of = |id| Request::initialize().with("AccessKeyId", id);
    let mut calls = vec![
        of("a"),
        of("b"),
        of("a").with("DocType", "1"),
        of("a").with("Format", "XML"),
        Request::initialize().with("Action", "Nothing"),
        Request::empty(),
        of("b").without("MetaInfo"),
        of("a").v1("a", "secret", "n"),
        Request::bare().v3("b", "secret", "n"),
    ];
    calls.extend(std::iter::repeat_n(of("c"), 12));
    let mut calls: Vec<_> = calls.iter().map(Request::bytes).collect();
    calls.push(b"POST /?a=%ZZ HTTP/1.1\r\nhost: 127.0.0.1:8809\r\ncontent-length: 0\r\n\r\n".to_vec());
    calls.push(b"POST /nowhere HTTP/1.1\r\nhost: 127.0.0.1:8809\r\ncontent-length: 0\r\n\r\n".to_vec());
    calls
}

/// The bytes of all answers of a run.
fn run(seed: u64) -> Vec<u8> {
    let server = Server::start(InProcess::with(|settings| settings.seed = Some(seed)).engine);
    let mut connection = connect(server.address);
    let mut bytes = Vec::new();
    for call in calls() {
        bytes.extend(ask(&mut connection, &call).bytes());
    }
    bytes
}

#[test]
fn two_runs_of_one_seed_are_equal_byte_for_byte_and_another_seed_differs() {
    let first = run(7);
    assert!(first == run(7));
    assert!(first != run(8));
}

#[test]
fn what_one_account_gets_does_not_depend_on_the_calls_of_another() {
    let alone = InProcess::plain();
    let beside = InProcess::plain();
    let of = |id| Request::initialize().with("AccessKeyId", id);
    for _ in 0..3 {
        beside.call(&of("b"));
        assert_eq!(alone.call(&of("a")).body, beside.call(&of("a")).body);
        beside.call(&Request::empty());
    }
}

#[test]
fn refusals_on_one_connection_do_not_depend_on_those_of_others() {
    /// Refused requests of one connection: each has its own key, path or content.
    fn refused(connection: usize) -> Vec<Vec<u8>> {
        let mut calls = Vec::new();
        for round in 0..10 {
            let (key, path) = (format!("key{connection}"), format!("/path{connection}"));
            let unknown = Request::initialize().with("Action", "Nothing");
            calls.push(
                unknown.clone().with("AccessKeyId", &key).with("SignatureNonce", &format!("{round}")).bytes(),
            );
            calls.push(unknown.with("MerchantBizId", &key).without("AccessKeyId").bytes());
            for target in [path.clone(), format!("{path}?a=%ZZ"), format!("/?{key}=%ZZ")] {
                let host = crate::kit::request::HOST;
                calls.push(
                    format!("POST {target} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 0\r\n\r\n")
                        .into_bytes(),
                );
            }
        }
        calls
    }
    let run = || -> Vec<Vec<u8>> {
        let server = Server::start(InProcess::plain().engine);
        let address = server.address;
        std::thread::scope(|scope| {
            let connections = [0, 1, 2, 3, 4, 5, 6, 7].map(|number| {
                scope.spawn(move || {
                    let mut connection = connect(address);
                    let exchange = |call: Vec<u8>| ask(&mut connection, &call).bytes();
                    refused(number).into_iter().flat_map(exchange).collect()
                })
            });
            connections.map(|thread| thread.join().unwrap()).into()
        })
    };
    assert!(run() == run());
}

#[test]
fn a_refused_call_deals_the_next_one_the_same_identifiers_as_a_good_one() {
    let (good, bad) = (InProcess::plain(), InProcess::plain());
    good.call(&Request::initialize());
    bad.call(&Request::initialize().without("MetaInfo"));
    assert_eq!(good.call(&Request::initialize()).body, bad.call(&Request::initialize()).body);
}

#[test]
fn without_a_seed_two_runs_differ() {
    let body = || InProcess::with(|settings| settings.seed = None).call(&Request::initialize()).body;
    assert_ne!(body(), body());
}
