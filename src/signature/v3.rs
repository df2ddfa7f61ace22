//! Signature version 3 (`Authorization: ACS3-HMAC-SHA256`): covers the query, the headers listed in `SignedHeaders` and
//! the digest of the body.

use std::cell::RefCell;

use sha2::{Digest, Sha256};

use crate::contract::{ApiError, Call, ParameterSource, call, error};
use crate::signature::excerpt::Excerpt;
use crate::signature::{Secret, V3Headers, encode, incomplete};

/// The only supported algorithm.
pub(super) const ALGORITHM: &str = "ACS3-HMAC-SHA256";
/// SHA-256 of an empty body, which is what nearly every SDK sends.
const EMPTY: &[u8; 64] = b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The signature headers of a V3 call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct V3Claim<'a> {
    /// The algorithm, such as `ACS3-HMAC-SHA256`.
    pub algorithm: &'a str,
    /// `Credential=` of the Authorization header.
    pub access_key_id: &'a str,
    /// `SignedHeaders=`, names separated by `;`.
    pub signed_headers: &'a str,
    /// `Signature=`, in hex.
    pub signature: &'a str,
    /// Where the Authorization header has white space around its parts, which the service rejects.
    pub spacing: Spacing,
    /// `x-acs-date`.
    pub date: Option<&'a str>,
    /// `x-acs-signature-nonce`.
    pub nonce: Option<&'a str>,
    /// `x-acs-security-token`.
    pub security_token: Option<&'a str>,
    /// `x-acs-content-sha256`.
    pub digest: Option<&'a str>,
    /// `x-acs-action`.
    pub action: Option<&'a str>,
    /// `x-acs-version`.
    pub version: Option<&'a str>,
}

/// Where an Authorization header has white space around its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spacing {
    /// Nowhere.
    None,
    /// Behind the AccessKeyId alone, as when a space was pasted with it.
    AccessKeyId,
    /// Around some commas.
    Parts,
}

/// Reads an Authorization header that starts with `ACS3-`.
pub(super) fn read<'a>(headers: &V3Headers<'a>) -> Result<V3Claim<'a>, ApiError> {
    let string = |value: Option<&'a http::HeaderValue>| value.and_then(call::ascii);
    let Some(authorization) = string(headers.authorization) else {
        return Err(incomplete("Authorization holds bytes that are not visible ASCII."));
    };
    let (algorithm, rest) = authorization.split_once(' ').unwrap_or((authorization, ""));
    let unreadable = || match algorithm {
        ALGORITHM => incomplete(FORM),
        _ => error::INVALID_SIGNATURE_METHOD.error(),
    };
    let mut spacing = Spacing::None;
    let mut parts = [None; 3];
    let mut start = 0;
    for end in memchr::memchr_iter(b',', rest.as_bytes()).chain([rest.len()]) {
        let part = &rest[start..end];
        start = end + 1;
        let bare = part.trim_ascii();
        if bare.len() != part.len() {
            let key_alone = spacing == Spacing::None && part.starts_with("Credential=");
            spacing = if key_alone { Spacing::AccessKeyId } else { Spacing::Parts };
        }
        let (slot, value) = if let Some(value) = bare.strip_prefix("Credential=") {
            (&mut parts[0], value)
        } else if let Some(value) = bare.strip_prefix("SignedHeaders=") {
            (&mut parts[1], value)
        } else if let Some(value) = bare.strip_prefix("Signature=") {
            (&mut parts[2], value)
        } else {
            return Err(unreadable());
        };
        if slot.replace(value).is_some() {
            return Err(unreadable());
        }
    }
    let [Some(access_key_id), Some(signed_headers), Some(signature)] = parts else {
        return Err(unreadable());
    };
    Ok(V3Claim {
        algorithm,
        access_key_id,
        signed_headers,
        signature,
        spacing,
        date: string(headers.date),
        nonce: string(headers.nonce),
        security_token: string(headers.token),
        digest: string(headers.digest),
        action: string(headers.action),
        version: string(headers.version),
    })
}

/// The error message of a wrong signature, up to the string to sign.
pub(super) const MESSAGE: &str =
    "Specified signature does not match our calculation. server StringToSign is [";

/// Separates the names of signed headers.
const SEPARATOR: u8 = b';';

const FORM: &str = "Write the header as Authorization: ACS3-HMAC-SHA256 \
    Credential=<AccessKeyId>,SignedHeaders=<a;b;c>,Signature=<lower-case hex>, each part once.";

