//! The journal as an HTTP archive (HAR 1.2), which browsers and proxies can open.

use std::time::Duration;

use serde_json::{Value, json};

use crate::contract::ParameterSource;
use crate::contract::reply::Format;
use crate::engine::journal::JournalEntry;

/// The archive before its calls, which stand in it oldest first.
pub(super) const START: &str = concat!(
    r#"{"log":{"version":"1.2","creator":{"name":""#,
    env!("CARGO_PKG_NAME"),
    r#"","version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""},"entries":["#
);
/// The archive behind its calls.
pub(super) const END: &str = "]}}";

/// A call. Its response body is rebuilt from its code, message and members.
pub(super) fn one(entry: &JournalEntry, base_url: &str) -> Value {
    let pairs = |source: ParameterSource| -> Vec<Value> {
        entry
            .parameters
            .iter()
            .filter(|parameter| parameter.source == source)
            .map(|parameter| json!({ "name": parameter.name, "value": parameter.value }))
            .collect()
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    for parameter in entry.parameters.iter().filter(|parameter| parameter.source == ParameterSource::Query) {
        query.append_pair(&parameter.name, &parameter.value);
    }
    let headers: Vec<_> =
        entry.headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let elapsed = entry.elapsed.as_secs_f64() * 1000.0;
    let wait = Duration::from_millis(entry.facts.delay_ms).as_secs_f64() * 1000.0;
    let mut request = json!({
        "method": entry.method,
        "url": format!("{base_url}/?{}", query.finish()),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers,
        "queryString": pairs(ParameterSource::Query),
        "headersSize": -1,
        "bodySize": -1,
    });
    let mut params = pairs(ParameterSource::Form);
    params.extend(pairs(ParameterSource::Json));
    if !params.is_empty() {
        let mime_type = entry.header("content-type").unwrap_or("application/x-www-form-urlencoded");
        request["postData"] = json!({ "mimeType": mime_type, "params": params, "text": "" });
    }
    let result: serde_json::Map<_, _> =
        entry.result.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
    let body = json!({
        "RequestId": entry.request_id, "Code": entry.code, "Message": entry.message, "Result": result,
    });
    let mut archived = json!({
        "startedDateTime": entry.time.to_string(),
        "time": elapsed + wait,
        "request": request,
        "response": {
            "status": entry.status,
            "statusText": http::StatusCode::from_u16(entry.status).ok().and_then(|s| s.canonical_reason()).unwrap_or_default(),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{ "name": "x-acs-request-id", "value": entry.request_id }],
            "content": {
                "size": -1,
                "mimeType": match entry.format { Format::Json => "application/json", Format::Xml => "text/xml" },
                "text": body.to_string(),
            },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": { "send": 0, "wait": elapsed + wait, "receive": 0 },
        "comment": entry.facts.hint.clone().or_else(|| entry.facts.rules.first().cloned()).unwrap_or_default(),
    });
    if !entry.truncated.is_empty() {
        // A member of our own, as the format allows with an underscore.
        archived["_truncated"] = json!(entry.truncated);
    }
    archived
}
