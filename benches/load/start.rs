//! Start time: from spawning the server process to its first response with the status 200.

use std::time::{Duration, Instant};

use crate::options::{Options, Servers};
use crate::process::Server;
use crate::{Result, probe};

/// Times to the first response, one per start.
pub(crate) struct Starts {
    pub(crate) bare: Vec<Duration>,
    pub(crate) emulator: Vec<Duration>,
}

/// Starts the two servers alternately; the first start of each only warms the page cache and is not counted.
pub(crate) fn measure(options: &Options, servers: &Servers) -> Result<Starts> {
    let mut starts = Starts { bare: Vec::new(), emulator: Vec::new() };
    for turn in 0..=options.starts {
        let bare = time_to_first_response(|| servers.start_bare())?;
        let emulator = time_to_first_response(|| servers.start_emulator())?;
        if turn > 0 {
            starts.bare.push(bare);
            starts.emulator.push(emulator);
        }
    }
    Ok(starts)
}

fn time_to_first_response(start: impl FnOnce() -> Result<Server>) -> Result<Duration> {
    let begin = Instant::now();
    let server = start()?;
    probe::send_request(server.address())?;
    Ok(begin.elapsed())
}
