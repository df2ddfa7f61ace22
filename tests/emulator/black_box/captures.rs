//! Requests as real SDKs sent them, byte for byte, through a socket.

use std::fs;

use cloudauth_local::engine::account::AccountStanding;

use crate::kit::client::exchange;
use crate::kit::expect;
use crate::kit::server::Server;
use crate::kit::world::{World, key};

/// The time stamp of a capture: `x-acs-date`, or `Timestamp` in query or form.
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

#[test]
fn every_capture_gets_a_transaction() {
    let mut names: Vec<_> = fs::read_dir(expect::path("fixtures/captures"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.len() >= 9, "{names:?}");
    for name in names {
        let bytes = fs::read(expect::path("fixtures/captures").join(&name)).unwrap();
        let world = World::with(|settings| {
            settings.keys = vec![key("testid", "testsecret", AccountStanding::Active)];
        });
        world.clock.set(date(&String::from_utf8_lossy(&bytes)));
        let server = Server::start(world.engine);
        let response = exchange(server.address, &bytes);
        let text = String::from_utf8_lossy(&response.bytes);
        assert_eq!(response.status, 200, "{name}: {text}");
        assert_eq!(response.header("content-type"), Some("application/json;charset=utf-8"), "{name}");
        assert_eq!(response.code(), "Success", "{name}: {text}");
        let result = &response.json()["Result"];
        assert!(result["TransactionId"].as_str().unwrap().starts_with("hks"), "{name}: {text}");
        // The same bytes again repeat the nonce.
        assert_eq!(exchange(server.address, &bytes).code(), "SignatureNonceUsed", "{name}");
    }
}
