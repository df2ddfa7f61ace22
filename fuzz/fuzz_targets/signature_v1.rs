//! The V1 canonicalisation against a second implementation with other libraries: the string to sign in the error
//! message follows the vendor's documentation.
#![no_main]

use cloudauth_local::contract::ParameterSource;
use cloudauth_local::signature::{self, Presented, Secret};
use cloudauth_local_fuzz::{call, encode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some(Ok(call)) = call(data) else { return };
    let Ok(presented) = signature::presented(&call) else { return };
    let Err(error) = signature::verify(&call, &presented, &Secret::new("testsecret")) else { return };
    if !matches!(presented, Presented::V1(_)) || error.row.code != "SignatureDoesNotMatch" {
        return;
    }
    let mut items: Vec<_> = call
        .parameters
        .iter()
        .filter(|item| item.source != ParameterSource::Json && item.name != "Signature")
        .map(|item| (item.name, item.value))
        .collect();
    items.sort_unstable();
    let pairs: Vec<_> =
        items.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let expected = format!("{}&%2F&{}", call.method, encode(&pairs.join("&")));
    assert_eq!(error.message.split_once(':').expect("one colon before the string").1, expected);
});
