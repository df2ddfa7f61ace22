//! What one request may cost: how much longer its answer is, and how much memory it takes to refuse it. A program of its
//! own, since its allocator counts.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where its ground is missing"
)]

#[path = "../kit/mod.rs"]
mod kit;

mod accepted;
mod hostile;

use std::sync::Mutex;

use bytes::Bytes;
use cloudauth_local::engine::account::AccountStanding;
use cloudauth_local::wire;
use http::request::Parts;
use peak_alloc::PeakAlloc;
use proptest::prelude::*;

use crate::hostile::{any_recipe, worst};
use crate::kit::in_process::InProcess;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// How much longer an answer may be than its request, in bytes.
const LONGER: usize = 64 * 1024;
/// The memory that a refused request may take, as a multiple of its size.
const TIMES: usize = 4;
/// What it may take besides, in bytes: the search for the cause of a wrong signature, and the 36 bytes that each of its
/// up to 10,000 parameters takes.
const BESIDES: usize = 1536 * 1024;

/// The memory that an accepted request may take, as a multiple of its size: that of a large body is counted so.
const ACCEPTED_TIMES: usize = 4;

/// Only one request at a time, so that no other is counted with it.
static ALONE: Mutex<()> = Mutex::new(());

/// What a request cost.
struct Cost {
    /// Bytes of the request.
    sent: usize,
    /// Bytes of the answer.
    answered: usize,
    /// The most memory that it took at once, that of the request included.
    memory: usize,
    code: &'static str,
}

fn cost(emulator: &InProcess, (parts, body): (Parts, Bytes)) -> Cost {
    let headers = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    let line = parts.method.as_str().len() + parts.uri.to_string().len() + 11;
    let sent = line + headers.sum::<usize>() + 2 + body.len();
    let host = parts.headers.get("host").map(|host| String::from_utf8_lossy(host.as_bytes()).into_owned());
    let host = host.unwrap_or_default();
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let outcome = match wire::host::check(&parts) {
        Err(error) => emulator.engine.refuse(error, ""),
        Ok(()) => match wire::request::read(parts, body) {
            Err(error) => emulator.engine.refuse(error, ""),
            Ok(call) => emulator.engine.handle(&call),
        },
    };
    let code = outcome.reply.code();
    let answer = wire::body(&outcome.reply, &host);
    let hint = outcome.facts.hint_header(code != "Success").map_or(0, |hint| hint.len());
    let memory = ALLOCATOR.peak_usage().saturating_sub(before) + sent;
    Cost { sent, answered: answer.len() + hint, memory, code }
}

fn emulator() -> InProcess {
    InProcess::declaring(&[("testid", "testsecret", AccountStanding::Active)])
}

fn check(name: &str, cost: &Cost) {
    let Cost { sent, answered, memory, code } = *cost;
    assert!(answered <= sent + LONGER, "{name}: {code}, {sent} bytes sent, {answered} answered");
    assert!(memory <= TIMES * sent + BESIDES, "{name}: {code}, {sent} bytes sent, {memory} in memory");
}

#[test]
fn no_known_attack_makes_a_long_answer_or_takes_much_memory() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    for (declared, emulator) in [(true, emulator()), (false, InProcess::plain())] {
        for (name, request) in worst() {
            let cost = cost(&emulator, request);
            assert!(!declared || cost.code != "Success", "{name} is refused");
            check(name, &cost);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_is_much_longer_than_its_request_and_no_refusal_takes_much_memory(recipe in any_recipe()) {
        let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        check("a random request", &cost(&emulator(), recipe.request()));
    }
}

#[test]
fn no_accepted_request_with_large_json_takes_much_memory_and_no_page_of_it() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    for (name, request) in accepted::largest() {
        let emulator = emulator();
        let Cost { sent, memory, code, .. } = cost(&emulator, request.parts());
        assert_eq!(code, "Success", "{name}");
        assert!(memory <= ACCEPTED_TIMES * sent + BESIDES, "{name}: {sent} bytes sent, {memory} in memory");
        let client_cfg = emulator.engine.transactions(None)[0].client_cfg.clone().unwrap();
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        drop(emulator.engine.open(&client_cfg).unwrap().options.style());
        let memory = ALLOCATOR.peak_usage().saturating_sub(before);
        assert!(
            memory <= ACCEPTED_TIMES * sent + BESIDES,
            "the page of {name}: {sent} bytes sent, {memory} in memory"
        );
    }
}

#[test]
fn a_header_that_is_signed_twice_is_refused() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let emulator = emulator();
    let authorization = |names: &str| {
        let value = format!("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders={names},Signature=00");
        kit::request::Request::initialize().v3("testid", "testsecret", "n").header("authorization", &value)
    };
    for (names, code) in [
        ("host;host", "IncompleteSignature"),
        ("host;x-acs-date;HOST", "IncompleteSignature"),
        ("x;a;x;b", "IncompleteSignature"),
        ("host;x-acs-date", "SignatureDoesNotMatch"),
    ] {
        let answer = emulator.call(&authorization(names));
        assert_eq!(answer.code, code, "{names}");
        if code == "IncompleteSignature" {
            let hint = answer.outcome.facts.hint.unwrap_or_default();
            assert!(hint.contains("more than once"), "{names}: {hint}");
        }
    }
}
