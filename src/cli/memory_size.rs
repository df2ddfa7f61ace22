//! Parses a size of memory: a number of bytes, or one with a unit.

use crate::engine::memory::{MIN_MEMORY, MemoryBudget};

/// The units, each with its size in bytes; a word may also be in lower case.
const UNITS: [(&str, usize); 8] = [
    ("", 1),
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
];

/// Why a size is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum MemorySizeError {
    #[error("expected a number with a unit, such as 512MiB or 1GiB")]
    Unreadable,
    #[error("at least {}MiB is needed", MIN_MEMORY >> 20)]
    TooSmall,
}

/// The budget in a string such as `512MiB`.
///
/// # Errors
/// It is no size, or too small.
pub(super) fn parse(text: &str) -> Result<MemoryBudget, MemorySizeError> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let unit = UNITS.iter().find(|(word, _)| word.eq_ignore_ascii_case(unit.trim())).map(|(_, size)| *size);
    let bytes = number.parse::<usize>().ok().zip(unit).and_then(|(number, unit)| number.checked_mul(unit));
    match bytes {
        None => Err(MemorySizeError::Unreadable),
        Some(bytes) if bytes < MIN_MEMORY => Err(MemorySizeError::TooSmall),
        Some(bytes) => Ok(MemoryBudget { bytes }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_a_unit_or_is_in_bytes() {
        for (text, bytes) in [
            ("512MiB", 512 << 20),
            ("512 mib", 512 << 20),
            ("2GiB", 2 << 30),
            ("134217728", 128 << 20),
            ("128MB", 128_000_000),
            ("1GB", 1_000_000_000),
        ] {
            assert_eq!(parse(text), Ok(MemoryBudget { bytes }), "{text}");
            assert_eq!(parse(&MemoryBudget { bytes }.to_string()), Ok(MemoryBudget { bytes }), "{text}");
        }
        for (text, says) in [
            ("", "512MiB"),
            ("MiB", "512MiB"),
            ("1.5GiB", "512MiB"),
            ("1TiB", "512MiB"),
            ("-1", "512MiB"),
            ("99999999999999999999GiB", "512MiB"),
            ("1MiB", "96MiB"),
            ("95MiB", "96MiB"),
        ] {
            assert!(parse(text).is_err_and(|error| error.to_string().contains(says)), "{text}");
        }
    }
}
