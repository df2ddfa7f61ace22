//! Requests, and both ways to sign them, written apart from the emulator's own signature code so that the two check
//! each other.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use cloudauth_local::contract::Operation;
use cloudauth_local::contract::operations;
use hmac::{Hmac, KeyInit, Mac};
use http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The time of day at which a test begins.
pub(crate) const NOW: &str = "2026-11-22T10:00:00Z";
/// The host that requests name.
pub(crate) const HOST: &str = "127.0.0.1:8809";

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A request in parts that a test can change.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// A POST with nothing.
    pub(crate) fn empty() -> Self {
        Self { method: "POST", query: Vec::new(), headers: Vec::new(), body: Vec::new() }
    }

    /// An unsigned call of an operation, answered in JSON, with the example of every required parameter.
    pub(crate) fn of(operation: &Operation) -> Self {
        let mut request = Self::empty();
        for (name, value) in [("Action", operation.name), ("Version", "2022-08-09"), ("Format", "JSON")] {
            request = request.with(name, value);
        }
        for row in operation.parameters.iter().filter(|row| row.required) {
            request = request.with(row.name, row.example);
        }
        request
    }

    /// An unsigned Initialize that succeeds.
    pub(crate) fn initialize() -> Self {
        Self::of(operations::find("Initialize").unwrap())
    }

    /// An Initialize without what an unsigned or V1 call needs, for signing with V3.
    pub(crate) fn bare() -> Self {
        Self::initialize().without("Action").without("Version").without("Format")
    }

    /// With a query parameter set.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        match self.query.iter_mut().find(|(known, _)| known == name) {
            Some(entry) => value.clone_into(&mut entry.1),
            None => self.query.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Without a query parameter.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.query.retain(|(known, _)| known != name);
        self
    }

    /// With a header set; its name is in lower case.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With another method.
    pub(crate) fn by(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    /// With a body.
    pub(crate) fn body(mut self, content_type: &str, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self.header("content-type", content_type)
    }

    /// Signed with V1 at [`NOW`].
    pub(crate) fn v1(self, id: &str, secret: &str, nonce: &str) -> Self {
        let prepared = self
            .with("AccessKeyId", id)
            .with("SignatureMethod", "HMAC-SHA1")
            .with("SignatureVersion", "1.0")
            .with("SignatureNonce", nonce);
        let prepared = if prepared.has("Timestamp") { prepared } else { prepared.with("Timestamp", NOW) };
        let mut pairs = prepared.query.clone();
        pairs.sort();
        let message = format!("{}&%2F&{}", prepared.method, encode(&canonical(&pairs)));
        let key = format!("{secret}&");
        let mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap().chain_update(message);
        prepared.with("Signature", &STANDARD.encode(mac.finalize().into_bytes()))
    }

    /// Signed with V3 at [`NOW`], or at the `x-acs-date` that is set already; so with the action and the version.
    pub(crate) fn v3(self, id: &str, secret: &str, nonce: &str) -> Self {
        let digest = hex(&Sha256::digest(&self.body));
        let mut prepared = self;
        for (name, value) in [
            ("x-acs-action", "Initialize"),
            ("x-acs-version", "2022-08-09"),
            ("x-acs-date", NOW),
            ("x-acs-signature-nonce", nonce),
            ("x-acs-content-sha256", &digest),
        ] {
            if !prepared.headers.iter().any(|(known, _)| known == name) {
                prepared = prepared.header(name, value);
            }
        }
        let mut headers = prepared.headers.clone();
        headers.push(("host".to_owned(), HOST.to_owned()));
        headers.sort();
        let names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(";");
        let lines = headers.iter().fold(String::new(), |mut text, (name, value)| {
            let _ = writeln!(text, "{name}:{}", value.trim());
            text
        });
        let mut pairs = prepared.query.clone();
        pairs.sort();
        let canonical = format!("{}\n/\n{}\n{lines}\n{names}\n{digest}", prepared.method, canonical(&pairs));
        let message = format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(canonical)));
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(message);
        let signature = hex(&mac.finalize().into_bytes());
        let authorization =
            format!("ACS3-HMAC-SHA256 Credential={id},SignedHeaders={names},Signature={signature}");
        prepared.header("authorization", &authorization)
    }

    /// As hyper hands it over.
    pub(crate) fn parts(&self) -> (Parts, Bytes) {
        let mut request =
            http::Request::builder().method(self.method).uri(self.target()).header("host", HOST);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        (request.body(()).unwrap().into_parts().0, self.body.clone().into())
    }

    /// As it goes over the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: {HOST}\r\n", self.method, self.target());
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let _ = write!(head, "content-length: {}\r\n\r\n", self.body.len());
        [head.into_bytes(), self.body.clone()].concat()
    }

    fn has(&self, name: &str) -> bool {
        self.query.iter().any(|(known, _)| known == name)
    }

    fn target(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish();
        if query.is_empty() { "/".to_owned() } else { format!("/?{query}") }
    }
}

fn canonical(pairs: &[(String, String)]) -> String {
    let pairs: Vec<_> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
