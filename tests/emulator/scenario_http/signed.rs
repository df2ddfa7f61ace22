//! A V1 signature, written apart from the emulator's own.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use hmac::digest::KeyInit as _;
use hmac::{Hmac, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;

use crate::scenario_http::Server;
use crate::scenario_http::client::{Answer, PARAMETERS, post};

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A signed Initialize; every secret of the shipped scenarios is `testsecret`.
pub(crate) fn call(server: &Server, key: &str, token: Option<&str>) -> Answer {
    static NONCES: AtomicU64 = AtomicU64::new(0);
    let nonce = format!("{}-{}", std::process::id(), NONCES.fetch_add(1, Ordering::Relaxed));
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut parameters: Vec<(&str, &str)> = PARAMETERS.to_vec();
    parameters.extend([
        ("AccessKeyId", key),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", &nonce),
        ("Timestamp", &now),
    ]);
    parameters.extend(token.map(|token| ("SecurityToken", token)));
    parameters.sort_unstable();
    let pairs: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let string_to_sign = format!("POST&%2F&{}", encode(&pairs.join("&")));
    let mut mac = Hmac::<Sha1>::new_from_slice(b"testsecret&").unwrap();
    mac.update(string_to_sign.as_bytes());
    let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    parameters.push(("Signature", &signature));
    post(&server.url, &parameters, &[]).unwrap()
}
