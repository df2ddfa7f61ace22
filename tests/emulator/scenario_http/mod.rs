//! Scenarios as a client sees them: the binary on a free port, and a real HTTP client.

mod command;
mod cuts;
mod ending;
mod logged;
mod reload;
mod shipped;

use std::sync::atomic::{AtomicU64, Ordering};

use crate::kit::http::{INITIALIZE, call, instead};
use crate::kit::program::Program;
use crate::kit::raw::{Response, exchange};
use crate::kit::request::Request;

/// An emulator that plays a scenario, with the throttle that it has by default.
fn playing(scenario: &str) -> Program {
    Program::start(&["--scenario", scenario])
}

/// An Initialize with parameters put in or overridden, through a connection of its own.
fn initialize(
    server: &Program,
    parameters: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Result<Response, ureq::Error> {
    call(&server.url, &instead(&INITIALIZE, parameters), headers)
}

/// An Initialize that is signed; every secret of the shipped scenarios is `testsecret`.
fn signed(server: &Program, key: &str, token: Option<&str>) -> Response {
    static NONCES: AtomicU64 = AtomicU64::new(0);
    let nonce = NONCES.fetch_add(1, Ordering::Relaxed).to_string();
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut request = Request::initialize().with("Timestamp", &now);
    if let Some(token) = token {
        request = request.with("SecurityToken", token);
    }
    exchange(server.address, &request.v1(key, "testsecret", &nonce).bytes())
}
