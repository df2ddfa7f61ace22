//! Makes a call from a step: its parameters and headers, as a client would send them.

use cloudauth_local::contract::{Call, ParameterSource, Parameters};
use cloudauth_local::signature::Secret;
use cloudauth_local::signature::sign::{by_v1, by_v3, content_sha256};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::{SignedDuration, Timestamp};

use crate::reference::check::merchant_user_id;
use crate::reference::scenario::OPERATIONS;
use crate::reference::step::{Ask, Auth, CallStep, Deleted, Flaw, Signing, Start};
use crate::reference::{names, rules};

/// A check that a call asks for: TransactionId and MerchantBizId.
pub(crate) type Asked = (String, String);

/// A TransactionId of no check.
pub(crate) const NO_CHECK: &str = "hks00000000000000000000000000000";
/// A MerchantBizId that is too long at every level.
const TOO_LONG: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

impl Ask {
    /// The operation's number.
    pub(crate) fn operation(&self) -> usize {
        match self {
            Self::Initialize(_) => 0,
            Self::CheckResult { .. } => 1,
            Self::Keepalive => 2,
            Self::CheckVerifyLog { .. } => 3,
            Self::DeleteVerifyResult { .. } => 4,
        }
    }
}

/// The MerchantBizId of a new check.
pub(crate) fn new_biz(start: &Start, flaw: Flaw) -> String {
    let biz = names::biz(start.biz);
    if flaw == Flaw::Undocumented { biz + "-" } else { biz }
}

/// The call. `now` is the present of its account, or of the machine.
pub(crate) fn call(step: &CallStep, asked: &Asked, now: Timestamp) -> Call {
    let mut parameters = business(step, asked);
    let mut headers = HeaderMap::new();
    if let Some(words) = step.header {
        headers.insert("x-emulate", HeaderValue::from_static(rules::words(words)));
    }
    let method = match step.flaw {
        Flaw::Get => Method::GET,
        Flaw::Put => Method::PUT,
        _ => Method::POST,
    };
    let action = match step.flaw {
        Flaw::NoAction => "",
        Flaw::UnknownAction => "Nothing",
        _ => OPERATIONS[step.ask.operation()],
    };
    let version = match step.flaw {
        Flaw::NoVersion => "",
        Flaw::UnknownVersion => "2020-01-01",
        _ => "2022-08-09",
    };
    let key = names::key(step.key);
    match &step.auth {
        Auth::Unsigned => {
            common(&mut parameters, action, version, step.flaw);
            add(&mut parameters, "AccessKeyId", &key.unwrap_or_default());
        }
        Auth::V1(signing) => {
            common(&mut parameters, action, version, step.flaw);
            sign_v1(&mut parameters, &method, step, signing, now);
        }
        Auth::V3(signing) => {
            for (name, value) in [("x-acs-action", action), ("x-acs-version", version)] {
                insert(&mut headers, name, value);
            }
            sign_v3(&parameters, &mut headers, &method, step, signing, now);
        }
    }
    let mut decoded = Parameters::default();
    for (name, value) in &parameters {
        decoded.push(name, value, ParameterSource::Query);
    }
    Call { method, parameters: decoded, headers, ..Call::default() }
}

