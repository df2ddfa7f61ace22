//! The parts of a call that the journal keeps only the start of.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A part of a call of which only the start is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TruncatedPart {
    /// What it is.
    pub part: CallPart,
    /// The name of the parameter, header or member.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(default)]
    pub name: String,
    /// Its original length in bytes; of `parameters`, `rules` and `tolerated` how many there were.
    pub length: usize,
}

/// A part of a call that has no bound of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum CallPart {
    /// The value of a parameter.
    Parameter,
    /// The list of parameters.
    Parameters,
    /// The value of a header.
    Header,
    /// The message of an error, or the body of a raw response.
    Message,
    /// A member of `Result`.
    Result,
    /// The name of the account.
    Account,
    /// The hint.
    Hint,
    /// The list of rules.
    Rules,
    /// The list of what was tolerated.
    Tolerated,
}

impl fmt::Display for TruncatedPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { part, name, length } = self;
        match part {
            CallPart::Parameter => write!(f, "parameter {name} of {length} bytes"),
            CallPart::Header => write!(f, "header {name} of {length} bytes"),
            CallPart::Result => write!(f, "member {name} of {length} bytes"),
            CallPart::Message => write!(f, "message of {length} bytes"),
            CallPart::Account => write!(f, "account name of {length} bytes"),
            CallPart::Hint => write!(f, "hint of {length} bytes"),
            CallPart::Parameters => write!(f, "list of {length} parameters"),
            CallPart::Rules => write!(f, "list of {length} rules"),
            CallPart::Tolerated => write!(f, "list of {length} tolerated mistakes"),
        }
    }
}

/// What is truncated while a call is stored: the part, its name, and its original length.
pub(super) type TruncatedParts<'a> = Vec<(CallPart, &'a str, usize)>;

/// The start of a string, at most `max` bytes; one that is longer is noted.
pub(super) fn start_of<'a>(
    truncated: &mut TruncatedParts<'a>,
    part: CallPart,
    name: &'a str,
    text: &'a str,
    max: usize,
) -> &'a str {
    if text.len() <= max {
        return text;
    }
    truncated.push((part, cut(name, MAX_NAME), text.len()));
    cut(text, max)
}

/// The maximum length of a name in the list of what is truncated, in bytes.
const MAX_NAME: usize = 128;

/// The start of a string, at most `max` bytes, cut at a character boundary.
pub(super) fn cut(text: &str, max: usize) -> &str {
    &text[..text.floor_char_boundary(max)]
}
