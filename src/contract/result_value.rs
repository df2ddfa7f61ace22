//! The values that a success answers.

use std::borrow::Cow;

use serde::Serialize;

/// The value of a member of `Result`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ResultValue {
    /// A string.
    Text(Cow<'static, str>),
    /// An array of strings.
    List(Vec<String>),
}

impl ResultValue {
    /// The string; an array as JSON text.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::List(list) => serde_json::to_string(list).unwrap_or_default().into(),
        }
    }
}

impl From<&'static str> for ResultValue {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for ResultValue {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}
