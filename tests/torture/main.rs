//! `cloudauth-local torture` from the outside: a client of a few lines is run against all faults, and what is found,
//! written and said is compared with the mistake that the client makes.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

mod bad_input;
mod bounds;
mod found;
mod reports;
mod tool;
