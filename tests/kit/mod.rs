//! What the tests share: an emulator in this process whose clock is moved by hand, requests and both ways to sign
//! them, raw HTTP over a socket, and files that a test can rewrite.
#![allow(dead_code, reason = "each test program uses its share")]

pub(crate) mod client;
pub(crate) mod expect;
pub(crate) mod request;
pub(crate) mod server;
pub(crate) mod world;
