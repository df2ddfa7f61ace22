//! Why a value with a syntax of its own cannot be read. None of the messages repeats a duration or a timestamp, which a
//! report shows beside them.

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// No sequence of numbers with units.
    #[error("expected a number and its unit, such as 800ms, 2s, 31m, 1h, 7d or 1m30s")]
    Duration,
    /// A unit that does not exist.
    #[error("{}; the units are ms, s, m, h and d", Self::Duration)]
    Unit,
    /// A number alone.
    #[error("a duration needs a unit: {0}ms, {0}s, {0}m or {0}h")]
    NoUnit(String),
    /// Longer than ten years.
    #[error("a duration is at most 3650d")]
    TooLong,
    /// No timestamp in UTC.
    #[error("expected a timestamp such as 2030-01-01T00:00:00Z")]
    Timestamp,
    /// A client result code that does not exist, or one that comes with a result.
    #[error("{0} is no client result code of a check without a result")]
    ClientResultCode(String),
    /// No error code of the contract.
    #[error("{0} is not an error code of the service")]
    ErrorCode(String),
    /// No operation of the contract.
    #[error("{0} is not an operation of the service")]
    Operation(String),
}
