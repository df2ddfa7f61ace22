//! The commands with which a call selects its own fault: `Throttling.Api,retryAfter:800ms`.

use std::sync::LazyLock;

use crate::contract::error::ERRORS;
use crate::contract::nearest::nearest;
use crate::scenario::faults::{self, FAULTS};
use crate::scenario::format::{
    Callback, Code, Connection, Delay, DurationText, Stall, Then, True, Verification,
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

/// Parses commands separated by commas.
///
/// # Errors
/// One sentence: which command is invalid, and which ones exist.
pub fn read(text: &str) -> Result<Then, String> {
    if text.len() > MAX_COMMANDS {
        return Err(format!("the commands are longer than {MAX_COMMANDS} bytes."));
    }
    let mut then = Then::default();
    for word in text.split(',').map(str::trim) {
        parse_command(word, &mut then)?;
    }
    if then.error.is_none() && (then.retry_after.is_some() || then.status.is_some()) {
        return Err("retryAfter and status need an error code, such as Throttling.Api.".into());
    }
    Ok(then)
}

fn parse_command(word: &str, then: &mut Then) -> Result<(), String> {
    let (name, value) = word.split_once(':').map_or((word, None), |(name, value)| (name, Some(value)));
    match (name, value) {
        ("pass", None) => then.pass = Some(True),
        ("stall", Some(value)) => {
            then.connection = Some(Connection::Stall(Stall { stall: duration(word, value)? }));
        }
        ("delay", Some(value)) => then.delay = Some(Delay::Fixed(duration(word, value)?)),
        ("retryAfter", Some(value)) => then.retry_after = Some(duration(word, value)?),
        ("status", Some(value)) => then.status = Some(number(word, value, &200, &599)?),
        ("dribble", Some(value)) => then.dribble = Some(number(word, value, &1, &u32::MAX)?),
        ("verification", Some("passed")) => {
            then.verification = Some(Verification { passed: Some(true), ..Verification::default() });
        }
        ("verification", Some(code)) => {
            check_sub_code(word, code)?;
            let (passed, sub_code) = (Some(false), Some(code.to_owned()));
            then.verification = Some(Verification { passed, sub_code, ..Verification::default() });
        }
        ("result", Some(code)) => {
            let result_code = Some(code.parse().map_err(|error| format!("in {word:?}: {error}."))?);
            then.verification = Some(Verification { result_code, ..Verification::default() });
        }
        ("expires", Some(value)) => {
            let expires = Some(duration(word, value)?);
            then.verification = Some(Verification { expires, ..Verification::default() });
        }
        ("callback", Some("drop")) => {
            then.callback = Some(Callback { drop: Some(true), ..Callback::default() });
        }
        ("callback", Some(value)) if value.parse::<DurationText>().is_ok() => {
            let delay = Some(duration(word, value)?);
            then.callback = Some(Callback { delay, ..Callback::default() });
        }
        ("callback", Some(value)) => {
            let repeat = Some(number(word, value, &1, &100)?);
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
fn check_sub_code(word: &str, code: &str) -> Result<(), String> {
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    let hint = match nearest(code, ["passed"]) {
        Some(near) => format!(" Did you mean verification:{near}?"),
        None => String::new(),
    };
    Err(format!("in {word:?}: expected passed, or a SubCode of three digits, such as 206.{hint}"))
}

fn duration(word: &str, value: &str) -> Result<DurationText, String> {
    value.parse().map_err(|error| format!("in {word:?}: {error}."))
}

fn number<N: std::str::FromStr + PartialOrd + std::fmt::Display>(
    word: &str,
    value: &str,
    min: &N,
    max: &N,
) -> Result<N, String> {
    value
        .parse()
        .ok()
        .filter(|number| (min..=max).contains(&number))
        .ok_or_else(|| format!("in {word:?}: expected a whole number from {min} to {max}."))
}

fn unknown(word: &str) -> String {
    let names: Vec<&str> = WORDS.iter().map(|(name, _)| *name).collect();
    let codes = ERRORS.iter().map(|row| row.code);
    let hint = match nearest(word, names.iter().copied().chain(codes)) {
        Some(near) => format!(" Did you mean {near}?"),
        None => String::new(),
    };
    format!(
        "{word:?} is not a command of the emulator.{hint} The commands are all error codes, and {}.",
        names.join(", ")
    )
}
