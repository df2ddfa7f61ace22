//! Errors of the command line as one line: what is wrong, which variable it came from, what to try.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What the parsers of numbers say, and the same for a user.
const PHRASES: [(&str, &str); 4] = [
    ("invalid digit found in string", "expected a whole number"),
    ("cannot parse integer from empty string", "expected a whole number"),
    ("number too large to fit in target type", "the number is too large"),
    ("number too small to fit in target type", "the number is too small"),
];

/// Rewrites what the parsers of numbers say: `70000 is not in 0..=65535` is `expected a number from 0 to 65535`.
fn reworded(message: &str) -> String {
    let message =
        PHRASES.iter().fold(message.to_owned(), |text, (phrase, plain)| text.replace(phrase, plain));
    let Some((before, range)) = message.split_once(" is not in ") else { return message };
    let Some((min, max)) = range.split_once("..") else { return message };
    let before = before.rsplit_once(": ").map_or(before, |(before, _)| before);
    format!("{before}: expected a number from {min} to {}", max.trim_start_matches('='))
}

/// clap's error message as one line, without the usage.
pub(super) fn line(error: &Error) -> String {
    let rendered = error.render().to_string();
    let message = rendered
        .split("\n\n")
        .filter(|part| !part.starts_with("Usage:") && !part.starts_with("For more information"))
        .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("; ");
    let message = reworded(message.strip_prefix("error: ").unwrap_or(&message));
    match variable(error) {
        Some(variable) => format!("{message} (the value of {variable}); try --help"),
        None => format!("{message}; try --help"),
    }
}

/// Whether the "error" is a request for help or the version.
pub(super) fn is_help(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// The environment variable that the invalid value came from.
fn variable(error: &Error) -> Option<String> {
    let string = |kind| match error.get(kind) {
        Some(ContextValue::String(value)) => Some(value.as_str()),
        _ => None,
    };
    let flag = string(ContextKind::InvalidArg)?.strip_prefix("--")?;
    let name = flag.split([' ', '.']).next()?.to_ascii_uppercase().replace('-', "_");
    let variable = format!("CLOUDAUTH_LOCAL_{name}");
    let value = std::env::var(&variable).ok()?;
    value.contains(string(ContextKind::InvalidValue)?).then_some(variable)
}
