//! Signs a request. The tests and the benchmark have independent signers, so that each checks the other.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::Mac as _;

use crate::signature::{HEX, Secret, encode, hex, v3};

/// Names and values, decoded, in any order.
pub type NameValues = [(String, String)];

/// A signature and the strings it was computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedText {
    /// `Signature` of V1, in base64; the whole Authorization header of V3.
    pub value: String,
    /// The string to sign.
    pub string_to_sign: String,
    /// The canonical request of V3; empty for V1.
    pub canonical_request: String,
}

/// Signs by V1: every parameter of query and form except `Signature`.
#[must_use]
pub fn by_v1(secret: &Secret, method: &str, parameters: &NameValues) -> SignedText {
    let mut text = Vec::new();
    text.extend_from_slice(method.as_bytes());
    text.extend_from_slice(b"&%2F&");
    for (index, (name, value)) in sorted(parameters).into_iter().enumerate() {
        if index > 0 {
            text.extend_from_slice(encode::AND);
        }
        encode::push(&mut text, name, &encode::TWICE);
        text.extend_from_slice(encode::EQUALS);
        encode::push(&mut text, value, &encode::TWICE);
    }
    SignedText {
        value: STANDARD.encode(secret.v1().chain_update(&text).finalize().into_bytes()),
        string_to_sign: lossy(&text),
        canonical_request: String::new(),
    }
}

/// Signs by V3: the query, every header in `headers` (names in lower case), and the digest of the body.
#[must_use]
pub fn by_v3(
    secret: &Secret,
    access_key_id: &str,
    method: &str,
    query: &NameValues,
    headers: &NameValues,
    digest: &str,
) -> SignedText {
    let headers = sorted(headers);
    let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let mut request = format!("{method}\n/\n").into_bytes();
    request.extend_from_slice(query_text(query).as_bytes());
    request.push(b'\n');
    for (name, value) in headers {
        request.extend_from_slice(format!("{name}:{}\n", value.trim()).as_bytes());
    }
    request.extend_from_slice(format!("\n{names}\n{digest}").as_bytes());
    let string_to_sign = v3::string_to_sign(&request);
    let signature: [u8; 64] = hex(&secret.v3(&string_to_sign), HEX);
    SignedText {
        value: format!(
            "{} Credential={access_key_id},SignedHeaders={names},Signature={}",
            v3::ALGORITHM,
            lossy(&signature)
        ),
        string_to_sign: lossy(&string_to_sign),
        canonical_request: lossy(&request),
    }
}

/// `x-acs-content-sha256` of a body, in lower-case hex.
#[must_use]
pub fn content_sha256(body: &[u8]) -> String {
    lossy(&v3::digest(body))
}

/// A query in the encoding that is signed, sorted by name, then value.
#[must_use]
pub fn query_text(query: &NameValues) -> String {
    let mut text = Vec::new();
    for (name, value) in sorted(query) {
        if !text.is_empty() {
            text.push(b'&');
        }
        encode::push(&mut text, name, &encode::ONCE);
        text.push(b'=');
        encode::push(&mut text, value, &encode::ONCE);
    }
    lossy(&text)
}

fn sorted(pairs: &NameValues) -> Vec<(&str, &str)> {
    let mut pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.sort_unstable();
    pairs
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
