//! The callback: the GET request with which the service reports the end of a check to the merchant's server.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::redirect::{encode, trimmed, with_query};

/// The timeout of a callback (our choice).
pub const TIMEOUT: Duration = Duration::from_secs(5);
/// The default maximum number of attempts (our choice).
pub const TRIES: u32 = 5;

/// How a callback is sent. The pages say GET "by default" and not what else there is: POST is our choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CallbackMethod {
    /// The parameters stand behind the URL's own query.
    #[default]
    Get,
    /// The parameters stand in a form body.
    Post,
}

impl CallbackMethod {
    /// All methods.
    pub const ALL: [Self; 2] = [Self::Get, Self::Post];

    /// Its word in flags and files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
        }
    }

    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// `CallbackUrl` as it is called: without a fragment, which is not sent to a server.
#[must_use]
pub fn base(url: &str) -> &str {
    trimmed(url).split('#').next().unwrap_or_default()
}

/// The parameters of the report in the documented order: `callbackToken`, where the merchant gave one, `transactionId`,
/// `passed`, `subCode`.
#[must_use]
pub fn parameters(token: Option<&str>, transaction_id: &str, passed: bool, sub_code: &str) -> String {
    let token = token.map(|token| format!("callbackToken={}&", encode(token))).unwrap_or_default();
    let passed = if passed { "Y" } else { "N" };
    format!("{token}transactionId={}&passed={passed}&subCode={}", encode(transaction_id), encode(sub_code))
}

/// The URL of a GET: the parameters stand behind the URL's own query.
#[must_use]
pub fn get_url(url: &str, parameters: &str) -> String {
    with_query(url, parameters)
}

/// A callback's URL for logs and the journal: the value of `callbackToken` is masked.
#[must_use]
pub fn without_token(url: &str) -> String {
    match url.split_once('?') {
        Some((path, query)) => format!("{path}?{}", parameters_without_token(query)),
        None => url.to_owned(),
    }
}

/// The same of the parameters alone.
#[must_use]
pub fn parameters_without_token(parameters: &str) -> String {
    let masked = |pair| match str::split_once(pair, '=') {
        Some((name @ "callbackToken", value)) if !value.is_empty() => format!("{name}=***"),
        _ => pair.to_owned(),
    };
    parameters.split('&').map(masked).collect::<Vec<_>>().join("&")
}

/// The time before the next attempt, after `failed` attempts: 2 seconds (a sister API documents: within 3 seconds), then tripled each
/// time, up to 60 seconds.
#[must_use]
pub fn wait(failed: u32) -> Duration {
    let seconds = 3_u64.saturating_pow(failed.saturating_sub(1)).saturating_mul(2);
    Duration::from_secs(seconds.min(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameters_are_appended_to_the_urls_query_in_the_documented_order() {
        let token = Some("NMjvQanQgplBSaEI0sL+/=~");
        for (url, token, expected) in [
            ("https://a.example", None, "https://a.example?transactionId=hks0&passed=Y&subCode=200"),
            (
                "https://a.example/back?shop=1",
                token,
                "https://a.example/back?shop=1&callbackToken=NMjvQanQgplBSaEI0sL%2B%2F%3D~&transactionId=hks0&passed=Y&subCode=200",
            ),
            (
                "https://a.example/back ",
                None,
                "https://a.example/back?transactionId=hks0&passed=Y&subCode=200",
            ),
            (
                "https://a.example/back?#there",
                Some("ü &"),
                "https://a.example/back?callbackToken=%C3%BC%20%26&transactionId=hks0&passed=Y&subCode=200",
            ),
        ] {
            assert_eq!(get_url(base(url), &parameters(token, "hks0", true, "200")), expected);
        }
        assert!(parameters(None, "hks0", false, "206").ends_with("&passed=N&subCode=206"));
    }

    #[test]
    fn the_token_in_a_url_is_masked_and_nothing_else() {
        for (url, masked) in [
            ("https://a.example?callbackToken=t%20&passed=Y", "https://a.example?callbackToken=***&passed=Y"),
            ("https://a.example/?a=1&callbackToken=a=b", "https://a.example/?a=1&callbackToken=***"),
            (
                "https://a.example/callbackToken=1?b&xcallbackToken=2&?",
                "https://a.example/callbackToken=1?b&xcallbackToken=2&?",
            ),
            ("https://a.example/?callbackToken=&a", "https://a.example/?callbackToken=&a"),
            ("https://a.example/", "https://a.example/"),
        ] {
            assert_eq!(without_token(url), masked);
        }
    }

    #[test]
    fn the_second_attempt_follows_within_three_seconds_and_then_the_wait_grows() {
        let waits: Vec<u64> = (1..=5).map(|failed| wait(failed).as_secs()).collect();
        assert_eq!(waits, [2, 6, 18, 54, 60]);
        assert_eq!(wait(u32::MAX), Duration::from_mins(1));
    }
}
