//! The log of a run: where its lines go, and how many there are.

use std::io::IsTerminal as _;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt;

use super::options::{LogFormat, ServeOptions};

/// Sends the log to stderr. A second start in one process keeps the first one's log.
pub(super) fn start(options: &ServeOptions) {
    let level = match (options.quiet, options.verbose) {
        (true, _) => LevelFilter::WARN,
        (false, 0) => LevelFilter::INFO,
        (false, 1) => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let builder = fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        // It would report a stderr that cannot be written to on stderr, and panic.
        .log_internal_errors(false)
        .with_max_level(level)
        .with_target(false);
    let _ = match options.log {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}
