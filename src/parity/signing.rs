//! A draft becomes a request: signed, with what is changed afterwards, and with the values of its own that an answer may
//! repeat.

use form_urlencoded::Serializer;
use http::Method;

use crate::contract::VERSION;
use crate::parity::credentials::Credentials;
use crate::parity::draft::{Draft, PutInto, SignedBy};
use crate::signature::{Secret, sign};

/// What a request is signed with.
pub struct SigningContext<'a> {
    /// The access key.
    pub credentials: &'a Credentials,
    /// The `Host` header.
    pub host: &'a str,
    /// Now.
    pub now: jiff::Timestamp,
    /// The nonce of this request, and that of the one before it.
    pub nonces: (String, String),
    /// The TransactionId that an earlier step answered.
    pub transaction_id: Option<&'a str>,
}

/// A signed request, and the values of its own that an answer may repeat.
#[derive(Debug)]
pub struct SignedRequest {
    /// HTTP method.
    pub method: Method,
    /// Path and query.
    pub target: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Values and the placeholders that they are reduced to.
    pub own: Vec<(String, &'static str)>,
}

impl Draft {
    /// The request, signed.
    #[must_use]
    pub fn sign(&self, context: &SigningContext<'_>) -> SignedRequest {
        let fill = |text: &str| fill(text, context);
        let parameters: Vec<_> =
            self.parameters.iter().map(|(name, value)| (name.clone(), fill(value))).collect();
        let nonce = if self.repeats_nonce { context.nonces.1.clone() } else { context.nonces.0.clone() };
        let secret = if self.wrong_secret {
            &Secret::new(&format!("{}x", context.credentials.secret.text()))
        } else {
            &context.credentials.secret
        };
        let mut parts = Parts { json_text: self.json_text, ..Parts::default() };
        parts.headers.push(("host".to_owned(), context.host.to_owned()));
        match self.into {
            PutInto::Query => parts.query = parameters,
            PutInto::Form => parts.form = parameters,
            PutInto::Json => parts.json = Some(parameters),
        }
        let mut own = vec![(context.host.to_owned(), "host"), (nonce.clone(), "nonce")];
        match self.signed_by {
            SignedBy::V3 => self.sign_v3(context, secret, &nonce, &mut parts, &mut own),
            SignedBy::V1 | SignedBy::Nothing => self.sign_v1(context, secret, &nonce, &mut parts, &mut own),
        }
        self.apply(true, self.in_headers(), &mut parts, &fill);
        if self.signed_by == SignedBy::V1 {
            // As the server computes it: with what was changed after signing.
            let mut signed = [parts.query.as_slice(), &parts.form].concat();
            signed.retain(|(name, _)| name != "Signature");
            own.push((sign::by_v1(secret, self.method.as_str(), &signed).string_to_sign, "stringToSign"));
        }
        own.push((context.credentials.access_key_id.clone(), "accessKeyId"));
        own.extend(context.credentials.security_token.clone().map(|token| (token, "securityToken")));
        own.extend(context.transaction_id.map(|id| (id.to_owned(), "transactionId")));
        let query = Serializer::new(String::new()).extend_pairs(&parts.query).finish();
        let target = if query.is_empty() { self.path.to_owned() } else { format!("{}?{query}", self.path) };
        let body = parts.body();
        parts.headers.retain(|(name, _)| name != "host");
        SignedRequest { method: self.method.clone(), target, headers: parts.headers, body, own }
    }

    /// Whether changes of common values are changes of headers.
    fn in_headers(&self) -> bool {
        self.signed_by == SignedBy::V3
    }

