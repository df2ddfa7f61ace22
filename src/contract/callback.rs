//! The callback: the GET by which the service reports the end of a check to the merchant's server.

use std::time::Duration;

use super::redirect::{bare, encode, with_query};

/// How long a receiver may take to answer (our choice).
pub const TIMEOUT: Duration = Duration::from_secs(5);
/// How often a callback is tried in all, unless told otherwise (our choice).
pub const TRIES: u32 = 5;

/// `CallbackUrl` with the parameters of the report behind its own query, in the documented order: `callbackToken`,
/// where the merchant gave one, `transactionId`, `passed`, `subCode`. A fragment is not sent to a server and is dropped.
#[must_use]
pub fn callback_url(
    url: &str,
    token: Option<&str>,
    transaction_id: &str,
    passed: bool,
    sub_code: &str,
) -> String {
    let url = bare(url).split('#').next().unwrap_or_default();
    let token = token.map(|token| format!("callbackToken={}&", encode(token))).unwrap_or_default();
    let passed = if passed { "Y" } else { "N" };
    let report =
        format!("transactionId={}&passed={passed}&subCode={}", encode(transaction_id), encode(sub_code));
    with_query(url, &(token + &report))
}

/// A callback's URL as others than its receiver may read it: without the value of `callbackToken`.
#[must_use]
pub fn without_token(url: &str) -> String {
    let (path, query) = url.split_once('?').map_or((url, None), |(path, query)| (path, Some(query)));
    let shown = |pair| match str::split_once(pair, '=') {
        Some((name @ "callbackToken", value)) if !value.is_empty() => format!("{name}=***"),
        _ => pair.to_owned(),
    };
    let pairs = query.map(|query| query.split('&').map(shown).collect::<Vec<_>>().join("&"));
    pairs.map_or_else(|| path.to_owned(), |pairs| format!("{path}?{pairs}"))
}

/// How long to wait before the next try, after `failed` tries: the second call comes within 3 seconds, then the wait
/// triples each time, up to 60 seconds.
#[must_use]
pub fn wait(failed: u32) -> Duration {
    let seconds = 3_u64.saturating_pow(failed.saturating_sub(1)).saturating_mul(2);
    Duration::from_secs(seconds.min(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameters_come_in_the_documented_order_behind_the_urls_own_query() {
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
    fn of_a_url_that_is_shown_the_token_is_masked_and_nothing_else() {
        for (url, shown) in [
            ("https://a.example?callbackToken=t%20&passed=Y", "https://a.example?callbackToken=***&passed=Y"),
            ("https://a.example/?a=1&callbackToken=a=b", "https://a.example/?a=1&callbackToken=***"),
            (
                "https://a.example/callbackToken=1?b&xcallbackToken=2&?",
                "https://a.example/callbackToken=1?b&xcallbackToken=2&?",
            ),
            ("https://a.example/?callbackToken=&a", "https://a.example/?callbackToken=&a"),
            ("https://a.example/", "https://a.example/"),
        ] {
            assert_eq!(without_token(url), shown);
        }
    }

    #[test]
    fn the_second_try_comes_within_three_seconds_and_then_the_wait_grows() {
        let waits: Vec<u64> = (1..=5).map(|failed| wait(failed).as_secs()).collect();
        assert_eq!(waits, [2, 6, 18, 54, 60]);
        assert_eq!(wait(u32::MAX), Duration::from_mins(1));
    }
}
