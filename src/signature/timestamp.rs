//! The timestamp format of signed calls.

use jiff::Timestamp;

/// Parses `yyyy-MM-ddTHH:mm:ssZ`, optionally with a fraction of a second of one to nine digits before the `Z`.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let (head, tail) = bytes.split_at_checked(19)?;
    if [head[4], head[7], head[10], head[13], head[16]] != *b"--T::" {
        return None;
    }
    match tail {
        b"Z" => {}
        // The format is checked at this point; jiff parses the fraction.
        [b'.', digits @ .., b'Z']
            if (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) =>
        {
            return (number(head, 17, 2)? < 60).then(|| text.parse().ok()).flatten();
        }
        _ => return None,
    }
    let (year, month, day) = (number(head, 0, 4)?, number(head, 5, 2)?, number(head, 8, 2)?);
    let (hour, minute, second) = (number(head, 11, 2)?, number(head, 14, 2)?, number(head, 17, 2)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Days since 1970-01-01, with years that begin in March so that the leap day comes last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (month * 153 + 2) / 5
        + (day - 1)
        - 719_468;
    Timestamp::from_second(((days * 24 + hour) * 60 + minute) * 60 + second).ok()
}

fn number(bytes: &[u8], at: usize, digits: usize) -> Option<i64> {
    bytes[at..at + digits]
        .iter()
        .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}
