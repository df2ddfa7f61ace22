//! Recorded traffic against the contract: an HTTP archive or a journal of the emulator is read into calls, which are
//! held against the rules (`rules`, and those of client conduct) or played through a scenario (`replay`).
//!
//! It must not send anything, and what it prints holds no secret of the recording.

pub mod error;
mod har;
mod journal;
pub mod recorded;
pub mod replay;
pub mod rules;

pub use error::RecordingError;
pub use recorded::RecordedCall;

use serde_json::Value;

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
