//! What is written to stdout, and to stderr where a command fails.

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use crate::cli::CANNOT_RUN;
use crate::server::log::escape::escaped;

/// The control characters of a text of several lines.
const LAYOUT: [char; 2] = ['\n', '\t'];

/// Writes a text for people. Hidden characters in it, of a file or a client, are escaped.
#[must_use]
pub(super) fn print(text: &str) -> ExitCode {
    print_then(text, ExitCode::SUCCESS)
}

/// Writes a text for people, and gives the exit code of what was found.
#[must_use]
pub(super) fn print_then(text: &str, code: ExitCode) -> ExitCode {
    write(escaped(text, &LAYOUT).as_bytes(), code)
}

/// Writes a text as it is: for a program that reads it, or one with colours.
#[must_use]
pub(super) fn print_exactly(text: &str, code: ExitCode) -> ExitCode {
    write(text.as_bytes(), code)
}

/// Writes to stdout. A closed pipe is not an error: `head` for example stops reading early.
fn write(bytes: &[u8], code: ExitCode) -> ExitCode {
    let mut stdout = io::stdout().lock();
    written(stdout.write_all(bytes).and_then(|()| stdout.flush()), code)
}

/// The exit code after something was written to stdout.
#[must_use]
pub(super) fn written(result: io::Result<()>, code: ExitCode) -> ExitCode {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            cannot_run(&format!("cannot write to stdout: {error}"))
        }
        _ => code,
    }
}

/// Writes a report of several lines to stderr.
pub(super) fn print_report(report: &str) {
    // If stderr cannot be written, the exit code still reports the failure.
    let _ = io::stderr().write_all(escaped(report, &LAYOUT).as_bytes());
}

/// Writes an error to stderr, in one line.
pub(super) fn print_error(reason: &str) {
    // If stderr cannot be written, the exit code still reports the failure.
    let _ = writeln!(io::stderr(), "error: {}", escaped(reason, &LAYOUT));
}

/// Writes a note to stderr, in one line.
pub(super) fn print_note(note: &str) {
    // A note that stderr does not take is lost; the command goes on.
    let _ = writeln!(io::stderr(), "note: {}", escaped(note, &LAYOUT));
}

/// Writes to stderr why the command cannot run.
pub(super) fn cannot_run(reason: &str) -> ExitCode {
    print_error(reason);
    ExitCode::from(CANNOT_RUN)
}
