//! The command line of the benchmark, and the commands that start the two servers.

use std::process::{Command, Stdio};
use std::{env, thread};

use clap::{Parser, ValueEnum};

use crate::process::Server;
use crate::sign::{ACCESS_KEY_ID, ACCESS_KEY_SECRET};
use crate::{Result, bare, probe};

/// Loads the emulator and a bare hyper server in turns, and prints what the emulator costs as ratios.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    /// Measured rounds for each server, after one to warm up
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) rounds: u32,
    /// Requests in a round
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) requests: u32,
    /// Keep-alive connections, each with one request at a time
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) connections: u32,
    /// Starts of each server
    #[arg(long, default_value_t = 21, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) starts: u32,
    /// Measure only this
    #[arg(long)]
    pub(crate) only: Option<Only>,
    /// Further arguments for the emulator, separated by spaces
    #[arg(long, default_value = "", allow_hyphen_values = true)]
    pub(crate) emulator_args: String,
    /// Keep the servers on the first core and the load on the last (needs `taskset`)
    #[arg(long)]
    pub(crate) pin: bool,
    /// Passed by cargo; means nothing here
    #[arg(long, hide = true)]
    bench: bool,
}

/// One part of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// Throughput, latency, CPU time and memory under load
    Throughput,
    /// The time from start to the first answer
    Start,
    /// What 10,000 idle and 1,000 slow clients cost a normal one; measured only when asked for
    Crowd,
}

/// The two programs under load.
pub(crate) struct Servers {
    bare: Vec<String>,
    emulator: Vec<String>,
    /// The length of the emulator's success answer, and so of the bare server's body, in bytes.
    pub(crate) body_length: usize,
}

impl Options {
    /// Asks the emulator once, to learn how long its answer is, and so completes both command lines.
    pub(crate) fn servers(&self) -> Result<Servers> {
        let prefix = if self.pin { "taskset -c 0 " } else { "" };
        let command = |program: &str, arguments: &str| {
            let words = prefix.split_whitespace().chain([program]).chain(arguments.split_whitespace());
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        let emulator = command(
            env!("CARGO_BIN_EXE_cloudauth-local"),
            &format!(
                "--port 0 --account {ACCESS_KEY_ID}:{ACCESS_KEY_SECRET} --qps 10000000 --burst 10000000 -q {}",
                self.emulator_args
            ),
        );
        let body_length = probe::send_request(Server::start(ready(&emulator)?)?.address())?;
        let page_response = env::current_exe()?;
        let page_response = page_response.to_str().ok_or("the path of this program is not UTF-8")?;
        let bare = command(page_response, &format!("{} {body_length}", bare::ARGUMENT));
        Ok(Servers { bare, emulator, body_length })
    }
}

impl Servers {
    /// Starts a bare server.
    pub(crate) fn start_bare(&self) -> Result<Server> {
        Server::start(ready(&self.bare)?)
    }

    /// Starts an emulator.
    pub(crate) fn start_emulator(&self) -> Result<Server> {
        Server::start(ready(&self.emulator)?)
    }

    /// Starts an emulator with room for so many connections.
    pub(crate) fn start_roomy_emulator(&self, connections: usize) -> Result<Server> {
        let mut command = ready(&self.emulator)?;
        command.args(["--connections", &connections.to_string()]);
        Server::start(command)
    }
}

/// A command without this shell's settings for the emulator, which would change what is measured.
fn ready(words: &[String]) -> Result<Command> {
    let (program, arguments) = words.split_first().ok_or("an empty command")?;
    let mut command = Command::new(program);
    command.args(arguments);
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("CLOUDAUTH_LOCAL_") {
            command.env_remove(name);
        }
    }
    Ok(command)
}

/// Moves this process, and so the load, to the last core; the servers are started on the first.
pub(crate) fn pin_to_last_core() -> Result<()> {
    let last = thread::available_parallelism()?.get() - 1;
    let status = Command::new("taskset")
        .args(["-cp", &last.to_string(), &std::process::id().to_string()])
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("--pin needs the program taskset: {error}"))?;
    if status.success() { Ok(()) } else { Err("--pin: taskset failed".into()) }
}
