//! The pages of the emulator: the verification page at TransactionUrl, the browser scripts, the demo merchant. Plain
//! HTML, CSS and JavaScript, all of it in the binary; no page loads anything from another host.

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
pub(super) use verification::{finish, show};

/// What a page may do: run and show what comes from the emulator itself, and nothing else. It may be framed by any
/// page, as the vendor's iframe integration wants it.
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

/// A JSON answer of the emulator's own paths.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Response<Full<Bytes>> {
    plain(status, "application/json", serde_json::to_string(value).unwrap_or_default())
}

/// Any answer that is no answer of the API.
pub(super) fn plain(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    response
}

/// Fills the `{{names}}` of a template with values that are already safe where they stand.
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

/// Data for a page's script, safe inside a `<script>` element.
fn island(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default().replace('<', "\\u003c")
}

/// Text, safe inside an element or a quoted attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_once_and_not_read_again() {
        let filled = fill("<a>{{x}}</a>{{y}}{{none}}", &[("x", "{{y}}"), ("y", "2")]);
        assert_eq!(filled, "<a>{{y}}</a>2");
    }

    #[test]
    fn data_cannot_end_its_script_element() {
        let text = island(&["</script><script>alert(1)</script>", "<!--"]);
        assert!(!text.contains('<'), "{text}");
        let back: Vec<String> = serde_json::from_str(&text).unwrap();
        assert_eq!(back[1], "<!--");
        assert_eq!(escape(r#"<"&'>"#), "&lt;&quot;&amp;&#39;&gt;");
    }
}
