//! Searches values for any of many strings at once.

use aho_corasick::AhoCorasick;

/// Strings to search for.
#[derive(Debug)]
pub struct StringSearch(Option<AhoCorasick>);

impl StringSearch {
    /// A search for any of these.
    #[must_use]
    pub fn new(strings: &[String]) -> Self {
        // Only far more than 4 GiB of strings cannot be searched for.
        Self(if strings.is_empty() { None } else { AhoCorasick::new(strings).ok() })
    }

    /// Whether there is nothing to search for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether a value contains one of them.
    #[must_use]
    pub fn is_in(&self, value: &str) -> bool {
        self.0.as_ref().is_some_and(|strings| strings.is_match(value))
    }
}
