//! A server that nothing knocks over: HTTPS, limits, faulty clients, a faulty environment, and nothing that leaks.
//!
//! The program where its own bounds are meant, the server in this process where a test needs others. It is a test program
//! of its own because it raises the limit of open files of its process and uses it.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where its ground is missing"
)]

#[path = "../kit/mod.rs"]
mod kit;

mod https;

mod attacks;
mod clients;
mod environment;
mod leaks;
mod limits;
mod rfc9112;
mod stop;
mod timeouts;
mod tls;

/// Lets this process open as many files as the system lets it ask for.
fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}
