//! Recorded traffic: what is found in it, what a scenario would have made of it, and files that cannot be used.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

#[path = "../common/mod.rs"]
mod common;

mod command;
mod documents;
mod recording;
mod replay;
mod rules;
