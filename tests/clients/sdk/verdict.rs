//! Compares what a client saw with what was expected.

use serde_json::Value;

use crate::sdk::cases::{Case, Expected};
use crate::sdk::client::{Client, Raised, Returned, Seen};

/// The outcome of one comparison; the error says what differs.
type Verdict = Result<(), String>;

/// Compares what `client` saw of a case at `endpoint` with what it must see.
pub(crate) fn verdict(client: &Client, case: &Case, endpoint: &str, seen: &Seen) -> Verdict {
    match (&case.expected, seen) {
        (Expected::Transaction { url }, Seen::Returned(returned)) => {
            success(returned)?;
            transaction(&returned.body["Result"], url.then_some(endpoint))
        }
        (Expected::Alive, Seen::Returned(returned)) => {
            success(returned)?;
            equal("Result.Result", &returned.body["Result"]["Result"], &"SUCCESS")
        }
        (Expected::Refusal(code, status, texts), Seen::Raised(raised)) => {
            refused(raised, client.refusal, code, *status, texts)
        }
        (Expected::WrongSecret, Seen::Raised(raised)) => {
            let (code, text) = client.wrong_secret;
            refused(raised, client.refusal, code, 400, &[text])
        }
        (Expected::Throttled, Seen::Raised(raised)) => throttled(client, raised),
        (_, Seen::Returned(_)) => Err("the call returned, an exception was expected".to_owned()),
        (_, Seen::Raised(_)) => Err("the call raised an exception".to_owned()),
    }
}

/// What every success has in common.
fn success(returned: &Returned) -> Verdict {
    let body = &returned.body;
    equal("status", &returned.status.unwrap_or(200), &200)?;
    equal("Code", &body["Code"], &"Success")?;
    equal("Message", &body["Message"], &"success")?;
    holds("RequestId", is_request_id(text(&body["RequestId"])))?;
    match returned.headers.get("x-acs-request-id") {
        None if !returned.headers.is_empty() => Err("no header x-acs-request-id".to_owned()),
        None => Ok(()),
        Some(header) => equal("x-acs-request-id", header, &body["RequestId"]),
    }
}

/// The result of Initialize; `base` is what its URL begins with, if it has one.
fn transaction(result: &Value, base: Option<&str>) -> Verdict {
    let id = text(&result["TransactionId"]);
    let hex = id.strip_prefix("hks").unwrap_or_default();
    holds("TransactionId", hex.len() == 29 && hex.bytes().all(is_lower_hex))?;
    holds("Protocol", !text(&result["Protocol"]).is_empty())?;
    let config = text(&result["ClientCfg"]);
    holds("ClientCfg", !config.is_empty())?;
    match base {
        Some(base) => {
            let url = format!("{base}/index.html?clientcfg={config}");
            equal("TransactionUrl", &result["TransactionUrl"], &url.as_str())
        }
        None => equal("TransactionUrl", &result["TransactionUrl"], &Value::Null),
    }
}

fn refused(raised: &Raised, kind: &str, code: &str, status: u16, texts: &[&str]) -> Verdict {
    equal("type", &raised.kind, &kind.replace("{code}", code))?;
    equal("code", &raised.code.as_deref(), &Some(code))?;
    equal("status", &raised.status, &Some(status))?;
    holds("request ID", raised.request_id.as_deref().is_some_and(is_request_id))?;
    let message = raised.message.as_deref().unwrap_or_default();
    for text in texts {
        holds(&format!("message with {text:?}"), message.contains(text))?;
        holds(&format!("text with {text:?}"), raised.text.contains(text))?;
    }
    Ok(())
}

fn throttled(client: &Client, raised: &Raised) -> Verdict {
    refused(raised, client.throttling, "Throttling.Api", 403, &["throttling"])?;
    if client.reads_the_wait {
        // At one call in a second.
        holds("wait in milliseconds", raised.retry_after.is_some_and(|wait| (1..=1000).contains(&wait)))
    } else {
        equal("wait in milliseconds", &raised.retry_after, &None)
    }
}

fn equal<Left, Right>(what: &str, seen: &Left, expected: &Right) -> Verdict
where
    Left: PartialEq<Right> + std::fmt::Debug,
    Right: std::fmt::Debug,
{
    if seen == expected {
        Ok(())
    } else {
        Err(format!("{what}: {expected:?} was expected, {seen:?} was seen"))
    }
}

fn holds(what: &str, true_of_it: bool) -> Verdict {
    true_of_it.then_some(()).ok_or_else(|| format!("{what} is not as expected"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// An upper-case UUID.
fn is_request_id(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte),
        })
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}
