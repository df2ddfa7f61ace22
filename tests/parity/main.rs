//! Parity: the same probes to two servers, what differs, and what is done with it. The endpoint is an emulator behind a
//! proxy that alters its answers, on loopback.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

#[path = "../common/mod.rs"]
mod common;

mod altering;
mod command;
mod comparison;
mod fidelity;
mod forty;
mod overlaid;
