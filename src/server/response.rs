//! Makes an HTTP response of an outcome, with the headers of the real service in its order.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE,
    DATE, ETAG, HeaderMap, HeaderName, HeaderValue, VARY,
};
use http::{Response, StatusCode};
use http_body_util::Full;
use jiff::Timestamp;
use md5::{Digest, Md5};

use crate::contract::ApiError;
use crate::contract::overlay::{ObservedAnswer, template};
use crate::contract::reply::{ApiResponse, Content};
use crate::engine::call::Outcome;
use crate::wire;

/// The smallest body, in bytes, whose response says that it varies by encoding: seen live on large bodies, the size is our
/// choice.
const VARY_FROM: usize = 1024;
const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-acs-request-id");
const TRACE_ID: HeaderName = HeaderName::from_static("x-acs-trace-id");
const RETRY_AFTER: HeaderName = HeaderName::from_static("x-acs-retry-after");
const RATELIMIT_USER_API: HeaderName = HeaderName::from_static("x-ratelimit-user-api");
const RATELIMIT_USER: HeaderName = HeaderName::from_static("x-ratelimit-user");
/// A hint for the developer. The real service has no such header.
const HINT: HeaderName = HeaderName::from_static("x-emulator-hint");

/// The response to a call with an encoded body. `last` closes the connection. `headers` is an empty map whose allocation
/// is reused, that of the request.
pub(super) fn response(
    outcome: Outcome,
    body: Vec<u8>,
    date: HeaderValue,
    last: bool,
    mut headers: HeaderMap,
) -> Response<Full<Bytes>> {
    let Outcome { reply, facts, qps, .. } = outcome;
    let hint = facts.hint_header(matches!(reply.content, Content::Error(_)));
    let status = StatusCode::from_u16(reply.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    headers.insert(DATE, date);
    if !matches!(reply.content, Content::Raw(_)) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(wire::content_type(reply.format)));
    }
    // RFC 9110, 8.6.
    if status != StatusCode::NO_CONTENT {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    if last {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    } else {
        headers.insert(CONNECTION, HeaderValue::from_static("keep-alive"));
        headers.insert(KEEP_ALIVE, HeaderValue::from_static("timeout=25"));
    }
    let ApiResponse { request_id, trace_id, content, observed, .. } = reply;
    match content {
        // A raw response of a scenario has none of the service's headers.
        Content::Raw(raw) => headers.extend(raw.headers),
        Content::Success { .. } => service_headers(&mut headers, request_id, trace_id, &body),
        Content::Error(error) => {
            service_headers(&mut headers, request_id, trace_id, &body);
            error_headers(&mut headers, &error, qps);
        }
    }
    if let Some(hint) = hint {
        put(&mut headers, HINT, HeaderValue::try_from(hint));
    }
    if let Some(observed) = observed {
        observe(&mut headers, &observed);
    }
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Changes the headers to those that an overlay has, with the values of this response. How the connection is kept and how
/// the body is framed stays the server's.
fn observe(headers: &mut HeaderMap, observed: &ObservedAnswer) {
    let own = headers.clone();
    let text = |name: &HeaderName| own.get(name).and_then(|value| value.to_str().ok());
    for (name, template) in &observed.headers {
        let Ok(name) = HeaderName::try_from(name) else { continue };
        if [DATE, CONTENT_LENGTH, CONNECTION].contains(&name)
            || (name == KEEP_ALIVE && !own.contains_key(&name))
        {
            continue;
        }
        let Some(template) = template else {
            headers.remove(&name);
            continue;
        };
        let value = template::render(template, |placeholder| match placeholder {
            "requestId" | "uuid" => text(&REQUEST_ID),
            "traceId" | "hex" => text(&TRACE_ID),
            "etag" => text(&ETAG),
            _ => text(&name).or_else(|| text(&TRACE_ID)),
        });
        put(headers, name, HeaderValue::try_from(value.unwrap_or_default()));
    }
}

/// The headers of every response of the service.
fn service_headers(headers: &mut HeaderMap, request_id: String, trace_id: String, body: &[u8]) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("*"));
    put(headers, REQUEST_ID, HeaderValue::try_from(request_id));
    put(headers, TRACE_ID, HeaderValue::try_from(trace_id));
    put(headers, ETAG, HeaderValue::from_bytes(&etag(body)));
    if body.len() >= VARY_FROM {
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    }
}

