//! Instructions per request, counted by callgrind: a figure that no other work on the machine changes.
//!
//! Each server runs twice, with few and with many requests; the difference is what the requests cost. Only instructions
//! of the process count, not those of the kernel. valgrind has no SHA instructions, so hashing counts for more than it
//! takes on a processor that has them.

use std::path::Path;
use std::{env, fs};

use crate::options::{self, Servers};
use crate::process::Server;
use crate::sign::Batch;
use crate::{Result, client, progress};

/// Requests of the two runs. The few of the first fill what is made once.
const REQUESTS: [usize; 2] = [500, 2_500];
const CONNECTIONS: usize = 8;

/// The instructions per request of each server.
pub(crate) fn measure(servers: &Servers) -> Result<Vec<(&'static str, f64)>> {
    let mut counts = Vec::new();
    for (server, words) in servers.all() {
        let mut totals = [0.0; 2];
        for (total, requests) in totals.iter_mut().zip(REQUESTS) {
            progress::say(&format!("{server}: {requests} requests"), false);
            *total = count(words, requests)?;
        }
        let requests = f64::from(u32::try_from(REQUESTS[1] - REQUESTS[0])?);
        counts.push((server, (totals[1] - totals[0]) / requests));
    }
    progress::say("", true);
    Ok(counts)
}

/// The instructions of a server from its start to its end, with this many requests between.
fn count(words: &[String], requests: usize) -> Result<f64> {
    let file = env::temp_dir().join(format!("cloudauth-local-bench-{}.callgrind", std::process::id()));
    let file_argument = format!("--callgrind-out-file={}", file.display());
    let valgrind = ["valgrind", "--tool=callgrind", "--quiet", &file_argument];
    let words: Vec<String> = valgrind.map(str::to_owned).into_iter().chain(words.iter().cloned()).collect();
    let command = options::clean_command(&words)?;
    let server = Server::start(command).map_err(|error| format!("valgrind: {error}"))?;
    let batch = Batch::sign(&server.address().to_string(), requests)?;
    client::run(&server, batch, CONNECTIONS, || Ok(()))?;
    server.terminate()?;
    let total = total(&file);
    _ = fs::remove_file(&file);
    total
}

/// The total of a file of callgrind.
fn total(file: &Path) -> Result<f64> {
    let text = fs::read_to_string(file)?;
    let line =
        text.lines().find_map(|line| line.strip_prefix("summary:")).ok_or("callgrind wrote no summary")?;
    Ok(line.trim().parse()?)
}
