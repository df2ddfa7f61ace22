//! Throughput: alternating rounds of the same load on all servers, with the CPU time and memory of the server.

use std::time::Duration;

use crate::Result;
use crate::options::{self, Options, Servers};
use crate::process::{self, Server};
use crate::sign::Batch;
use crate::{client, progress};

/// The rounds of one server, in order.
pub(crate) struct Rounds {
    pub(crate) server: &'static str,
    pub(crate) figures: Vec<Figures>,
}

/// Measurements of one server in one round.
pub(crate) struct Figures {
    pub(crate) requests_per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    /// CPU time of the server process per request, in microseconds.
    pub(crate) server_micros: f64,
    /// CPU time of the load generator per request, in microseconds.
    pub(crate) load_micros: f64,
    /// Resident memory of the server after the round, in KiB.
    pub(crate) resident_kib: u32,
}

/// Runs the rounds, of the bare server first. The order of the servers alternates, so that a drift of the machine's speed
/// affects all of them.
pub(crate) fn measure(options: &Options, servers: &Servers) -> Result<Vec<Rounds>> {
    let mut rounds = Vec::new();
    let mut running = Vec::new();
    for (server, words) in servers.all() {
        running.push(Server::start(options::clean_command(words)?)?);
        rounds.push(Rounds { server, figures: Vec::new() });
    }
    for turn in 0..=options.rounds {
        let mut order: Vec<usize> = (0..running.len()).collect();
        if turn % 2 == 1 {
            order.reverse();
        }
        for index in order {
            let round = run_round(options, &running[index])?;
            // The first round warms up.
            if turn > 0 {
                rounds[index].figures.push(round);
            }
        }
        progress::round(turn, options.rounds);
    }
    Ok(rounds)
}

pub(crate) fn run_round(options: &Options, server: &Server) -> Result<Figures> {
    let batch = Batch::sign(&server.address().to_string(), usize::try_from(options.requests)?)?;
    let (mut server_before, mut load_before) = (Duration::ZERO, Duration::ZERO);
    let round = client::run(server, batch, usize::try_from(options.connections)?, || {
        (server_before, load_before) = (server.cpu_time()?, process::cpu_time("self")?);
        Ok(())
    })?;
    let (server_after, load_after) = (server.cpu_time()?, process::cpu_time("self")?);
    let requests = f64::from(options.requests);
    let per_request =
        |before: Duration, after: Duration| after.saturating_sub(before).as_secs_f64() * 1e6 / requests;
    Ok(Figures {
        requests_per_second: requests / round.elapsed.as_secs_f64(),
        p50: round.latencies.quantile(500),
        p99: round.latencies.quantile(990),
        server_micros: per_request(server_before, server_after),
        load_micros: per_request(load_before, load_after),
        resident_kib: server.resident_kib()?,
    })
}
