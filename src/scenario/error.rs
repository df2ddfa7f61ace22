//! Why a scenario cannot be played. A scenario that was read from a file has nothing of the kind: reading refuses it with
//! its place in the text.

use thiserror::Error;

/// What is wrong with a part of a rule.
#[derive(Debug, Error)]
pub enum RuleError {
    /// A regular expression.
    #[error("matches: {0}")]
    Regex(#[from] regex::Error),
    /// A regular expression that is too long.
    #[error(
        "matches: the regular expression has {found} bytes, at most {most} are allowed: make it shorter, or use `oneOf`"
    )]
    PatternLength {
        /// Its length, in bytes.
        found: usize,
        /// The limit.
        most: usize,
    },
    /// Regular expressions that are too large when they are compiled.
    #[error(
        "matches: the compiled regular expressions of a scenario may take {most} bytes, those before this one take {taken} and it does not fit: use fewer or simpler ones; \\w, \\s and large counts such as {{1000}} take the most"
    )]
    Patterns {
        /// What those before it take, in bytes.
        taken: usize,
        /// The limit.
        most: usize,
    },
    /// Too many values.
    #[error(
        "the rules up to this one compare calls with {found} values, at most {most} are allowed: use fewer rules, fewer values in `oneOf`, or a regular expression"
    )]
    Values {
        /// Their number.
        found: usize,
        /// The limit.
        most: usize,
    },
    /// The name of a header.
    #[error("{0:?} is not a header name")]
    HeaderName(String),
    /// The value of a header.
    #[error("{0:?} is not a header value")]
    HeaderValue(String),
    /// An HTTP status.
    #[error("{0} is not an HTTP status")]
    Status(u16),
}

impl RuleError {
    /// Whether a budget of the whole scenario is exceeded, which no other check reports.
    pub(in crate::scenario) fn is_budget(&self) -> bool {
        matches!(self, Self::Patterns { .. } | Self::Values { .. })
    }
}

/// A rule that cannot be played.
#[derive(Debug, Error)]
#[error("{rule}: {error}")]
pub struct ScenarioError {
    /// The rule, by its number and description.
    pub rule: String,
    /// What is wrong with it.
    #[source]
    pub error: RuleError,
}
