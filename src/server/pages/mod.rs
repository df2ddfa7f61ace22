//! The pages of the emulator: the verification page at TransactionUrl, its scripts, and the demo merchant. Plain HTML,
//! CSS and JavaScript, embedded in the binary; no page loads anything from another host.

mod assets;
mod demo;
mod routes;
mod texts;
mod verification;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::Full;
use serde::Serialize;

pub(super) use assets::asset;
pub(super) use demo::{CALLBACK_BASE, demo};
pub(super) use routes::methods;
pub(super) use verification::{finish, reach_page, show};

/// Content-Security-Policy of all pages: resources come from the emulator only. Any page may embed the verification page in
/// a frame, which the vendor's iframe integration requires.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'";

/// An HTML page of the emulator.
fn html(status: StatusCode, text: String) -> Response<Full<Bytes>> {
    let mut response = plain(status, "text/html;charset=utf-8", text);
    let headers = response.headers_mut();
    headers.insert("content-security-policy", HeaderValue::from_static(POLICY));
    headers.insert("referrer-policy", HeaderValue::from_static("no-referrer"));
    response
}

/// A JSON response of the emulator's own paths.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Response<Full<Bytes>> {
    plain(status, "application/json", serde_json::to_string(value).unwrap_or_default())
}

/// A response that is not one of the API.
pub(super) fn plain(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    response
}

/// Replaces the `{{name}}` placeholders of a template. Values must already be escaped for their position.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text =
        String::with_capacity(template.len() + values.iter().map(|(_, value)| value.len()).sum::<usize>());
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once("{{") {
        let (name, after) = behind.split_once("}}").unwrap_or((behind, ""));
        text.push_str(before);
        text.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = after;
    }
    text.push_str(rest);
    text
}

/// JSON for a page's script, escaped for a `<script>` element.
fn script_data(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_in_values_are_not_replaced() {
        let filled = fill("<a>{{x}}</a>{{y}}{{none}}", &[("x", "{{y}}"), ("y", "2")]);
        assert_eq!(filled, "<a>{{y}}</a>2");
    }

    #[test]
    fn data_cannot_end_its_script_element() {
        let text = script_data(&["</script><script>alert(1)</script>", "<!--"]);
        assert!(!text.contains('<'), "{text}");
        let back: Vec<String> = serde_json::from_str(&text).unwrap();
        assert_eq!(back[1], "<!--");
    }
}