    fn sign_v1(
        &self,
        context: &SigningContext<'_>,
        secret: &Secret,
        nonce: &str,
        parts: &mut Parts,
        own: &mut Vec<(String, &'static str)>,
    ) {
        let now = timestamp(context.now);
        let mut common = vec![("Action", self.action.as_str()), ("Version", VERSION), ("Format", "JSON")];
        if self.signed_by == SignedBy::V1 {
            common.extend([
                ("AccessKeyId", context.credentials.access_key_id.as_str()),
                ("SignatureMethod", "HMAC-SHA1"),
                ("SignatureVersion", "1.0"),
                ("SignatureNonce", nonce),
                ("Timestamp", &now),
            ]);
            common
                .extend(context.credentials.security_token.as_deref().map(|token| ("SecurityToken", token)));
        }
        parts.query.extend(common.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
        self.apply(false, false, parts, &|text| fill(text, context));
        if !parts.form.is_empty() {
            parts.set_header("content-type", "application/x-www-form-urlencoded");
        }
        if self.signed_by == SignedBy::Nothing {
            return;
        }
        let mut signed = [parts.query.as_slice(), &parts.form].concat();
        if self.skips_empty {
            signed.retain(|(_, value)| !value.is_empty());
        }
        let signature = sign::by_v1(secret, self.method.as_str(), &signed);
        own.push((signature.value.clone(), "signature"));
        parts.query.push(("Signature".to_owned(), signature.value));
    }

    fn sign_v3(
        &self,
        context: &SigningContext<'_>,
        secret: &Secret,
        nonce: &str,
        parts: &mut Parts,
        own: &mut Vec<(String, &'static str)>,
    ) {
        let body = parts.body();
        let digest = sign::content_sha256(&body);
        if parts.json.is_some() {
            parts.set_header("content-type", "application/json; charset=utf-8");
        } else if !parts.form.is_empty() {
            parts.set_header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in [
            ("accept", "application/json"),
            ("x-acs-action", self.action.as_str()),
            ("x-acs-version", VERSION),
            ("x-acs-date", &timestamp(context.now)),
            ("x-acs-signature-nonce", nonce),
            ("x-acs-content-sha256", &digest),
        ] {
            parts.set_header(name, value);
        }
        if let Some(token) = &context.credentials.security_token {
            parts.set_header("x-acs-security-token", token);
        }
        self.apply(false, true, parts, &|text| fill(text, context));
        let signed = sign::by_v3(
            secret,
            &context.credentials.access_key_id,
            self.method.as_str(),
            &parts.query,
            &parts.headers,
            &digest,
        );
        own.push((signed.string_to_sign, "stringToSign"));
        own.push((signed.canonical_request, "canonicalRequest"));
        parts.set_header("authorization", &signed.value);
    }

    fn apply(&self, after: bool, headers: bool, parts: &mut Parts, fill: &impl Fn(&str) -> String) {
        for change in self.changes.iter().filter(|change| change.after_signing == after) {
            let value = change.value.as_deref().map(fill);
            // A header has a name in lower case, a parameter does not.
            let is_header = headers || change.name.starts_with(|c: char| c.is_ascii_lowercase());
            let list = if is_header { &mut parts.headers } else { &mut parts.query };
            list.retain(|(name, _)| *name != change.name);
            list.extend(value.map(|value| (change.name.clone(), value)));
        }
    }
}

/// A request in pieces.
#[derive(Default)]
struct Parts {
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
    json: Option<Vec<(String, String)>>,
    json_text: Option<&'static str>,
    headers: Vec<(String, String)>,
}

impl Parts {
    fn set_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(other, _)| other != name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    fn body(&self) -> Vec<u8> {
        if let Some(text) = self.json_text {
            return text.as_bytes().to_vec();
        }
        match &self.json {
            Some(members) => {
                let object: serde_json::Map<_, _> =
                    members.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
                serde_json::Value::Object(object).to_string().into_bytes()
            }
            None => Serializer::new(String::new()).extend_pairs(&self.form).finish().into_bytes(),
        }
    }
}

fn fill(text: &str, context: &SigningContext<'_>) -> String {
    if !text.contains('{') {
        return text.to_owned();
    }
    let hour = jiff::SignedDuration::from_hours(1);
    let shifted = |by| timestamp(context.now.saturating_add(by).unwrap_or(context.now));
    text.replace("{accessKeyId}", &context.credentials.access_key_id)
        .replace("{now}", &timestamp(context.now))
        .replace("{nowNanos}", &timestamp(context.now).replace('Z', ".123456789Z"))
        .replace("{hourAgo}", &shifted(-hour))
        .replace("{inAnHour}", &shifted(hour))
        .replace("{transactionId}", context.transaction_id.unwrap_or(UNKNOWN_TRANSACTION))
}

/// A TransactionId that no service gave out.
const UNKNOWN_TRANSACTION: &str = "hks00000000000000000000000000000";

/// `yyyy-MM-ddTHH:mm:ssZ`.
fn timestamp(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
