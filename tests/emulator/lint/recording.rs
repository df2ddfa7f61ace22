//! Recordings, made for the tests.

use cloudauth_local::contract::operations;
use serde_json::{Value, json};

use crate::kit::request::Request;

/// A V1 call of an operation that nothing stands against, sent so many milliseconds after 10:00.
pub(crate) fn request(operation: &str, nonce: &str) -> Request {
    Request::of(operations::find(operation).unwrap()).v1("testid", "testsecret", nonce)
}

/// An entry of an archive, sent so many milliseconds after 10:00.
pub(crate) fn entry(at: u64, request: &Request, status: u16, body: &Value) -> Value {
    let query: Vec<_> = request.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    let headers: Vec<_> =
        request.headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let (seconds, millis) = (at / 1000, at % 1000);
    json!({
        "startedDateTime": format!("2026-11-22T10:{:02}:{:02}.{millis:03}Z", seconds / 60, seconds % 60),
        "time": 5,
        "request": {
            "method": request.method,
            "url": format!("https://cloudauth-intl.cn-hongkong.aliyuncs.com/?{query}"),
            "headers": headers,
        },
        "response": {
            "status": status,
            "headers": [],
            "content": { "text": body.to_string(), "mimeType": "application/json" },
        },
    })
}

/// The body of a success.
pub(crate) fn success() -> Value {
    json!({ "Code": "Success", "Message": "success", "RequestId": "1", "Result": { "Result": "SUCCESS" } })
}

/// The text of an archive.
pub(crate) fn archive(entries: &[Value]) -> String {
    json!({ "log": { "version": "1.2", "entries": entries } }).to_string()
}
