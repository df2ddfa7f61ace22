//! What the tests share: the emulator in this process (`in_process` without a socket, `server` with one), the program as a
//! child process, HTTP as bytes and by an ordinary client, requests and both ways to sign them, and files that a test
//! can rewrite.
#![allow(dead_code, reason = "each test program uses its share")]

pub(crate) mod captured;
pub(crate) mod expect;
pub(crate) mod http;
pub(crate) mod in_process;
pub(crate) mod program;
pub(crate) mod raw;
pub(crate) mod receiver;
pub(crate) mod request;
pub(crate) mod server;
pub(crate) mod skip;
