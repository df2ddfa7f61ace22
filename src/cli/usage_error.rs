//! Errors of the command line as one line: what is wrong, which variable it came from, what to try.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

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
    let message = message.strip_prefix("error: ").unwrap_or(&message);
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
