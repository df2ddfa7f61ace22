//! A server that nothing knocks over: HTTPS, limits, faulty clients, a faulty world, and nothing that leaks.
//!
//! `process` runs the binary, `inside` runs the server in this process where a test needs other bounds than the
//! binary's, `http` and `https` speak to either.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where its ground is missing"
)]

mod http;
mod https;
mod inside;
mod process;

mod clients;
mod leaks;
mod limits;
mod patience;
mod rfc9112;
mod stop;
mod tls;
mod world;
