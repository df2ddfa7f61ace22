//! What is injected: which call, which fault, and how both are written: `Initialize#2:reset`.

use std::fmt;
use std::sync::Arc;

use crate::torture::faults::FaultKind;
use crate::torture::site::CallSite;

/// A fault of one kind at one call: a cell of the table.
#[derive(Debug, Clone)]
pub struct Injection {
    /// Where.
    pub site: CallSite,
    /// What.
    pub kind: Arc<FaultKind>,
}

impl fmt::Display for Injection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.site, self.kind.name)
    }
}

impl PartialEq for Injection {
    fn eq(&self, other: &Self) -> bool {
        self.site == other.site && self.kind.name == other.kind.name
    }
}

/// The name of faults that are injected together.
#[must_use]
pub fn name(injections: &[Injection]) -> String {
    injections.iter().map(ToString::to_string).collect::<Vec<_>>().join(" + ")
}

/// Whether a pattern fits a text; `*` stands for any characters, `?` for one.
#[must_use]
pub fn fits(pattern: &str, text: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('*') => {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.into_iter().any(|at| fits(rest.as_str(), &text[at..]))
        }
        Some(first) => {
            let mut chars = text.chars();
            chars.next().is_some_and(|next| first == '?' || first == next)
                && fits(rest.as_str(), chars.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_fits_any_characters_and_the_rest_fits_itself() {
        for (pattern, text, expected) in [
            ("Initialize#2:*", "Initialize#2:reset", true),
            ("Initialize#2:*", "Initialize#22:reset", false),
            ("*:reset", "CheckResult#1:reset", true),
            ("*#?:Throttling*", "CheckResult#1:Throttling.Api,retryAfter:2s", true),
            ("*", "", true),
            ("", "a", false),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }
}
