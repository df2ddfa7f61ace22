//! What a user's own comparison with the real service has shown: for an answer of the emulator the one that was
//! observed in its place. Reading and lookup are pure; who observes and who applies it is not said here.

pub mod answer;
pub mod template;
pub mod value;

use serde::{Deserialize, Serialize};

pub use answer::{ObservedAnswer, UsualAnswer};
pub use value::OrderedValue;

use crate::contract::VERSION;
use crate::contract::format::Format;
use template::{Captures, capture};

/// The version of the overlay's own format.
pub const OVERLAY_VERSION: u32 = 1;

/// Why an overlay cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OverlayError {
    /// It is no JSON, or a member is missing or unknown.
    #[error("it is no overlay: {0}")]
    Malformed(String),
    /// Its format is another one.
    #[error(
        "it has the format {found} and this program reads {OVERLAY_VERSION}; write it again with `cloudauth-local parity --overlay-out FILE`"
    )]
    OtherVersion {
        /// The version that it names.
        found: String,
    },
    /// It is about another API version.
    #[error("it was observed with the API version {0} and this program emulates {VERSION}")]
    OtherApi(String),
    /// A value that no answer can have.
    #[error("answers[{index}]: {what}")]
    Unusable {
        /// The number of the answer, counted from 0.
        index: usize,
        /// What is wrong with it.
        what: String,
    },
}

/// What was learned of the real service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Overlay {
    /// The version of this format.
    pub overlay: u32,
    /// The API version that was asked.
    pub api: String,
    /// The day of the comparison, as `yyyy-mm-dd`.
    pub observed_on: String,
    /// The probes that were answered as the emulator answers them.
    pub confirmed: Vec<String>,
    /// The answers that differed.
    pub answers: Vec<ObservedAnswer>,
}

/// An answer of the emulator that may have an observed one in its place.
#[derive(Debug, Clone, Copy)]
pub struct OwnAnswer<'a> {
    /// The operation, once it is known.
    pub operation: Option<&'a str>,
    /// How the body is written.
    pub format: Format,
    /// `Code`.
    pub code: &'a str,
    /// `Message`.
    pub message: &'a str,
    /// The members of `Result`.
    pub members: &'a [&'a str],
}

/// The word for a format.
#[must_use]
pub const fn format_word(format: Format) -> &'static str {
    match format {
        Format::Json => "json",
        Format::Xml => "xml",
    }
}

impl Overlay {
    /// Reads the text of an overlay file.
    ///
    /// # Errors
    /// What makes it unusable.
    pub fn read(text: &str) -> Result<Self, OverlayError> {
        let malformed = |error: serde_json::Error| OverlayError::Malformed(error.to_string());
        let head: serde_json::Value = serde_json::from_str(text).map_err(malformed)?;
        match head.get("overlay") {
            Some(version) if *version != OVERLAY_VERSION => {
                return Err(OverlayError::OtherVersion { found: version.to_string() });
            }
            _ => {}
        }
        let overlay: Self = serde_json::from_str(text).map_err(malformed)?;
        if overlay.api != VERSION {
            return Err(OverlayError::OtherApi(overlay.api));
        }
        for (index, answer) in overlay.answers.iter().enumerate() {
            if let Some(what) = answer.unusable() {
                return Err(OverlayError::Unusable { index, what });
            }
        }
        Ok(overlay)
    }

    /// The answer that was observed in place of one of the emulator, with what the placeholders of its message stand
    /// for. One that names the operation comes before one that does not.
    #[must_use]
    pub fn find(&self, own: OwnAnswer<'_>) -> Option<(&ObservedAnswer, Captures)> {
        let fits = |answer: &ObservedAnswer| {
            let usual = &answer.instead_of;
            let same = usual.code == own.code
                && usual.format == format_word(own.format)
                && usual.members == own.members;
            if same { capture(&usual.message, own.message) } else { None }
        };
        let of = |wanted: Option<&str>| {
            let mut answers =
                self.answers.iter().filter(|answer| answer.instead_of.operation.as_deref() == wanted);
            answers.find_map(|answer| fits(answer).map(|captures| (answer, captures)))
        };
        own.operation.and_then(|operation| of(Some(operation))).or_else(|| of(None))
    }

    /// Whether a probe was answered, and if so whether as the emulator answers it.
    #[must_use]
    pub fn settled(&self, probe: &str) -> Option<bool> {
        if self.confirmed.iter().any(|name| name == probe) {
            return Some(true);
        }
        let differs = self.answers.iter().any(|answer| answer.probes.iter().any(|name| name == probe));
        differs.then_some(false)
    }
}

#[cfg(test)]
mod tests;
