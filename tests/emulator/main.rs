//! The emulator as its callers and its users meet it: calls in this process through `Engine::handle`, HTTP over sockets
//! against `server::serve`, and the program. It needs nothing but this crate.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

#[path = "../kit/mod.rs"]
mod kit;

mod black_box;
mod evidence;
mod lint;
mod parity;
mod scenario;
mod scenario_http;
mod signature;
