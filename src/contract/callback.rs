//! The callback: the GET request with which the service reports the end of a check to the merchant's server.

use std::time::Duration;

use super::redirect::{encode, trimmed, with_query};

/// The timeout of a callback (our choice).
pub const TIMEOUT: Duration = Duration::from_secs(5);
/// The default maximum number of attempts (our choice).
pub const TRIES: u32 = 5;

/// `CallbackUrl` with the parameters of the report appended to its query, in the documented order: `callbackToken` if the
/// merchant sent one, `transactionId`, `passed`, `subCode`. A fragment is dropped, as it is never sent to a server.
#[must_use]
pub fn callback_url(
    url: &str,
    token: Option<&str>,
    transaction_id: &str,
    passed: bool,
    sub_code: &str,
) -> String {
    let url = trimmed(url).split('#').next().unwrap_or_default();
    let token = token.map(|token| format!("callbackToken={}&", encode(token))).unwrap_or_default();
    let passed = if passed { "Y" } else { "N" };
    let report =
        format!("transactionId={}&passed={passed}&subCode={}", encode(transaction_id), encode(sub_code));
    with_query(url, &(token + &report))
}

/// A callback's URL for logs and the journal: the value of `callbackToken` is masked.
#[must_use]
pub fn without_token(url: &str) -> String {
    let (path, query) = url.split_once('?').map_or((url, None), |(path, query)| (path, Some(query)));
    let masked = |pair| match str::split_once(pair, '=') {
        Some((name @ "callbackToken", value)) if !value.is_empty() => format!("{name}=***"),
        _ => pair.to_owned(),
    };
    let pairs = query.map(|query| query.split('&').map(masked).collect::<Vec<_>>().join("&"));
    pairs.map_or_else(|| path.to_owned(), |pairs| format!("{path}?{pairs}"))
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
            assert_eq!(callback_url(url, token, "hks0", true, "200"), expected);
        }
        assert!(
            callback_url("https://a.example", None, "hks0", false, "206").ends_with("&passed=N&subCode=206")
        );
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
