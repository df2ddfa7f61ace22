//! Why a recording cannot be used.

/// Why a recording cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(std::io::Error),
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