/// Checks a V3 signature, after the body's digest.
pub(super) fn verify(call: &Call, claim: &V3Claim<'_>, secret: &Secret) -> Result<(), ApiError> {
    let digest = digest(&call.body);
    let declared = claim.digest.filter(|text| !text.is_empty());
    if declared.is_some_and(|declared| !declared.as_bytes().eq_ignore_ascii_case(&digest)) {
        return Err(error::CONTENT_SHA256_NOT_MATCHED.error());
    }
    CANONICAL_REQUEST.with_borrow_mut(|request| {
        request.clear();
        request.shrink_to(KEPT_CAPACITY);
        canonical_request(call, claim, &digest, request)?;
        let message = string_to_sign(request);
        let expected: [u8; 64] = encode::hex(&secret.v3(&message), encode::HEX);
        if encode::same(&expected, claim.signature.as_bytes()) && claim.spacing == Spacing::None {
            return Ok(());
        }
        let mut excerpt = Excerpt::new(call);
        excerpt.push(request);
        let message = String::from_utf8_lossy(&message);
        let mut message = format!("{MESSAGE}{message}] server CanonicalRequest is [");
        excerpt.write(&mut message);
        message.push(']');
        Err(error::SIGNATURE_DOES_NOT_MATCH.with_message(message))
    })
}

thread_local! {
    /// The buffer for canonical requests, reused to avoid an allocation for each call.
    static CANONICAL_REQUEST: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The largest capacity that the buffer keeps between calls, in bytes.
const KEPT_CAPACITY: usize = 64 * 1024;

/// The SHA-256 of the body, in lower-case hex.
pub(super) fn digest(body: &[u8]) -> [u8; 64] {
    if body.is_empty() { *EMPTY } else { encode::hex(&Sha256::digest(body).into(), encode::HEX) }
}

/// Two lines: the algorithm, and the digest of the canonical request.
pub(super) fn string_to_sign(request: &[u8]) -> [u8; 81] {
    let mut message = [b'\n'; 81];
    let (head, tail) = message.split_at_mut(ALGORITHM.len());
    head.copy_from_slice(ALGORITHM.as_bytes());
    let hash: [u8; 64] = encode::hex(&Sha256::digest(request).into(), encode::HEX);
    tail[1..].copy_from_slice(&hash);
    message
}

/// Appends the canonical request. The path is always `/`.
///
/// # Errors
/// `IncompleteSignature` for a header that is signed more than once.
fn canonical_request(
    call: &Call,
    claim: &V3Claim<'_>,
    digest: &[u8; 64],
    out: &mut Vec<u8>,
) -> Result<(), ApiError> {
    out.reserve(call.raw_query().len() * 5 / 4 + 1024);
    out.extend_from_slice(call.method.as_str().as_bytes());
    out.extend_from_slice(b"\n/\n");
    encode::push_canonical_query(out, call.raw(ParameterSource::Query), &call.parameters);
    out.push(b'\n');
    let mut buffer = String::new();
    let names = in_order(claim.signed_headers, &mut buffer);
    push_headers(out, call, names)?;
    out.push(b'\n');
    out.extend_from_slice(names.as_bytes());
    out.push(b'\n');
    out.extend_from_slice(digest);
    Ok(())
}

/// The names of the signed headers, sorted and in lower case. `buffer` is used only if the client sent them otherwise.
pub(super) fn in_order<'a>(sent: &'a str, buffer: &'a mut String) -> &'a str {
    let upper = sent.bytes().fold(false, |upper, byte| upper | byte.is_ascii_uppercase());
    if !upper && sent.as_bytes().split(|byte| *byte == SEPARATOR).is_sorted() {
        return sent;
    }
    let sent = sent.to_ascii_lowercase();
    let mut names: Vec<&str> = sent.split(';').collect();
    names.sort_unstable();
    *buffer = names.join(";");
    buffer
}

/// Appends a line for each header in `names`, which are sorted; a header that was not sent has an empty value.
///
/// # Errors
/// `IncompleteSignature` for a name that is given twice: each would repeat the whole value.
fn push_headers(out: &mut Vec<u8>, call: &Call, names: &str) -> Result<(), ApiError> {
    let mut headers: Vec<(&[u8], &[u8])> = Vec::with_capacity(call.headers.len());
    let of_call = call.headers.iter();
    headers.extend(of_call.map(|(name, value)| (name.as_str().as_bytes(), value.as_bytes().trim_ascii())));
    let mut last: &[u8] = &[];
    for name in names.as_bytes().split(|byte| *byte == SEPARATOR).filter(|name| !name.is_empty()) {
        if name == last {
            return Err(incomplete("SignedHeaders names a header more than once: name each header once."));
        }
        last = name;
        out.extend_from_slice(name);
        out.push(b':');
        // Most names differ in length or last byte, which is quicker to compare than the whole name.
        let same = |other: &[u8]| other.len() == name.len() && other.last() == name.last() && other == name;
        let mut values = headers.iter().filter(|(other, _)| same(other)).map(|(_, value)| *value);
        let first = values.next().unwrap_or_default();
        match values.next() {
            None => out.extend_from_slice(first),
            Some(second) => {
                let mut all: Vec<&[u8]> = [first, second].into_iter().chain(values).collect();
                all.sort_unstable();
                out.extend_from_slice(&all.join(&b','));
            }
        }
        out.push(b'\n');
    }
    Ok(())
}
