//! The emulator with the programs of others as its clients: SDKs in Python and Node, a browser, and test commands under
//! `torture`. What cannot be run is named and skipped, and fails with `CI=true`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

#[path = "../kit/mod.rs"]
mod kit;

mod flow;
mod sdk;
#[cfg(unix)]
mod torture;
