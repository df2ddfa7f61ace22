//! Initialize requests as the Python SDK sends them (`fixtures/captures/py-tea-3.23.1.http`), signed in advance.
//!
//! Does not use the emulator's signature code, so that each checks the other. The requests of a batch differ only in
//! nonce and signature: a batch stores these, and a connection writes them into its own copy of the template.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use hmac::digest::KeyInit as _;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::Result;

/// The account that the emulator is started with.
pub(crate) const ACCESS_KEY_ID: &str = "testid";
/// The secret of [`ACCESS_KEY_ID`].
pub(crate) const ACCESS_KEY_SECRET: &str = "testsecret";

const USER_AGENT: &str = "AlibabaCloud (Linux; x86_64) Python/3.11.7 Core/0.4.3 TeaDSL/2";
const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const SIGNED_HEADERS: &str = "accept;content-type;host;user-agent;x-acs-action;x-acs-content-sha256;\
x-acs-credentials-provider;x-acs-date;x-acs-signature-nonce;x-acs-version";

const PARAMETERS: [(&str, &str); 9] = [
    ("DocType", "01000000"),
    ("IdThreshold", "0"),
    ("LanguageConfig", r#"{"defaultLanguage": "en"}"#),
    ("MerchantBizId", "e0c34a77f5ac40a5aa5e6ed20c353888"),
    ("MerchantUserId", "user 123456789"),
    (
        "MetaInfo",
        r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"h5","ua":"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5)"}"#,
    ),
    ("ProductCode", "ID_OCR"),
    ("ReturnUrl", "https://www.example.com/return?step=2"),
    ("SceneCode", "1234567890"),
];

const NONCE_LENGTH: usize = 32;
const SIGNATURE_LENGTH: usize = 64;

/// The nonce and the signature of one request, both in lower-case hex.
type Signed = ([u8; NONCE_LENGTH], [u8; SIGNATURE_LENGTH]);

/// Signed requests to one server, all with the same date.
pub(crate) struct Batch {
    /// A complete request; the two ranges in it are overwritten for each request.
    template: Vec<u8>,
    nonce: Range<usize>,
    signature: Range<usize>,
    signed: Vec<Signed>,
}

impl Batch {
    /// Signs `count` requests with the current date; `host` is the server's address with its port.
    pub(crate) fn sign(host: &str, count: usize) -> Result<Self> {
        let date = now()?;
        let first = canonical_request(host, &date);
        let (before, after) = first.split_once(NONCE_PLACEHOLDER).ok_or("no placeholder for the nonce")?;
        let run = nonce_prefix()?;
        let mut signed = Vec::with_capacity(count);
        for _ in 0..count {
            let nonce = next_nonce(run)?;
            let mut hash = Sha256::new();
            hash.update(before);
            hash.update(nonce);
            hash.update(after);
            let string_to_sign = format!("ACS3-HMAC-SHA256\n{}", hex(&hash.finalize()));
            let mut mac = Hmac::<Sha256>::new_from_slice(ACCESS_KEY_SECRET.as_bytes())?;
            mac.update(string_to_sign.as_bytes());
            let signature = hex(&mac.finalize().into_bytes());
            signed.push((nonce, signature.as_bytes().try_into()?));
        }
        let template = request(host, &date);
        let place = |placeholder: &str| template.find(placeholder).ok_or("the request lacks a placeholder");
        let (nonce, signature) = (place(NONCE_PLACEHOLDER)?, place(SIGNATURE_PLACEHOLDER)?);
        Ok(Self {
            nonce: nonce..nonce + NONCE_LENGTH,
            signature: signature..signature + SIGNATURE_LENGTH,
            template: template.into_bytes(),
            signed,
        })
    }

    /// A copy of the request, to be passed to [`Batch::fill`] before it is sent.
    pub(crate) fn template(&self) -> Vec<u8> {
        self.template.clone()
    }

    /// Writes nonce and signature number `index` into `request`, a copy from [`Batch::template`]; false if there is no
    /// such number.
    pub(crate) fn fill(&self, index: usize, request: &mut [u8]) -> bool {
        let Some((nonce, signature)) = self.signed.get(index) else { return false };
        request[self.nonce.clone()].copy_from_slice(nonce);
        request[self.signature.clone()].copy_from_slice(signature);
        true
    }
}

const NONCE_PLACEHOLDER: &str = "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn";
const SIGNATURE_PLACEHOLDER: &str = "ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss";

fn request(host: &str, date: &str) -> String {
    format!(
        "POST /?{query} HTTP/1.1\r\n\
         Accept-Encoding: identity\r\n\
         host: {host}\r\n\
         x-acs-version: 2022-08-09\r\n\
         x-acs-action: Initialize\r\n\
         user-agent: {USER_AGENT}\r\n\
         x-acs-date: {date}\r\n\
         x-acs-signature-nonce: {NONCE_PLACEHOLDER}\r\n\
         accept: application/json\r\n\
         content-type: application/x-www-form-urlencoded\r\n\
         x-acs-content-sha256: {EMPTY_SHA256}\r\n\
         x-acs-credentials-provider: static_ak\r\n\
         Authorization: ACS3-HMAC-SHA256 Credential={ACCESS_KEY_ID},SignedHeaders={SIGNED_HEADERS},\
         Signature={SIGNATURE_PLACEHOLDER}\r\n\
         Content-Length: 0\r\n\r\n",
        query = query("+"),
    )
}

fn canonical_request(host: &str, date: &str) -> String {
    format!(
        "POST\n/\n{query}\n\
         accept:application/json\n\
         content-type:application/x-www-form-urlencoded\n\
         host:{host}\n\
         user-agent:{USER_AGENT}\n\
         x-acs-action:Initialize\n\
         x-acs-content-sha256:{EMPTY_SHA256}\n\
         x-acs-credentials-provider:static_ak\n\
         x-acs-date:{date}\n\
         x-acs-signature-nonce:{NONCE_PLACEHOLDER}\n\
         x-acs-version:2022-08-09\n\n\
         {SIGNED_HEADERS}\n{EMPTY_SHA256}",
        query = query("%20"),
    )
}

/// The parameters, percent-encoded; the SDK sends `+` for a space and signs `%20`.
fn query(space: &str) -> String {
    let mut query = String::new();
    for (name, value) in PARAMETERS {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(name);
        query.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    query.push(char::from(byte));
                }
                b' ' => query.push_str(space),
                _ => _ = write!(query, "%{byte:02X}"),
            }
        }
    }
    query
}

/// Differs between runs, so that a server that is used by several runs gets no nonce twice.
fn nonce_prefix() -> Result<u64> {
    Ok(u64::try_from(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_micros())?)
}

fn next_nonce(run: u64) -> Result<[u8; NONCE_LENGTH]> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    Ok(format!("{run:016x}{count:016x}").as_bytes().try_into()?)
}

fn now() -> Result<String> {
    let second = jiff::Timestamp::now().round(jiff::Unit::Second)?;
    Ok(second.to_string())
}

fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        _ = write!(digits, "{byte:02x}");
    }
    digits
}
