//! The timestamps of signed calls.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// The largest difference between the timestamp of a call and the clock, in either direction (documented).
pub const WINDOW: Duration = Duration::from_mins(15);

/// Parses `yyyy-MM-ddTHH:mm:ssZ`, optionally with a fraction of a second of one to nine digits before the `Z`.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    let (head, tail) = text.as_bytes().split_at_checked(19)?;
    if [head[4], head[7], head[10], head[13], head[16]] != *b"--T::" {
        return None;
    }
    let nanoseconds = match tail {
        b"Z" => 0,
        [b'.', digits @ .., b'Z'] if (1..=9).contains(&digits.len()) => {
            number(digits)? * 10_i32.pow(9 - u32::try_from(digits.len()).ok()?)
        }
        _ => return None,
    };
    let part = |at: usize| number(&head[at..at + 2]).and_then(|part| i8::try_from(part).ok());
    let year = i16::try_from(number(&head[..4])?).ok()?;
    let time = DateTime::new(year, part(5)?, part(8)?, part(11)?, part(14)?, part(17)?, nanoseconds);
    Offset::UTC.to_timestamp(time.ok()?).ok()
}

/// A number of at most nine decimal digits.
fn number(digits: &[u8]) -> Option<i32> {
    digits
        .iter()
        .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i32::from(byte - b'0')))
}
