//! The end of a check in the browser: the client result codes, and the redirect to `ReturnUrl`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::contract::Mark;
use crate::contract::coverage_event::{self, CoverageEvent};
use crate::contract::operations::check_result;

/// All characters except the unreserved ones of RFC 3986.
pub(super) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A client result code.
#[derive(Debug, PartialEq, Eq)]
pub struct ClientResult {
    /// `resultCode` in the `response` parameter.
    pub code: &'static str,
    /// Its meaning, and its name in contract coverage.
    pub outcome: &'static CoverageEvent,
    /// Whether the check then has a result, so that the callback is sent and CheckResult returns it. The others end only
    /// the browser's session (our choice): the URL can be opened again until it expires.
    pub completes: bool,
    /// How sure the code is.
    pub mark: Mark,
}

/// Every client result code. The pages of a sister API list those up to 1006, this product's client the others.
pub static CLIENT_RESULTS: &[ClientResult] = &[
    ClientResult { completes: true, ..row(PASSED, &coverage_event::PASSED, Mark::Sister) },
    ClientResult { completes: true, ..row(NOT_PASSED, &coverage_event::NOT_PASSED, Mark::Sister) },
    row("1002", &coverage_event::SYSTEM_ERROR, Mark::Sister),
    row("1003", &coverage_event::INITIALISATION_FAILED, Mark::Sister),
    row("1004", &coverage_event::NO_CAMERA, Mark::Sister),
    row("1005", &coverage_event::NETWORK_ERROR, Mark::Sister),
    row("1006", &coverage_event::USER_LEFT, Mark::Sister),
    row("1007", &coverage_event::INVALID_TRANSACTION_ID, Mark::Documented),
    row("1009", &coverage_event::WRONG_CLOCK, Mark::Documented),
    row("1011", &coverage_event::WRONG_DOCUMENT, Mark::Documented),
    row("1012", &coverage_event::MISSING_INFORMATION, Mark::Documented),
    row("1013", &coverage_event::POOR_IMAGE, Mark::Documented),
    row("1014", &coverage_event::TOO_MANY_ERRORS, Mark::Documented),
    row("1015", &coverage_event::OLD_ANDROID, Mark::Documented),
    row("1016", &coverage_event::NO_CAMERA_PERMISSION, Mark::Documented),
];

/// A code that ends the check in the browser alone.
const fn row(code: &'static str, outcome: &'static CoverageEvent, mark: Mark) -> ClientResult {
    ClientResult { code, outcome, completes: false, mark }
}

/// The code of a passed check.
pub const PASSED: &str = check_result::CLIENT_PASSED;
/// The code of a check that did not pass.
pub const NOT_PASSED: &str = check_result::CLIENT_NOT_PASSED;

/// The row of a client result code.
#[must_use]
pub fn client_result(code: &str) -> Option<&'static ClientResult> {
    CLIENT_RESULTS.iter().find(|row| row.code == code)
}

/// `ReturnUrl` with the `response` parameter appended to its query; a fragment stays at the end. The content of `extInfo`
/// is our choice.
#[must_use]
pub fn redirect_url(return_url: &str, code: &str, transaction_id: &str) -> String {
    let response = format!(r#"{{"resultCode":"{code}","extInfo":{{"transactionId":"{transaction_id}"}}}}"#);
    with_query(trimmed(return_url), &format!("response={}", encode(&response)))
}

/// Trims spaces and control characters around a URL. URL parsers do that too, but not after a query was appended.
pub(super) fn trimmed(url: &str) -> &str {
    url.trim_matches(|c: char| c <= ' ')
}

/// Appends to the query of a URL, before its fragment. The URL is otherwise unchanged, byte for byte.
#[must_use]
pub(super) fn with_query(url: &str, more: &str) -> String {
    let (url, fragment) = url.find('#').map_or((url, ""), |at| url.split_at(at));
    let separator = match url.find('?') {
        None => "?",
        Some(at) if at + 1 == url.len() || url.ends_with('&') => "",
        Some(_) => "&",
    };
    format!("{url}{separator}{more}{fragment}")
}

/// Percent-encodes a query value.
pub(super) fn encode(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    #[test]
    fn the_response_is_appended_to_the_urls_query_before_its_fragment() {
        for (url, start, end) in [
            ("http://a.example", "http://a.example?response=%7B%22resultCode", ""),
            ("http://a.example/", "http://a.example/?response=", ""),
            ("http://a.example/done?", "http://a.example/done?response=", ""),
            ("http://a.example/done?x=1&y=a+b%20c", "http://a.example/done?x=1&y=a+b%20c&response=", ""),
            ("http://a.example/done?x=1&", "http://a.example/done?x=1&response=", ""),
            ("http://a.example/done?x=1#top", "http://a.example/done?x=1&response=", "#top"),
            ("http://a.example/#/route?inner=1", "http://a.example/?response=", "#/route?inner=1"),
            ("http://[::1]:5173/a b?q=é", "http://[::1]:5173/a b?q=é&response=", ""),
            (" http://a.example/done \r\n", "http://a.example/done?response=", ""),
            ("http://a.example/done?x=1 #top\u{6} ", "http://a.example/done?x=1 &response=", "#top"),
        ] {
            let joined = redirect_url(url, PASSED, "hks0");
            assert!(joined.starts_with(start) && joined.ends_with(end), "{joined}");
            let query: Vec<_> = Url::parse(&joined).unwrap().query_pairs().into_owned().collect();
            let (name, value) = query.last().unwrap();
            assert_eq!(name, "response");
            assert_eq!(value, r#"{"resultCode":"1000","extInfo":{"transactionId":"hks0"}}"#);
        }
    }

    #[test]
    fn only_a_passed_and_a_failed_check_complete() {
        let complete: Vec<_> =
            CLIENT_RESULTS.iter().filter(|row| row.completes).map(|row| row.code).collect();
        assert_eq!(complete, [PASSED, NOT_PASSED]);
        assert!(client_result("1008").is_none(), "a code that no page names");
    }
}
