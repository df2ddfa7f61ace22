//! Initialize requests as the Python SDK sends them (`fixtures/captures/py-tea-3.23.1.http`), signed ahead of time.
//!
//! Written apart from the emulator's own signature code, so that the two check each other. Requests of one batch differ
//! in nonce and signature only: a batch keeps those, and a connection writes them into its own copy of the text.

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

/// What makes a request unlike every other: its nonce and its signature, both in lower hex.
type Stamp = ([u8; NONCE_LENGTH], [u8; SIGNATURE_LENGTH]);

/// Signed requests to one server, all with the same date.
pub(crate) struct Batch {
    /// One whole request; the two ranges in it are overwritten for each of `stamps`.
    text: Vec<u8>,
    nonce: Range<usize>,
    signature: Range<usize>,
    stamps: Vec<Stamp>,
}

impl Batch {
    /// Signs `count` requests for the server that is known as `host` (with its port), dated now.
    pub(crate) fn sign(host: &str, count: usize) -> Result<Self> {
        let date = now()?;
        let first = canonical_request(host, &date);
        let (before, after) = first.split_once(NONCE_PLACE).ok_or("no place for a nonce")?;
        let run = nonce_prefix()?;
        let mut stamps = Vec::with_capacity(count);
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
            stamps.push((nonce, signature.as_bytes().try_into()?));
        }
        let text = request(host, &date);
        let place = |what: &str| text.find(what).ok_or("the request has no place for a nonce or a signature");
        let (nonce, signature) = (place(NONCE_PLACE)?, place(SIGNATURE_PLACE)?);
        Ok(Self {
            nonce: nonce..nonce + NONCE_LENGTH,
            signature: signature..signature + SIGNATURE_LENGTH,
            text: text.into_bytes(),
            stamps,
        })
    }

    /// A copy of the request's text, to be given to [`Batch::stamp`] before it is sent.
    pub(crate) fn blank(&self) -> Vec<u8> {
        self.text.clone()
    }

    /// Makes `text`, a copy from [`Batch::blank`], the request number `index`; false when there are no more.
    pub(crate) fn stamp(&self, index: usize, text: &mut [u8]) -> bool {
        let Some((nonce, signature)) = self.stamps.get(index) else { return false };
        text[self.nonce.clone()].copy_from_slice(nonce);
        text[self.signature.clone()].copy_from_slice(signature);
        true
    }
}

const NONCE_PLACE: &str = "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn";
const SIGNATURE_PLACE: &str = "ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss";

fn request(host: &str, date: &str) -> String {
    format!(
        "POST /?{query} HTTP/1.1\r\n\
         Accept-Encoding: identity\r\n\
         host: {host}\r\n\
         x-acs-version: 2022-08-09\r\n\
         x-acs-action: Initialize\r\n\
         user-agent: {USER_AGENT}\r\n\
         x-acs-date: {date}\r\n\
         x-acs-signature-nonce: {NONCE_PLACE}\r\n\
         accept: application/json\r\n\
         content-type: application/x-www-form-urlencoded\r\n\
         x-acs-content-sha256: {EMPTY_SHA256}\r\n\
         x-acs-credentials-provider: static_ak\r\n\
         Authorization: ACS3-HMAC-SHA256 Credential={ACCESS_KEY_ID},SignedHeaders={SIGNED_HEADERS},\
         Signature={SIGNATURE_PLACE}\r\n\
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
         x-acs-signature-nonce:{NONCE_PLACE}\n\
         x-acs-version:2022-08-09\n\n\
         {SIGNED_HEADERS}\n{EMPTY_SHA256}",
        query = query("%20"),
    )
}

/// The parameters, percent-encoded; the SDK sends `+` for a space and signs `%20`.
fn query(space: &str) -> String {
    let mut text = String::new();
    for (name, value) in PARAMETERS {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    text.push(char::from(byte));
                }
                b' ' => text.push_str(space),
                _ => _ = write!(text, "%{byte:02X}"),
            }
        }
    }
    text
}

/// A number that differs between runs, so that a server that outlives one never meets an old nonce.
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
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        _ = write!(text, "{byte:02x}");
    }
    text
}
