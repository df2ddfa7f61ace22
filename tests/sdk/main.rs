//! Real, unmodified SDK clients against the emulator, and what their users see.
//!
//! `environment` makes the virtual environments and `node_modules` once, from hash-locked files;
//! `process` runs a child and reads its lines; `client` names the SDKs and how each reports a
//! refusal; `cases` says what every one of them must see; `run` starts an emulator and makes the
//! calls; `verdict` compares. The drivers in `python/` and `node/` make one call for each line of
//! JSON and assert nothing.
//!
//! A new case is one entry in `cases`; a new client is one entry in `client` and one test below.
#![allow(clippy::expect_used, clippy::panic, reason = "a test stops where its ground is missing")]

mod cases;
mod client;
mod environment;
mod process;
mod run;
mod verdict;

#[test]
fn the_python_sdk_3_23_1_sees_the_contract() {
    run::every_case(&client::tea("sync"));
}

#[test]
fn the_python_sdk_3_23_1_sees_the_contract_in_async_calls() {
    run::every_case(&client::tea("async"));
}

#[test]
fn the_python_sdk_3_10_0_sees_the_contract() {
    run::every_case(&client::old_tea("sync"));
}

#[test]
fn the_python_sdk_3_10_0_sees_the_contract_in_async_calls() {
    run::every_case(&client::old_tea("async"));
}

#[test]
fn the_legacy_python_core_sees_the_contract_in_generated_requests() {
    run::every_case(&client::core_generated());
}

#[test]
fn the_legacy_python_core_sees_the_contract_in_common_requests() {
    run::every_case(&client::core_common());
}

#[test]
fn the_node_openapi_core_sees_the_contract_with_a_query() {
    run::every_case(&client::openapi_core("query"));
}

#[test]
fn the_node_openapi_core_sees_the_contract_with_a_form_body() {
    run::every_case(&client::openapi_core("body"));
}

#[test]
fn the_node_pop_core_sees_the_contract_with_post() {
    run::every_case(&client::pop_core());
}
