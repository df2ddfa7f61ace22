//! The flags of `torture`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::{complete, values};
use crate::contract::Strictness;
use crate::scenario::format::DurationText;
use crate::server::webhook::Mapping;
use crate::torture::run::Variable;

/// The flags of a search.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    subcommand_value_name = "replay"
)]
pub(in crate::cli) struct TortureArgs {
    #[command(subcommand)]
    pub(super) subcommand: Option<TortureSubcommand>,

    /// The command to run, after `--`.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub(super) command: Vec<OsString>,

    #[command(flatten)]
    pub(super) environment: RunEnvironment,

    /// Maximum number of faults in one run; a second fault is applied to calls that only happen because of the first.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=5))]
    pub(super) depth: u8,

    /// Number of additional runs with several random faults each.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) random: usize,

    /// Seed for the emulator's identifiers and for --random.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,

    /// Only these cells, such as 'Initialize#2:*'; may be repeated.
    #[arg(long, value_name = "PATTERN")]
    pub(super) only: Vec<String>,

    /// Skip these cells; may be repeated.
    #[arg(long, value_name = "PATTERN")]
    pub(super) skip: Vec<String>,

    /// Known failures: they are reported but do not fail the search.
    #[arg(long, value_name = "FILE")]
    pub(super) accept: Option<PathBuf>,

    /// Write all failures of this search to a file for --accept.
    #[arg(long, value_name = "FILE")]
    pub(super) write_accept: Option<PathBuf>,

    /// Start no run after this time, such as 5m.
    #[arg(long, value_name = "DURATION")]
    pub(super) budget: Option<DurationText>,

    /// Maximum number of runs.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) runs: Option<u32>,

    /// Number of parallel runs [default: the number of cores].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(super) jobs: Option<u16>,

    /// Make all delays of the emulator a hundred times shorter, and announce that to the client.
    #[arg(long)]
    pub(super) fast: bool,

    /// Folder for the scenario files of the failures and for the report.
    #[arg(long, value_name = "FOLDER", default_value = "torture")]
    pub(super) out: PathBuf,

    /// Also write report.html, a self-contained page, to that folder.
    #[arg(long, value_enum)]
    pub(super) report: Option<Report>,

    /// Also write the result as JUnit XML.
    #[arg(long, value_name = "FILE")]
    pub(super) junit: Option<PathBuf>,

    /// Also write the result as JSON.
    #[arg(long, value_name = "FILE")]
    pub(super) json: Option<PathBuf>,
}

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum Report {
    /// A self-contained HTML page.
    Html,
}

/// The environment of the command, with and without faults.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct RunEnvironment {
    /// A scenario that the command needs in any case, such as hands-free; the faults are placed before its rules.
    #[arg(long, value_name = "FILE|NAME", add = complete::scenarios())]
    pub(super) scenario: Option<String>,

    /// An additional environment variable for the command, such as 'ENDPOINT={endpoint}'; {url}, {accessKeyId} and
    /// {accessKeySecret} are replaced too. May be repeated.
    #[arg(long = "env", value_name = "NAME=VALUE", value_parser = values::variable)]
    pub(super) variables: Vec<Variable>,

    /// Send callbacks whose URL begins with FROM to TO instead; may be repeated. Those to https://127.0.0.1:PORT and
    /// https://localhost:PORT go to http, unless this says otherwise.
    #[arg(long = "callback-map", value_name = "FROM=TO")]
    pub(super) callback_maps: Vec<Mapping>,

    /// How strictly calls are checked: documented, observed or lenient.
    #[arg(long, value_name = "LEVEL", default_value = Strictness::default().word(), value_parser = values::strictness)]
    pub(super) strictness: Strictness,

    /// Timeout of a run, not counting the delays of its faults [default: three times the duration without faults, at
    /// least 10s].
    #[arg(long, value_name = "DURATION")]
    pub(super) timeout: Option<DurationText>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum TortureSubcommand {
    /// Run the command again with a scenario file written by a search; exit code 1 if it still fails.
    Replay(ReplayArgs),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ReplayArgs {
    /// The scenario file.
    pub(super) file: String,

    #[command(flatten)]
    pub(super) environment: RunEnvironment,

    /// The command to run, after `--`.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub(super) command: Vec<OsString>,
}
