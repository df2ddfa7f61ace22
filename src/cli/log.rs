//! Sets up the log: destination, format and level.

use std::io::{self, IsTerminal as _};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;

use crate::cli::serve_args::{LogFormat, ServeArgs};
use crate::server::log::call::{CallLog, LogStyle};
use crate::server::log::sink::{Flush, Sink};

/// Starts the log on stderr. tracing can be set up only once in a process; a second start has no effect on it.
///
/// # Errors
/// The system cannot start the writer thread.
pub(super) fn start(options: &ServeArgs) -> io::Result<(CallLog, Flush)> {
    let level = match (options.quiet, options.verbose) {
        (true, _) => LevelFilter::WARN,
        (false, 0) => LevelFilter::INFO,
        (false, 1) => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let colour =
        io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let (sink, flush) = Sink::start(io::stderr())?;
    let builder = fmt()
        .with_writer(sink.clone())
        .with_ansi(colour) // Otherwise it panics when stderr cannot be written.
        .log_internal_errors(false)
        .with_max_level(level)
        .with_target(false);
    let style = match options.log {
        LogFormat::Text => {
            let _ = builder.with_timer(TimeOfDay).try_init();
            LogStyle::Text { colour }
        }
        LogFormat::Json => {
            let _ = builder.json().flatten_event(true).try_init();
            LogStyle::Json
        }
    };
    Ok((CallLog { sink, style, quiet: options.quiet }, flush))
}

/// The time in the format of the call log: `10:01:30.123Z`.
struct TimeOfDay;

impl FormatTime for TimeOfDay {
    fn format_time(&self, out: &mut Writer<'_>) -> std::fmt::Result {
        out.write_str(&jiff::Timestamp::now().strftime("%H:%M:%S%.3fZ").to_string())
    }
}

impl<'a> MakeWriter<'a> for Sink {
    type Writer = &'a Sink;

    fn make_writer(&'a self) -> &'a Sink {
        self
    }
}
