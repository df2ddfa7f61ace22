//! The same seed and the same calls give the same bytes, on eight connections at once too.

use crate::kit::in_process::InProcess;
use crate::kit::raw::{ask, connect};
use crate::kit::request::Request;
use crate::kit::server::Server;

/// The calls of one client: good and bad ones, more than its throttle lets pass, and some that reach no account.
fn calls(client: usize) -> Vec<Vec<u8>> {
    let of = || Request::initialize().with("AccessKeyId", &format!("client{client}"));
    let mut calls = vec![
        of(),
        of().with("DocType", "1"),
        of().without("MetaInfo"),
        of().with("Format", "XML"),
        of().with("MerchantUserId", "emulate:Throttling.User"),
        of().with("MerchantUserId", "emulate:verification:passed"),
        of().with("Action", "Nothing"),
        of().with("Action", "Nothing"),
        of().without("Version"),
        of().with("Format", "yaml"),
    ];
    calls.extend(std::iter::repeat_n(of(), 14));
    calls.iter().map(Request::bytes).collect()
}

/// The bytes that each of eight clients gets.
fn run() -> Vec<Vec<u8>> {
    let server = Server::start(InProcess::with(|settings| settings.seed = Some(7)).engine);
    let address = server.address;
    let exchange = move |client| {
        let mut connection = connect(address);
        let mut bytes = Vec::new();
        for call in calls(client) {
            bytes.extend(ask(&mut connection, &call).bytes());
        }
        bytes
    };
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..8).map(|client| scope.spawn(move || exchange(client))).collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    })
}

#[test]
fn two_runs_on_eight_connections_are_equal_byte_for_byte() {
    let (first, second) = (run(), run());
    for (client, (first, second)) in first.iter().zip(&second).enumerate() {
        assert!(!first.is_empty() && first == second, "client {client}");
    }
    assert_eq!((first.len(), second.len()), (8, 8));
}
