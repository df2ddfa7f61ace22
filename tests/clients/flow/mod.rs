//! The verification flow: the page in a real browser, redirect, callback, CheckResult, clock.

mod accessibility;
mod browser;
mod callbacks;
mod dashboard;
mod dashboard_work;
mod editor_bundle;
mod emulator;
mod https;
mod looks;
mod pages;
mod planned;
mod round;
mod torture_page;
