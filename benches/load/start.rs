//! How long a user waits after starting a server: from spawning the process to its first 200 answer.

use std::time::{Duration, Instant};

use crate::options::{Options, Servers};
use crate::process::Server;
use crate::{Result, probe};

/// Times to the first answer, one for each start.
pub(crate) struct Starts {
    pub(crate) bare: Vec<Duration>,
    pub(crate) emulator: Vec<Duration>,
}

/// Starts both servers in turns; the first start of each only warms the page cache and is not counted.
pub(crate) fn measure(options: &Options, servers: &Servers) -> Result<Starts> {
    let mut starts = Starts { bare: Vec::new(), emulator: Vec::new() };
    for turn in 0..=options.starts {
        let bare = first_answer(|| servers.start_bare())?;
        let emulator = first_answer(|| servers.start_emulator())?;
        if turn > 0 {
            starts.bare.push(bare);
            starts.emulator.push(emulator);
        }
    }
    Ok(starts)
}

fn first_answer(start: impl FnOnce() -> Result<Server>) -> Result<Duration> {
    let begin = Instant::now();
    let server = start()?;
    probe::send_request(server.address())?;
    Ok(begin.elapsed())
}
