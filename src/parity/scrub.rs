//! Replaces what differs from call to call or identifies a user by placeholders. The result
//! holds no key, token, TransactionId or other identifier.

use std::sync::LazyLock;

use regex::Regex;

/// The shortest value that is looked for: a shorter one would stand in half of all words.
const SHORTEST: usize = 4;

/// What identifiers look like, in the order in which they are looked for.
static PATTERNS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    [
        (r"\bhks[0-9a-f]{29}\b", "{transactionId}"),
        (r"\b[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\b", "{uuid}"),
        (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z?", "{timestamp}"),
        (r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\b", "{date}"),
        (r"\b(LTAI|STS\.|TMP\.)[0-9A-Za-z]{8,}", "{accessKeyId}"),
        (r"[\w.+-]+@[\w-]+\.[\w.]+", "{opaque}"),
        (r"\b\d{1,3}(\.\d{1,3}){3}\b", "{ip}"),
        (r"\b\d{10,}\b", "{digits}"),
        (r"\b[0-9a-fA-F]{16,}\b", "{hex}"),
        (r"[A-Za-z0-9+/_\-]{32,}={0,2}", "{opaque}"),
    ]
    .into_iter()
    .filter_map(|(pattern, name)| Regex::new(pattern).ok().map(|regex| (regex, name)))
    .collect()
});

/// The values that are known to be of one call.
#[derive(Debug, Clone, Default)]
pub(super) struct Scrubber {
    /// Values and the names of their placeholders, the longest value first.
    known: Vec<(String, String)>,
}

impl Scrubber {
    /// One that knows these values.
    pub(super) fn new<'a>(known: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut known: Vec<_> = known
            .into_iter()
            .filter(|(value, _)| value.len() >= SHORTEST)
            .map(|(value, name)| (value.to_owned(), format!("{{{name}}}")))
            .collect();
        known.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
        Self { known }
    }

    /// The text with placeholders.
    pub(super) fn text(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for (value, placeholder) in &self.known {
            out = out.replace(value, placeholder);
        }
        for (pattern, placeholder) in PATTERNS.iter() {
            if let std::borrow::Cow::Owned(replaced) = pattern.replace_all(&out, *placeholder) {
                out = replaced;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_leave_a_text_and_words_stay() {
        let scrubber =
            Scrubber::new([("testid", "accessKeyId"), ("127.0.0.1:8809", "host"), ("ab", "nonce")]);
        for (text, expected) in [
            ("The key testid is unknown at 127.0.0.1:8809.", "The key {accessKeyId} is unknown at {host}."),
            ("4EB356FE-BB6A-5DCC-B4C5-E8051787EBA1", "{uuid}"),
            ("hksb7ba1b28130d24e015d694361bee4!", "{transactionId}!"),
            ("account 1234567890123456 at 10.1.2.3", "account {digits} at {ip}"),
            ("2026-11-22T10:00:00Z", "{timestamp}"),
            ("must be one of 01000000, 000000011.", "must be one of 01000000, 000000011."),
            (
                "grant the RAM user the AliyunAntCloudAuthFullAccess permission",
                "grant the RAM user the AliyunAntCloudAuthFullAccess permission",
            ),
            ("table", "table"),
            ("LTAI5tABCDEFGHIJ", "{accessKeyId}"),
            ("someone@shop.example", "{opaque}"),
        ] {
            assert_eq!(scrubber.text(text), expected);
        }
        assert_eq!(PATTERNS.len(), 10);
    }
}
