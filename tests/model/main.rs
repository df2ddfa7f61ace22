//! The engine against a plain reference of it, in random setups.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

#[path = "../kit/mod.rs"]
mod kit;
mod reference;

mod connections;
mod found;
mod isolation;
mod mistakes;
mod random;
mod seeded;
