//! The commands with which a call selects its own fault: `Throttling.Api,retryAfter:800ms`.

use std::str::FromStr;
use std::sync::LazyLock;

use crate::contract::error::ERRORS;
use crate::contract::nearest::nearest;
use crate::scenario::faults::{self, FAULTS};
use crate::scenario::format::{
    Callback, Code, Connection, Delay, DurationText, Stall, Then, True, ValueError, Verification,
};

/// The commands besides the error codes and the connection faults: syntax and effect.
static COMMANDS: &[(&str, &str)] = &[
    ("pass", "the call is handled normally"),
    ("delay:<duration>", "the response is delayed, for example delay:2s"),
    ("retryAfter:<duration>", "with an error code: how long the client is told to wait"),
    ("status:<number>", "with an error code: another HTTP status"),
    ("dribble:<number>", "the body is sent at this many bytes per second"),
    ("verification:passed", "the identity check passes without a user"),
    ("verification:<SubCode>", "the identity check fails with this SubCode, for example verification:206"),
    ("result:<resultCode>", "the identity check ends in the browser with this code, for example result:1006"),
    ("expires:<duration>", "the identity check expires after this time, for example expires:0s"),
    ("callback:drop", "the callback is never sent"),
    ("callback:<number>", "the callback is sent this many times"),
    ("callback:<duration>", "the callback is delayed, for example callback:5s"),
];

/// All commands besides the error codes: syntax and effect.
pub static WORDS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    COMMANDS.iter().copied().chain(FAULTS.iter().map(|kind| (kind.word, kind.meaning))).collect()
});

/// The maximum length of the commands in a call, in bytes.
const MAX_COMMANDS: usize = 1024;

/// What is wrong with the commands of a call. A message is one or more whole sentences.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// They are too many.
    #[error("the commands are longer than {MAX_COMMANDS} bytes.")]
    TooLong,
    /// `retryAfter` or `status` without an error code.
    #[error("retryAfter and status need an error code, such as Throttling.Api.")]
    NoErrorCode,
    /// A command with a value that cannot be read.
    #[error("in {word:?}: {error}.")]
    Value {
        /// The command.
        word: String,
        /// What is wrong with its value.
        error: ValueError,
    },
    /// A command with a number outside of its bounds, or with none.
    #[error("in {word:?}: expected a whole number from {min} to {max}.")]
    Number {
        /// The command.
        word: String,
        /// The smallest number.
        min: u32,
        /// The largest number.
        max: u32,
    },
    /// `verification:` with something else than `passed` or three digits.
    #[error(
        "in {word:?}: expected passed, or a SubCode of three digits, such as 206.{}",
        did_you_mean("verification:", *meant)
    )]
    SubCode {
        /// The command.
        word: String,
        /// What was perhaps meant.
        meant: Option<&'static str>,
    },
    /// A command that does not exist.
    #[error(
        "{word:?} is not a command of the emulator.{} The commands are all error codes, and {}.",
        did_you_mean("", *meant),
        WORDS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    )]
    Unknown {
        /// The command.
        word: String,
        /// What was perhaps meant.
        meant: Option<&'static str>,
    },
}

fn did_you_mean(before: &str, meant: Option<&str>) -> String {
    meant.map(|near| format!(" Did you mean {before}{near}?")).unwrap_or_default()
}

/// Parses commands separated by commas.
///
/// # Errors
/// Which command is invalid.
pub fn read(text: &str) -> Result<Then, WordsError> {
    if text.len() > MAX_COMMANDS {
        return Err(WordsError::TooLong);
    }
    let mut then = Then::default();
    for word in text.split(',').map(str::trim) {
        parse_command(word, &mut then)?;
    }
    if then.error.is_none() && (then.retry_after.is_some() || then.status.is_some()) {
        return Err(WordsError::NoErrorCode);
    }
    Ok(then)
}

fn parse_command(word: &str, then: &mut Then) -> Result<(), WordsError> {
    let (name, value) = word.split_once(':').map_or((word, None), |(name, value)| (name, Some(value)));
    match (name, value) {
        ("pass", None) => then.pass = Some(True),
        ("stall", Some(value)) => {
            then.connection = Some(Connection::Stall(Stall { stall: parsed(word, value)? }));
        }
        ("delay", Some(value)) => then.delay = Some(Delay::Fixed(parsed(word, value)?)),
        ("retryAfter", Some(value)) => then.retry_after = Some(parsed(word, value)?),
        ("status", Some(value)) => then.status = Some(number(word, value, 200, 599)?),
        ("dribble", Some(value)) => then.dribble = Some(number(word, value, 1, u32::MAX)?),
        ("verification", Some("passed")) => {
            then.verification = Some(Verification { passed: Some(true), ..Verification::default() });
        }
        ("verification", Some(code)) => {
            check_sub_code(word, code)?;
            let (passed, sub_code) = (Some(false), Some(code.to_owned()));
            then.verification = Some(Verification { passed, sub_code, ..Verification::default() });
        }
        ("result", Some(code)) => {
            let result_code = Some(parsed(word, code)?);
            then.verification = Some(Verification { result_code, ..Verification::default() });
        }
        ("expires", Some(value)) => {
            let expires = Some(parsed(word, value)?);
            then.verification = Some(Verification { expires, ..Verification::default() });
        }
        ("callback", Some("drop")) => {
            then.callback = Some(Callback { drop: Some(true), ..Callback::default() });
        }
        ("callback", Some(value)) if value.parse::<DurationText>().is_ok() => {
            let delay = Some(parsed(word, value)?);
            then.callback = Some(Callback { delay, ..Callback::default() });
        }
        ("callback", Some(value)) => {
            let repeat = Some(number(word, value, 1, 100)?);
            then.callback = Some(Callback { repeat, ..Callback::default() });
        }
        (name, None) if let Some(kind) = faults::named(name) => {
            then.connection = Some(Connection::Fault(kind.fault));
        }
        _ => then.error = Some(word.parse::<Code>().map_err(|_| unknown(word))?),
    }
    Ok(())
}

/// SubCodes have three digits.
fn check_sub_code(word: &str, code: &str) -> Result<(), WordsError> {
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    Err(WordsError::SubCode { word: word.to_owned(), meant: nearest(code, ["passed"]) })
}

fn parsed<V: FromStr<Err = ValueError>>(word: &str, value: &str) -> Result<V, WordsError> {
    value.parse().map_err(|error| WordsError::Value { word: word.to_owned(), error })
}

fn number<N: TryFrom<u32>>(word: &str, value: &str, min: u32, max: u32) -> Result<N, WordsError> {
    let number = value.parse().ok().filter(|number| (min..=max).contains(number));
    let number = number.and_then(|number| N::try_from(number).ok());
    number.ok_or_else(|| WordsError::Number { word: word.to_owned(), min, max })
}

fn unknown(word: &str) -> WordsError {
    let names = WORDS.iter().map(|(name, _)| *name).chain(ERRORS.iter().map(|row| row.code));
    WordsError::Unknown { word: word.to_owned(), meant: nearest(word, names) }
}
