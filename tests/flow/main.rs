//! The verification flow: the page in a real browser, redirect, callback, CheckResult, clock.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

mod accessibility;
mod browser;
mod callbacks;
mod dashboard;
mod dashboard_work;
mod editor_bundle;
mod emulator;
#[path = "../sdk/environment.rs"]
#[allow(dead_code, reason = "the SDK tests use the rest")]
mod environment;
mod http;
mod https;
mod looks;
mod pages;
mod planned;
mod round;
mod torture_page;