/// The parameters of the operation.
fn business(step: &CallStep, (id, biz): &Asked) -> Vec<(String, String)> {
    let mut parameters = Vec::with_capacity(20);
    let missing = step.flaw == Flaw::Missing;
    match &step.ask {
        Ask::Keepalive => {}
        Ask::Initialize(start) => {
            let switch = |on: bool, yes: &'static str, no: &'static str| if on { yes } else { no };
            let (document, _) = names::DOCUMENTS[start.document % names::DOCUMENTS.len()];
            let device = switch(start.page, r#"{"deviceType":"h5"}"#, r#"{"deviceType":"ios"}"#);
            for (name, value) in [
                ("ProductCode", "ID_OCR"),
                ("MerchantBizId", &*new_biz(start, step.flaw)),
                ("MetaInfo", if missing { "" } else { device }),
                ("MerchantUserId", &*merchant_user_id(start)),
                ("DocType", if step.flaw == Flaw::Invalid { "1" } else { document }),
                ("ReturnUrl", switch(start.return_url, names::RETURN_URL, "")),
                ("CallbackUrl", switch(start.callback, names::CALLBACK_URL, "")),
                ("CallbackToken", switch(start.token, names::CALLBACK_TOKEN, "")),
                ("IdSpoof", switch(start.spoof, "Y", "")),
                ("EditOcrResult", switch(start.edits, "", "0")),
            ] {
                if missing || !value.is_empty() {
                    add(&mut parameters, name, value);
                }
            }
        }
        Ask::CheckResult { image, .. } => {
            add(&mut parameters, "MerchantBizId", asked_biz(biz, step.flaw));
            add(&mut parameters, "TransactionId", id);
            add(&mut parameters, "IsReturnImage", if *image { "Y" } else { "N" });
        }
        Ask::CheckVerifyLog { .. } => {
            add(&mut parameters, "MerchantBizId", asked_biz(biz, step.flaw));
            add(&mut parameters, "TransactionId", id);
        }
        Ask::DeleteVerifyResult { after_query, what, .. } => {
            add(&mut parameters, "TransactionId", if missing { "" } else { id });
            add(&mut parameters, "DeleteAfterQuery", if *after_query { "Y" } else { "N" });
            let what = match (step.flaw, what) {
                (Flaw::Invalid, _) => "Some",
                (_, None) => "",
                (_, Some(Deleted::Img)) => "Img",
                (_, Some(Deleted::Text)) => "Text",
                (_, Some(Deleted::All)) => "All",
            };
            add(&mut parameters, "DeleteType", what);
        }
    }
    if step.flaw == Flaw::Twice {
        for name in ["MerchantBizId", "TransactionId"] {
            add(&mut parameters, name, "different");
        }
    }
    parameters
}

fn asked_biz(biz: &str, flaw: Flaw) -> &str {
    match flaw {
        Flaw::Missing => "",
        Flaw::Invalid => TOO_LONG,
        _ => biz,
    }
}

fn common(parameters: &mut Vec<(String, String)>, action: &str, version: &str, flaw: Flaw) {
    add(parameters, "Action", action);
    add(parameters, "Version", version);
    add(parameters, "Format", if flaw == Flaw::UnknownFormat { "yaml" } else { "JSON" });
}

fn sign_v1(
    parameters: &mut Vec<(String, String)>,
    method: &Method,
    step: &CallStep,
    signing: &Signing,
    now: Timestamp,
) {
    for (name, value) in [
        ("AccessKeyId", &*names::key(step.key).unwrap_or_default()),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", &format!("nonce{}", signing.nonce)),
        ("Timestamp", &date(now, signing)),
        ("SecurityToken", signing.token.as_deref().unwrap_or_default()),
    ] {
        if name != "SecurityToken" || !value.is_empty() {
            add(parameters, name, value);
        }
    }
    let signature = by_v1(&secret(step, signing), method.as_str(), parameters).value;
    add(parameters, "Signature", &signature);
}

fn sign_v3(
    parameters: &[(String, String)],
    headers: &mut HeaderMap,
    method: &Method,
    step: &CallStep,
    signing: &Signing,
    now: Timestamp,
) {
    let digest = content_sha256(b"");
    for (name, value) in [
        ("x-acs-date", &*date(now, signing)),
        ("x-acs-signature-nonce", &format!("nonce{}", signing.nonce)),
        ("x-acs-content-sha256", &digest),
        ("x-acs-security-token", signing.token.as_deref().unwrap_or_default()),
    ] {
        if name != "x-acs-security-token" || !value.is_empty() {
            insert(headers, name, value);
        }
    }
    let signed: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned()))
        .collect();
    let key = names::key(step.key).unwrap_or_default();
    let secret = secret(step, signing);
    let authorization = by_v3(&secret, &key, method.as_str(), parameters, &signed, &digest).value;
    insert(headers, "authorization", &authorization);
}

fn secret(step: &CallStep, signing: &Signing) -> Secret {
    Secret::new(&if signing.secret { names::secret(step.key) } else { "another".to_owned() })
}

fn date(now: Timestamp, signing: &Signing) -> String {
    let at = now.saturating_add(SignedDuration::from_secs(signing.skew)).unwrap();
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn add(parameters: &mut Vec<(String, String)>, name: &str, value: &str) {
    parameters.push((name.to_owned(), value.to_owned()));
}

fn insert(headers: &mut HeaderMap, name: &str, value: &str) {
    headers.insert(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
}
