//! One line on standard error that says how far a measurement is; nothing where standard error is not a terminal.

use std::io::{self, IsTerminal as _, Write as _};

/// Says that a round has ended; round 0 warms up.
pub(crate) fn round(done: u32, of: u32) {
    say(&format!("round {done} of {of}"), done == of);
}

/// Writes `text` over the line of before; the last line is taken away.
pub(crate) fn say(text: &str, last: bool) {
    let mut out = io::stderr().lock();
    if out.is_terminal() {
        let text = if last { "" } else { text };
        _ = write!(out, "\r\x1b[2K{text}");
        _ = out.flush();
    }
}
