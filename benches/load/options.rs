//! The command line of the benchmark, and the commands that start the servers.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, thread};

use clap::{Parser, ValueEnum};

use crate::process::Server;
use crate::sign::{ACCESS_KEY_ID, ACCESS_KEY_SECRET};
use crate::{Result, bare, probe};

/// Measures the emulator and a bare hyper server in alternating rounds, and prints the ratios.
#[derive(Debug, Clone, Parser)]
pub(crate) struct Options {
    /// Measured rounds per server, after one warm-up round
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) rounds: u32,
    /// Requests per round
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) requests: u32,
    /// Keep-alive connections, each with one request at a time
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) connections: u32,
    /// Measured starts per server
    #[arg(long, default_value_t = 21, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) starts: u32,
    /// Run only this measurement
    #[arg(long)]
    pub(crate) only: Option<Only>,
    /// Another build of the emulator, measured in the same run
    #[arg(long, value_name = "PATH")]
    pub(crate) against: Option<PathBuf>,
    /// Additional arguments for the emulator, separated by spaces
    #[arg(long, default_value = "", allow_hyphen_values = true)]
    pub(crate) emulator_args: String,
    /// Pin the servers to the first core and the load generator to the last (needs `taskset`)
    #[arg(long)]
    pub(crate) pin: bool,
    /// Passed by `cargo bench`; ignored
    #[arg(long, hide = true)]
    pub(crate) bench: bool,
}

/// One part of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// Throughput, latency, CPU time and memory under load
    Throughput,
    /// Time from start to the first response
    Start,
    /// Latency of a normal client beside 10,000 idle and 1,000 slow connections; runs only when selected
    Connections,
    /// Instructions per request, counted by callgrind (needs `valgrind`); runs only when selected
    Instructions,
    /// CPU time per request as rules, accounts, transactions, listeners and keys grow; runs only when selected
    Growth,
}

/// The command lines of the servers.
pub(crate) struct Servers {
    bare: Vec<String>,
    emulator: Vec<String>,
    /// The other build of the emulator, of `--against`.
    against: Option<Vec<String>>,
    /// The length of the emulator's successful response body, and so of the bare server's body, in bytes.
    pub(crate) body_length: usize,
}

impl Options {
    /// Builds both command lines. Sends the emulator one request, to make the bare server's body as long as its body.
    pub(crate) fn servers(&self) -> Result<Servers> {
        let prefix = if self.pin { "taskset -c 0 " } else { "" };
        let command = |program: &str, arguments: &str| {
            let words = prefix.split_whitespace().chain([program]).chain(arguments.split_whitespace());
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        let arguments = format!(
            "--port 0 --account {ACCESS_KEY_ID}:{ACCESS_KEY_SECRET} --qps 10000000 --burst 10000000 -q {}",
            self.emulator_args
        );
        let emulator = command(env!("CARGO_BIN_EXE_cloudauth-local"), &arguments);
        let against = match &self.against {
            Some(path) => Some(command(path.to_str().ok_or("--against: the path is not UTF-8")?, &arguments)),
            None => None,
        };
        let body_length = probe::send_request(Server::start(clean_command(&emulator)?)?.address())?;
        let program_path = env::current_exe()?;
        let program_path = program_path.to_str().ok_or("the path of this program is not UTF-8")?;
        let bare = command(program_path, &format!("{} {body_length}", bare::ARGUMENT));
        Ok(Servers { bare, emulator, against, body_length })
    }
}

/// The name of a server in the tables, and its command line.
pub(crate) type Named<'a> = (&'static str, &'a [String]);

impl Servers {
    /// All servers, the bare one first.
    pub(crate) fn all(&self) -> Vec<Named<'_>> {
        let against = self.against.as_deref().map(|words| ("against", words));
        [("bare", self.bare.as_slice()), ("emulator", &self.emulator)].into_iter().chain(against).collect()
    }

    /// Starts a bare server.
    pub(crate) fn start_bare(&self) -> Result<Server> {
        Server::start(clean_command(&self.bare)?)
    }

    /// Starts an emulator.
    pub(crate) fn start_emulator(&self) -> Result<Server> {
        Server::start(clean_command(&self.emulator)?)
    }

    /// Starts an emulator with more arguments.
    pub(crate) fn start_emulator_with<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Server> {
        let mut command = clean_command(&self.emulator)?;
        command.args(arguments);
        Server::start(command)
    }
}

/// A command without the `CLOUDAUTH_LOCAL_*` variables of this environment, which would change what is measured.
pub(crate) fn clean_command(words: &[String]) -> Result<Command> {
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

/// Pins this process, the load generator, to the last core; the servers are started on the first.
pub(crate) fn pin_to_last_core() -> Result<()> {
    let last = thread::available_parallelism()?.get() - 1;
    let status = Command::new("taskset")
        .args(["-cp", &last.to_string(), &std::process::id().to_string()])
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("--pin needs the program taskset: {error}"))?;
    if status.success() { Ok(()) } else { Err("--pin: taskset failed".into()) }
}
