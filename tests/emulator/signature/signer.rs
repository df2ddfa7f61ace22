//! Signs calls step by step, with each step open to be done wrongly.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cloudauth_local::contract::Call;
use cloudauth_local::wire::request;
use form_urlencoded::Serializer;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use sha2::{Digest, Sha256};

pub(crate) const SECRET: &str = "testsecret";
type Pairs = Vec<(String, String)>;

/// A request before it is signed.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) query: Pairs,
    pub(crate) form: Pairs,
    pub(crate) headers: Pairs,
}

pub(crate) fn pairs(list: &[(&str, &str)]) -> Pairs {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

impl Request {
    /// A request with every awkward character, in an order that is not sorted.
    pub(crate) fn awkward() -> Self {
        let query = [
            ("ProductCode", "ID_OCR"),
            ("MetaInfo", r#"{"ua": "a b+c*d~e!'()/:,;é😀%20"}"#),
            ("MerchantBizId", "e0c34a77"),
            ("anEmptyOne", ""),
            ("DocType", "01000000"),
        ];
        Self { method: "POST", query: pairs(&query), form: Vec::new(), headers: Vec::new() }
    }

    pub(crate) fn call(&self) -> Call {
        let text = |list: &Pairs| Serializer::new(String::new()).extend_pairs(list).finish();
        let mut request =
            http::Request::builder().method(self.method).uri(format!("/?{}", text(&self.query)));
        for (name, value) in &self.headers {
            request = request.header(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        request::read(request.body(()).unwrap().into_parts().0, text(&self.form).into()).unwrap()
    }
}

/// RFC 3986.
pub(crate) fn encode(text: &str) -> String {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(text, RESERVED).to_string()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn digest(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn encoded(list: &Pairs) -> Pairs {
    let mut list = list.clone();
    list.sort();
    list.iter().map(|(name, value)| (encode(name), encode(value))).collect()
}

fn joined(list: &Pairs) -> String {
    list.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// The parts of a V3 signature, right until somebody changes one.
pub(crate) struct V3 {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Pairs,
    /// Takes the place of `query` where it is set.
    pub(crate) query_text: Option<String>,
    pub(crate) headers: Pairs,
    pub(crate) before_names: &'static str,
    pub(crate) names: String,
    pub(crate) digest: String,
    pub(crate) canonical: fn(String) -> String,
    pub(crate) to_sign: fn(&str) -> String,
    pub(crate) key: String,
    pub(crate) write: fn(&[u8]) -> String,
    /// The Authorization header, of names and signature.
    pub(crate) authorization: fn(&str, &str) -> String,
}

/// Signs by V3 and gives the call, Authorization included.
pub(crate) fn v3(mut request: Request, wrong: impl FnOnce(&mut V3)) -> Call {
    let body = request.call().body;
    for (name, value) in [
        ("host", "127.0.0.1:8809"),
        ("x-acs-action", "Initialize"),
        ("x-acs-content-sha256", &digest(&body)),
        ("x-acs-date", "2026-11-22T21:53:27Z"),
        ("x-acs-signature-nonce", "427c79fcefccf11db6b9beb4166282fc"),
        ("x-acs-version", "2022-08-09"),
    ] {
        if !request.headers.iter().any(|(other, _)| other == name) {
            request.headers.push((name.to_owned(), value.to_owned()));
        }
    }
    let mut headers = request.headers.clone();
    headers.sort();
    let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    let mut parts = V3 {
        method: request.method.to_owned(),
        path: "/".to_owned(),
        query: encoded(&request.query),
        query_text: None,
        before_names: "\n",
        names: names.join(";"),
        headers,
        digest: digest(&body),
        canonical: |text| text,
        to_sign: |canonical| format!("ACS3-HMAC-SHA256\n{}", digest(canonical.as_bytes())),
        key: SECRET.to_owned(),
        write: hex,
        authorization: |names, signature| {
            format!("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders={names},Signature={signature}")
        },
    };
    wrong(&mut parts);
    let lines: String = parts.headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let query = parts.query_text.unwrap_or_else(|| joined(&parts.query));
    let canonical = (parts.canonical)(format!(
        "{}\n{}\n{query}\n{lines}{}{}\n{}",
        parts.method, parts.path, parts.before_names, parts.names, parts.digest
    ));
    let mac = Hmac::<Sha256>::new_from_slice(parts.key.as_bytes()).unwrap();
    let code = mac.chain_update((parts.to_sign)(&canonical)).finalize().into_bytes();
    let authorization = (parts.authorization)(&parts.names, &(parts.write)(&code));
    request.headers.push(("authorization".to_owned(), authorization));
    request.call()
}

/// The parts of a V1 signature, right until somebody changes one.
pub(crate) struct V1 {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Query and form, sorted and encoded.
    pub(crate) parameters: Pairs,
    /// Takes the place of `parameters` where it is set.
    pub(crate) text: Option<String>,
    pub(crate) second: fn(&str) -> String,
    pub(crate) key: String,
    pub(crate) mac: fn(&[u8], &[u8]) -> Vec<u8>,
    pub(crate) write: fn(&[u8]) -> String,
}

/// Signs by V1 and gives the call, Signature included.
pub(crate) fn v1(mut request: Request, wrong: impl FnOnce(&mut V1)) -> Call {
    request.query.extend(pairs(&[
        ("AccessKeyId", "testid"),
        ("Action", "Initialize"),
        ("Format", "JSON"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "9123ccee-3b82-41b3-9cbc-8f31e097f1c5"),
        ("SignatureVersion", "1.0"),
        ("Timestamp", "2026-11-22T22:00:01Z"),
        ("Version", "2022-08-09"),
    ]));
    let all = [request.query.clone(), request.form.clone()].concat();
    let mut parts = V1 {
        method: request.method.to_owned(),
        path: "%2F".to_owned(),
        parameters: encoded(&all),
        text: None,
        second: encode,
        key: format!("{SECRET}&"),
        mac: |key, text| {
            Hmac::<Sha1>::new_from_slice(key).unwrap().chain_update(text).finalize().into_bytes().to_vec()
        },
        write: base64,
    };
    wrong(&mut parts);
    let text = parts.text.unwrap_or_else(|| joined(&parts.parameters));
    let text = format!("{}&{}&{}", parts.method, parts.path, (parts.second)(&text));
    let code = (parts.mac)(parts.key.as_bytes(), text.as_bytes());
    request.query.push(("Signature".to_owned(), (parts.write)(&code)));
    request.call()
}
