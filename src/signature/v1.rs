//! Signature version 1 (`SignatureVersion=1.0`, HMAC-SHA1): covers every query and form parameter, sorted and encoded
//! twice.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::Mac as _;

use super::{Secret, Verified, encode};
use crate::contract::call::ParameterRef;
use crate::contract::{ApiError, Call, ParameterSource, error};
use crate::signature::excerpt::Excerpt;

/// The common parameters of a V1 call, as sent; `None` if absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct V1Claim<'a> {
    /// `AccessKeyId`.
    pub access_key_id: Option<&'a str>,
    /// `Signature`, in base64.
    pub signature: Option<&'a str>,
    /// `SignatureMethod`.
    pub method: Option<&'a str>,
    /// `SignatureVersion`.
    pub version: Option<&'a str>,
    /// `SignatureNonce`.
    pub nonce: Option<&'a str>,
    /// `Timestamp`.
    pub timestamp: Option<&'a str>,
    /// `SecurityToken`.
    pub security_token: Option<&'a str>,
    /// Whether there is a parameter `TimeStamp`, which is no spelling of `Timestamp`.
    pub has_time_stamp: bool,
}

/// Reads the common parameters; `None` if the call has no parameter of a signature.
pub(super) fn read(call: &Call) -> Option<V1Claim<'_>> {
    let mut claim = V1Claim::default();
    let mut signs = false;
    for item in call.parameters.iter().filter(|item| item.source != ParameterSource::Json) {
        let slot = match item.name {
            "AccessKeyId" => &mut claim.access_key_id,
            "Signature" => &mut claim.signature,
            "SignatureMethod" => &mut claim.method,
            "SignatureVersion" => &mut claim.version,
            "SignatureNonce" => &mut claim.nonce,
            "Timestamp" => {
                claim.timestamp.get_or_insert(item.value);
                continue;
            }
            "TimeStamp" => {
                claim.has_time_stamp = true;
                continue;
            }
            "SecurityToken" => {
                claim.security_token.get_or_insert(item.value);
                continue;
            }
            _ => continue,
        };
        slot.get_or_insert(item.value);
        signs = true;
    }
    if !signs {
        return None;
    }
    Some(claim)
}

/// The error message of a wrong signature, up to the string to sign.
pub(super) const MESSAGE: &str =
    "Specified signature is not matched with our calculation. server string to sign is:";

/// The longest part of a value that is encoded at once, in bytes.
const PIECE: usize = 16 * 1024;

/// Passes the string that the client should have signed to `sink`: of a usual call at once, of a large one in pieces, since
/// it may be five times as long as the request.
fn write_string_to_sign(call: &Call, keep: impl Fn(&ParameterRef<'_>) -> bool, mut sink: impl FnMut(&[u8])) {
    let items = encode::sorted(&call.parameters, keep);
    let raw = call.raw_query().len() + call.body.len();
    let mut out = Vec::with_capacity((raw * 2 + 64).min(8 * PIECE));
    let mut push = |out: &mut Vec<u8>, mut text: &str| {
        while text.len() > PIECE {
            let (piece, rest) = text.split_at(text.floor_char_boundary(PIECE));
            encode::push(out, piece, &encode::TWICE);
            sink(out);
            out.clear();
            text = rest;
        }
        encode::push(out, text, &encode::TWICE);
        if out.len() > 4 * PIECE {
            sink(out);
            out.clear();
        }
    };
    out.extend_from_slice(call.method.as_str().as_bytes());
    out.extend_from_slice(b"&%2F&");
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(encode::AND);
        }
        push(&mut out, item.name);
        out.extend_from_slice(encode::EQUALS);
        push(&mut out, item.value);
    }
    sink(&out);
}

/// Checks a V1 signature. If it does not match, it is checked again without the empty parameters: the Java SDK sends
/// them but does not sign them.
pub(super) fn verify(call: &Call, claim: &V1Claim<'_>, secret: &Secret) -> Result<Verified, ApiError> {
    let claimed = claim.signature.unwrap_or_default();
    if matches(call, encode::in_v1, claimed, secret) {
        return Ok(Verified::Complete);
    }
    if call.parameters.iter().any(|item| item.value.is_empty()) {
        let without_empty = |item: &ParameterRef<'_>| encode::in_v1(item) && !item.value.is_empty();
        if matches(call, without_empty, claimed, secret) {
            return Ok(Verified::WithoutEmpty);
        }
    }
    let mut excerpt = Excerpt::new(call);
    write_string_to_sign(call, encode::in_v1, |piece| excerpt.push(piece));
    // Older SDKs split this message at its first colon and compare the rest with their own string to sign.
    let mut message = MESSAGE.to_owned();
    excerpt.write(&mut message);
    Err(error::SIGNATURE_DOES_NOT_MATCH.with_message(message))
}

fn matches(call: &Call, keep: impl Fn(&ParameterRef<'_>) -> bool, claimed: &str, secret: &Secret) -> bool {
    let mut mac = secret.v1();
    write_string_to_sign(call, keep, |piece| mac.update(piece));
    let mut expected = [0; 28];
    let written = STANDARD.encode_slice(mac.finalize().into_bytes(), &mut expected).unwrap_or_default();
    written == expected.len() && encode::same(&expected, claimed.as_bytes())
}
