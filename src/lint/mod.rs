//! Recorded traffic against the contract: an HTTP archive or a journal of the emulator is read into calls, which are
//! held against the rules (`rules`, and those of client conduct) or played through a scenario (`replay`).
//!
//! It must not send anything, and what it prints holds no secret of the recording.

mod har;
mod journal;
mod recorded;
pub mod replay;
pub mod rules;

pub use recorded::RecordedCall;

use serde_json::Value;

/// Why a recording cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// It ends in the middle.
    #[error(
        "it is cut off in line {line}, column {column}: record it again, or save it once the recording has ended"
    )]
    Truncated {
        /// The line of its end.
        line: usize,
        /// The column of its end.
        column: usize,
    },
    /// It is no JSON.
    #[error("it is no JSON: {0}")]
    NoJson(String),
    /// It is JSON of another kind.
    #[error("it is neither an HTTP archive (log.entries) nor a journal (requests): {0}")]
    OtherKind(String),
    /// None of its entries is a call of this API.
    #[error(
        "none of its {0} entries is a call of this API: they need an Action, or x-acs-action, that the service has"
    )]
    NothingOfOurs(usize),
}

/// Reads the text of a recording into its calls, oldest first.
///
/// # Errors
/// What makes it unusable.
pub fn read(text: &str) -> Result<Vec<RecordedCall>, RecordingError> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        if error.is_eof() {
            RecordingError::Truncated { line: error.line(), column: error.column() }
        } else {
            RecordingError::NoJson(error.to_string())
        }
    })?;
    let (entries, mut calls) =
        if value.get("requests").is_some() { journal::calls(value)? } else { har::calls(value)? };
    if calls.is_empty() {
        return Err(RecordingError::NothingOfOurs(entries));
    }
    calls.sort_by_key(|call| call.at);
    Ok(calls)
}
