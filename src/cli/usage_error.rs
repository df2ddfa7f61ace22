//! A command line that cannot be used, in one line: what is wrong, where it came from, what to try.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What clap says of a command line that it refuses, as one line without its usage.
pub(super) fn line(error: &Error) -> String {
    let text = error.render().to_string();
    let said = text
        .split("\n\n")
        .filter(|part| !part.starts_with("Usage:") && !part.starts_with("For more information"))
        .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("; ");
    let said = said.strip_prefix("error: ").unwrap_or(&said);
    match variable(error) {
        Some(variable) => format!("{said} (the value of {variable}); try --help"),
        None => format!("{said}; try --help"),
    }
}

/// Whether clap only wants to print what was asked for: help, version.
pub(super) fn is_help(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// The environment variable that the refused value stands in.
fn variable(error: &Error) -> Option<String> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let flag = text(ContextKind::InvalidArg)?.strip_prefix("--")?;
    let name = flag.split([' ', '.']).next()?.to_ascii_uppercase().replace('-', "_");
    let variable = format!("CLOUDAUTH_LOCAL_{name}");
    let value = std::env::var(&variable).ok()?;
    value.contains(text(ContextKind::InvalidValue)?).then_some(variable)
}
