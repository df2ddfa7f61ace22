//! The largest sizes hold in every form that a call may have, and the refusal is the same in all of them.

use cloudauth_local::contract::Strictness;
use cloudauth_local::contract::size::{self, SizeLimit};
use cloudauth_local::engine::account::AccountStanding;

use crate::kit::in_process::{Answer, InProcess};
use crate::kit::request::Request;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
/// The longest query that fits into a request line.
const QUERY: usize = 60_000;

/// What is limited: its limit, its name, and how a value of it starts.
static VALUES: [(&SizeLimit, &str, &str); 9] = [
    (&size::ACCESS_KEY_ID, "AccessKeyId", ""),
    (&size::NONCE, "SignatureNonce", ""),
    (&size::URL, "ReturnUrl", "http://a.example/"),
    (&size::URL, "CallbackUrl", "https://a.example/"),
    (&size::VALUE, "SecurityToken", ""),
    (&size::VALUE, "Timestamp", ""),
    (&size::VALUE, "MerchantUserId", ""),
    (&size::VALUE, "CallbackToken", ""),
    (&size::VALUE, "Unknown", ""),
];

/// With its query as a form.
fn as_form(mut request: Request) -> Request {
    let query = std::mem::take(&mut request.query);
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&query).finish();
    request.body(FORM, form.as_bytes())
}

/// With its query as a JSON body.
fn as_json(mut request: Request) -> Request {
    let query = std::mem::take(&mut request.query);
    let members: serde_json::Map<_, _> =
        query.into_iter().map(|(name, value)| (name, value.into())).collect();
    request.body(JSON, serde_json::Value::from(members).to_string().as_bytes())
}

/// A call with this value in every form that can carry it.
fn forms(name: &str, value: &str) -> Vec<(&'static str, Request)> {
    let or = |of: &str, usual: &'static str| if name == of { value.to_owned() } else { usual.to_owned() };
    let id = or("AccessKeyId", "testid");
    let v1 = |nonce| {
        let nonce = or("SignatureNonce", nonce);
        Request::initialize().with(name, value).v1(&id, "testsecret", &nonce)
    };
    let v3 = |nonce, request: Request| request.v3(&id, "testsecret", &or("SignatureNonce", nonce));
    let unsigned = Request::initialize().with(name, value);
    let header = match name {
        "AccessKeyId" | "SignatureNonce" => Some("user-agent"),
        "SecurityToken" => Some("x-acs-security-token"),
        "Timestamp" => Some("x-acs-date"),
        _ => None,
    };
    let mut forms =
        vec![("V1 in a form", as_form(v1("1"))), ("unsigned in a form", as_form(unsigned.clone()))];
    if let Some(header) = header {
        let sent = if header == "user-agent" { "x" } else { value };
        forms.push(("V3 in a header", v3("3", Request::bare().header(header, sent))));
    } else {
        forms.push(("V3 in a form", v3("4", as_form(Request::bare().with(name, value)))));
        forms.push(("V3 in JSON", v3("5", as_json(Request::bare().with(name, value)))));
    }
    if value.len() < QUERY {
        forms.push(("V1 in the query", v1("2")));
        forms.push(("unsigned in the query", unsigned.clone()));
        if header.is_none() {
            forms.push(("V3 in the query", v3("6", Request::bare().with(name, value))));
        }
    }
    // In a JSON body there is no AccessKeyId and no nonce of a signature: these are parameters as any other.
    if !["AccessKeyId", "SignatureNonce"].contains(&name) {
        forms.push(("unsigned in JSON", as_json(unsigned)));
    }
    forms
}

fn said(answer: &Answer) -> (u16, &'static str, String, String) {
    let hint = answer.outcome.facts.hint.clone().unwrap_or_default();
    (answer.status, answer.code, answer.message.clone(), hint)
}

#[test]
fn a_value_that_is_too_large_is_refused_in_the_same_words_in_every_form() {
    for (declared, (limit, name, start)) in
        [false, true].into_iter().flat_map(|one| VALUES.map(|row| (one, row)))
    {
        // Where keys are declared, unsigned calls are refused for that.
        let is_asked = |form: &str| !declared || form.starts_with('V');
        let answers = |length: usize| {
            let emulator = if declared {
                InProcess::declaring(&[("testid", "testsecret", AccountStanding::Active)])
            } else {
                InProcess::unthrottled(Strictness::Documented)
            };
            let forms = forms(name, &format!("{start}{}", "a".repeat(length - start.len())));
            let forms = forms.into_iter().filter(|(form, _)| is_asked(form));
            forms.map(|(form, request)| (form, said(&emulator.call(&request)))).collect::<Vec<_>>()
        };
        let refused = answers(limit.bytes + 1);
        for (form, (status, code, message, hint)) in &refused {
            assert_eq!((*status, *code), (limit.error.status, limit.error.code), "{name}, {form}: {message}");
            let expected = format!("{name} must be at most {} bytes long", limit.bytes);
            assert!(
                message.contains(&expected) || hint.contains(&expected),
                "{name}, {form}: {message} {hint}"
            );
        }
        assert!(refused.iter().all(|(_, said)| *said == refused[0].1), "{name}: {refused:?}");
        for (form, (.., message, hint)) in answers(limit.bytes) {
            assert!(
                !message.contains("at most") && !hint.contains("at most"),
                "{name}, {form}: {message} {hint}"
            );
        }
    }
}

#[test]
fn credentials_in_a_json_body_are_values_as_any_other() {
    let emulator = InProcess::unthrottled(Strictness::Documented);
    for name in ["AccessKeyId", "SignatureNonce"] {
        let call = |length| emulator.call(&as_json(Request::initialize().with(name, &"a".repeat(length))));
        assert_eq!(call(size::VALUE.bytes).code, "Success", "{name}");
        let refused = call(size::VALUE.bytes + 1);
        assert_eq!(
            (refused.code, &*refused.outcome.facts.account),
            ("InvalidParameter", "anonymous"),
            "{name}"
        );
    }
}
