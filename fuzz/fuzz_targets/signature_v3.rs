//! The V3 canonicalisation against a second implementation with other libraries.
#![no_main]

use cloudauth_local::contract::ParameterSource;
use cloudauth_local::signature::{self, Presented, Secret};
use cloudauth_local_fuzz::{call, encode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some(Ok(call)) = call(data) else { return };
    let Ok(presented) = signature::presented(&call) else { return };
    let Presented::V3(claim) = presented else { return };
    let Err(error) = signature::verify(&call, &presented, &Secret::new("testsecret")) else { return };
    if error.row.code != "SignatureDoesNotMatch" {
        return;
    }
    let mut items: Vec<_> = call
        .parameters
        .iter()
        .filter(|item| item.source == ParameterSource::Query)
        .map(|item| (item.name, item.value))
        .collect();
    items.sort_unstable();
    let pairs: Vec<_> =
        items.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let expected = format!("{}\n/\n{}\n", call.method, pairs.join("&"));
    let (_, shown) = error
        .message
        .split_once("server CanonicalRequest is [")
        .expect("the message contains the canonical request");
    assert!(shown.starts_with(&expected), "{shown:?} does not start with {expected:?}");
    let mut names: Vec<_> = claim.signed_headers.split(';').collect();
    names.sort_unstable();
    let shown_names =
        shown.trim_end_matches(']').rsplit('\n').nth(1).expect("the names are the last line but one");
    assert_eq!(shown_names.split(';').count(), names.len());
});