/// The additional headers of an error.
fn error_headers(headers: &mut HeaderMap, error: &ApiError, qps: u32) {
    if let Some(wait) = error.retry_after {
        let wait = milliseconds(wait);
        let rate = format!("Limit:{qps},Remain:0,TimeLeft:{wait}");
        headers.insert(RETRY_AFTER, HeaderValue::from(wait));
        put(headers, RATELIMIT_USER_API, HeaderValue::try_from(&rate));
        put(headers, RATELIMIT_USER, HeaderValue::try_from(rate));
    }
}

/// Sets a header if the value is valid.
fn put<E>(headers: &mut HeaderMap, name: HeaderName, value: Result<HeaderValue, E>) {
    if let Ok(value) = value {
        headers.insert(name, value);
    }
}

/// A duration in whole milliseconds, rounded up and at least 1, so that a client that waits for it is never too early.
fn milliseconds(wait: Duration) -> u64 {
    let whole = wait.as_nanos().div_ceil(1_000_000);
    u64::try_from(whole).unwrap_or(u64::MAX).max(1)
}

/// The ETag as observed: the first digit of the body's length, its MD5 in base64 without padding, the last digit of
/// the length.
fn etag(body: &[u8]) -> [u8; 24] {
    let mut tag = [0; 26];
    // 16 bytes are 22 characters and two of padding, which are cut off or overwritten by the last digit.
    let _ = STANDARD.encode_slice(Md5::digest(body), &mut tag[1..25]);
    let digit = |number: usize| b"0123456789"[number % 10];
    let mut first = body.len();
    while first > 9 {
        first /= 10;
    }
    tag[0] = digit(first);
    tag[23] = digit(body.len());
    let mut out = [0; 24];
    out.copy_from_slice(&tag[..24]);
    out
}

/// The Date header, formatted once per second.
#[derive(Debug)]
pub(super) struct DateHeader {
    last: Mutex<(i64, HeaderValue)>,
}

impl DateHeader {
    pub(super) fn new() -> Self {
        Self { last: Mutex::new((i64::MIN, HeaderValue::from_static(""))) }
    }

    pub(super) fn of(&self, now: Timestamp) -> HeaderValue {
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if last.0 != now.as_second() {
            let date = httpdate::fmt_http_date(SystemTime::from(now).max(SystemTime::UNIX_EPOCH));
            *last = (now.as_second(), HeaderValue::from_str(&date).unwrap_or(HeaderValue::from_static("")));
        }
        last.1.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_etag_is_built_as_observed() {
        assert_eq!(&etag(b"{}"), b"2mZFLkyvTelC5g8XnyQrpOw2");
        assert_eq!(&etag(&[b'a'; 123]), b"1UFh8sWQT2nebNVCAGHIWRw3");
    }

    #[test]
    fn a_wait_is_rounded_up_and_never_0() {
        for (nanos, expected) in [(0, 1), (1, 1), (1_000_000, 1), (1_000_001, 2), (99_999_999, 100)] {
            assert_eq!(milliseconds(Duration::from_nanos(nanos)), expected, "{nanos} ns");
        }
    }

    #[test]
    fn the_date_is_that_of_the_given_time() {
        let date = DateHeader::new();
        assert_eq!(date.of("2026-11-22T10:00:00Z".parse().unwrap()), "Sun, 22 Nov 2026 10:00:00 GMT");
        assert_eq!(date.of("1969-01-01T00:00:00Z".parse().unwrap()), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
