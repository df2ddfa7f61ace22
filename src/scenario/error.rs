//! Why a scenario cannot be played. A scenario that was read from a file has nothing of the kind: reading refuses it with
//! its place in the text.

use thiserror::Error;

/// What is wrong with a part of a rule.
#[derive(Debug, Error)]
pub enum RuleError {
    /// A regular expression.
    #[error("matches: {0}")]
    Regex(#[from] regex::Error),
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
