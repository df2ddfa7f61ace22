//! The words with which a call says itself what shall happen to it: `Throttling.Api,retryAfter:800ms`.

use crate::contract::error::ERRORS;
use crate::contract::nearest::nearest;
use crate::scenario::format::{
    Callback, Code, Connection, ConnectionFault, Delay, DurationText, Stall, Then, True, Verification,
};

/// Every word besides the error codes: how it is written, and what it does.
pub static WORDS: &[(&str, &str)] = &[
    ("pass", "the call is handled as usual"),
    ("delay:<span>", "the answer waits, for example delay:2s"),
    ("retryAfter:<span>", "with an error code: how long the client is told to wait"),
    ("status:<number>", "with an error code: another HTTP status"),
    ("dribble:<number>", "the body leaves at so many bytes a second"),
    ("reset", "a TCP reset in place of the answer"),
    ("closeEarly", "the connection is closed before the first byte of the answer"),
    ("closeMidBody", "the connection is closed in the middle of the body"),
    ("stall", "the head of the answer, then silence; stall:<span> bounds it"),
    ("garbage", "bytes that are not HTTP"),
    ("verification:passed", "the identity check passes without a human"),
    ("verification:<SubCode>", "the identity check fails with this SubCode, for example verification:206"),
    ("callback:drop", "the callback is never sent"),
    ("callback:<number>", "the callback is sent so often"),
    ("callback:<span>", "the callback comes so much later, for example callback:5s"),
];

/// Reads words that are separated by commas.
///
/// # Errors
/// One sentence that says which word is wrong and which words exist.
pub fn read(text: &str) -> Result<Then, String> {
    let mut then = Then::default();
    for word in text.split(',').map(str::trim) {
        take(word, &mut then)?;
    }
    if then.error.is_none() && (then.retry_after.is_some() || then.status.is_some()) {
        return Err("retryAfter and status need an error code beside them, such as Throttling.Api.".into());
    }
    Ok(then)
}

fn take(word: &str, then: &mut Then) -> Result<(), String> {
    let (name, value) = word.split_once(':').map_or((word, None), |(name, value)| (name, Some(value)));
    let error = |error| Some(Connection::Fault(error));
    match (name, value) {
        ("pass", None) => then.pass = Some(True),
        ("reset", None) => then.connection = error(ConnectionFault::Reset),
        ("closeEarly", None) => then.connection = error(ConnectionFault::CloseEarly),
        ("closeMidBody", None) => then.connection = error(ConnectionFault::CloseMidBody),
        ("garbage", None) => then.connection = error(ConnectionFault::Garbage),
        ("stall", None) => then.connection = error(ConnectionFault::Stall),
        ("stall", Some(value)) => {
            then.connection = Some(Connection::Stall(Stall { stall: span(word, value)? }));
        }
        ("delay", Some(value)) => then.delay = Some(Delay::Fixed(span(word, value)?)),
        ("retryAfter", Some(value)) => then.retry_after = Some(span(word, value)?),
        ("status", Some(value)) => then.status = Some(number(word, value, &200, &599)?),
        ("dribble", Some(value)) => then.dribble = Some(number(word, value, &1, &u32::MAX)?),
        ("verification", Some("passed")) => {
            then.verification = Some(Verification { passed: Some(true), ..Verification::default() });
        }
        ("verification", Some(code)) if !code.is_empty() => {
            let (passed, sub_code) = (Some(false), Some(code.to_owned()));
            then.verification = Some(Verification { passed, sub_code, ..Verification::default() });
        }
        ("callback", Some("drop")) => {
            then.callback = Some(Callback { drop: Some(true), ..Callback::default() });
        }
        ("callback", Some(value)) if value.parse::<DurationText>().is_ok() => {
            let delay = Some(span(word, value)?);
            then.callback = Some(Callback { delay, ..Callback::default() });
        }
        ("callback", Some(value)) => {
            let repeat = Some(number(word, value, &1, &100)?);
            then.callback = Some(Callback { repeat, ..Callback::default() });
        }
        _ => then.error = Some(word.parse::<Code>().map_err(|_| unknown(word))?),
    }
    Ok(())
}

fn span(word: &str, value: &str) -> Result<DurationText, String> {
    value.parse().map_err(|error| format!("in {word:?}: {error}."))
}

fn number<N: std::str::FromStr + PartialOrd + std::fmt::Display>(
    word: &str,
    value: &str,
    least: &N,
    most: &N,
) -> Result<N, String> {
    value
        .parse()
        .ok()
        .filter(|number| (least..=most).contains(&number))
        .ok_or_else(|| format!("in {word:?}: expected a whole number from {least} to {most}."))
}

fn unknown(word: &str) -> String {
    let names: Vec<&str> = WORDS.iter().map(|(name, _)| *name).collect();
    let codes = ERRORS.iter().map(|row| row.code);
    let hint = match nearest(word, names.iter().copied().chain(codes)) {
        Some(near) => format!(" Did you mean {near}?"),
        None => String::new(),
    };
    format!(
        "{word:?} is no word of the emulator.{hint} The words are every error code, and {}.",
        names.join(", ")
    )
}
