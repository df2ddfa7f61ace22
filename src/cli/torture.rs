//! `torture`: its flags, and what it prints.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::atomic::AtomicUsize;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use tokio::sync::watch;

use super::serve_args::strictness;
use super::{cannot_run, print, print_error, scenario, stop};
use crate::contract::Strictness;
use crate::scenario::Scenario;
use crate::scenario::format::DurationText;
use crate::server::webhook::Mapping;
use crate::torture::accept::{self, AcceptList};
use crate::torture::harness::Harness;
use crate::torture::injection::name;
use crate::torture::plan::CellFilter;
use crate::torture::process::CommandLine;
use crate::torture::progress::Progress;
use crate::torture::run::{RunSetup, Variable};
use crate::torture::scenario::ScenarioTemplate;
use crate::torture::search::{SearchResult, SearchSettings, search};
use crate::torture::table::Terminal;
use crate::torture::waits::shorten;
use crate::torture::{TortureError, describe, files, output, replay, report};

/// The exit code of a search that found something, and of a replay that still fails.
const NOT_SURVIVED: u8 = 1;
/// The exit code of a command that passes only sometimes without faults.
const FLAKY: u8 = 3;
/// The exit code of a search that was stopped.
const STOPPED: u8 = 130;
/// How wide a table is where there is no terminal.
const WIDTH: usize = 100;

pub(super) const EXAMPLES: &str = "\
Examples:
  cloudauth-local torture -- pytest -q tests/test_order.py
  cloudauth-local torture --depth 2 --budget 5m -- npm test
  cloudauth-local torture --only 'Initialize#1:*' -- ./check.sh
  cloudauth-local torture replay torture/001-initialize-1-reset.json -- pytest

The command finds the emulator by CLOUDAUTH_LOCAL_URL, CLOUDAUTH_LOCAL_ENDPOINT
(host:port), CLOUDAUTH_LOCAL_ACCESS_KEY_ID and CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET;
exit code 0 means that it survived. It has no input and no terminal.

Exit codes: 0 all survived, 1 something did not, 2 cannot run (the command fails
without faults too), 3 the command passes only sometimes, 130 stopped.";

/// The flags of a search.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    subcommand_value_name = "replay"
)]
pub(super) struct TortureArgs {
    #[command(subcommand)]
    again: Option<Again>,

    /// The command to run, after `--`.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,

    #[command(flatten)]
    surroundings: Surroundings,

    /// How many faults at once at most; the second one hits the calls that came only because of the first.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=5))]
    depth: u8,

    /// Besides, so many runs with several random faults each.
    #[arg(long, value_name = "N", default_value_t = 0)]
    random: usize,

    /// The seed of the emulator's identifiers and of --random.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Only these cells, such as 'Initialize#2:*'; may be repeated.
    #[arg(long, value_name = "PATTERN")]
    only: Vec<String>,

    /// Not these cells; may be repeated.
    #[arg(long, value_name = "PATTERN")]
    skip: Vec<String>,

    /// Failures that are known: they are shown, and do not fail the search.
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,

    /// Write all failures of this search into a file for --accept.
    #[arg(long, value_name = "FILE")]
    write_accept: Option<PathBuf>,

    /// Begin no run after this time, such as 5m.
    #[arg(long, value_name = "DURATION")]
    budget: Option<DurationText>,

    /// So many runs at most.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    runs: Option<u32>,

    /// So many runs side by side; as many as the machine has cores where it is absent.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    jobs: Option<u16>,

    /// Make all waits of the emulator a hundred times shorter, and tell the client so.
    #[arg(long)]
    fast: bool,

    /// Where the scenario files of the failures go, and the report.
    #[arg(long, value_name = "FOLDER", default_value = "torture")]
    out: PathBuf,

    /// Also write report.html, one page that needs nothing else, into that folder.
    #[arg(long, value_enum)]
    report: Option<Report>,

    /// Also write the result as JUnit XML.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,

    /// Also write the result as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// A report for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Report {
    /// One page.
    Html,
}

/// What the command needs, with or without faults.
#[derive(Debug, Clone, Args)]
struct Surroundings {
    /// A scenario that the command needs anyway, such as hands-free; the faults come before its rules.
    #[arg(long, value_name = "FILE|NAME")]
    scenario: Option<String>,

    /// One more variable for the command, such as 'ENDPOINT={endpoint}'; {url}, {accessKeyId} and {accessKeySecret}
    /// are replaced too. May be repeated.
    #[arg(long = "env", value_name = "NAME=VALUE")]
    variables: Vec<Variable>,

    /// Send callbacks whose URL begins with FROM to TO instead; may be repeated. Those to https://127.0.0.1:PORT and
    /// https://localhost:PORT go to http, unless this says otherwise.
    #[arg(long = "callback-map", value_name = "FROM=TO")]
    callback_maps: Vec<Mapping>,

    /// How strictly calls are judged: documented, observed or lenient.
    #[arg(long, value_name = "LEVEL", default_value = Strictness::default().word(), value_parser = strictness)]
    strictness: Strictness,

    /// How long a run may take, besides the waits of its faults; three times as long as without faults, and at least
    /// 10s, where it is absent.
    #[arg(long, value_name = "DURATION")]
    timeout: Option<DurationText>,
}

#[derive(Debug, Subcommand)]
enum Again {
    /// Run the command once more with a scenario file that a search wrote; exit code 1 while it still fails.
    Replay(ReplayArgs),
}

#[derive(Debug, Args)]
struct ReplayArgs {
    /// The scenario file.
    file: String,

    #[command(flatten)]
    surroundings: Surroundings,

    /// The command to run, after `--`.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

impl FromStr for Variable {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text
            .split_once('=')
            .filter(|(name, _)| !name.is_empty())
            .ok_or("expected NAME=VALUE, such as 'ENDPOINT={endpoint}'")?;
        Ok(Self { name: name.to_owned(), value: value.to_owned() })
    }
}

/// Searches, or replays.
pub(super) fn run(options: TortureArgs) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return cannot_run(&format!("cannot start: {error}")),
    };
    let done = runtime.block_on(async {
        let stop = stop_on_signal()?;
        match options.again {
            Some(Again::Replay(again)) => replay_one(again, stop).await,
            None => search_all(options, stop).await,
        }
    });
    done.unwrap_or_else(|code| code)
}

/// A receiver that says true from the first Ctrl-C or SIGTERM on.
fn stop_on_signal() -> Result<watch::Receiver<bool>, ExitCode> {
    let (sender, receiver) = watch::channel(false);
    let asked =
        stop::asked(false).map_err(|error| cannot_run(&format!("cannot listen for signals: {error}")))?;
    tokio::spawn(async move {
        asked.await;
        sender.send_replace(true);
        // Kept open, so that the receivers see the value and not its end.
        std::future::pending::<()>().await;
    });
    Ok(receiver)
}

async fn search_all(options: TortureArgs, stop: watch::Receiver<bool>) -> Result<ExitCode, ExitCode> {
    if options.budget.is_some_and(|budget| budget.0.is_zero()) {
        return Err(cannot_run(
            "--budget 0s leaves no time for a run; leave it out for a search without a bound",
        ));
    }
    let accept =
        accept::read_if_any(options.accept.as_ref()).map_err(|error| cannot_run(&error.to_string()))?;
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut harness = harness(options.surroundings.clone(), options.command, stop)?;
    if options.fast {
        shorten(&mut harness.template.base);
    }
    harness.template.seed = options.seed;
    harness.jobs = options.jobs.map_or(cores, usize::from);
    harness.deadline = options.budget.map(|budget| Instant::now() + budget.0);
    harness.runs_left = AtomicUsize::new(options.runs.map_or(usize::MAX, |runs| runs as usize));
    let command = harness.setup.command.shell();
    let settings = SearchSettings {
        filter: CellFilter { only: options.only, skip: options.skip },
        depth: usize::from(options.depth),
        random: options.random,
        seed: options.seed,
        fast: options.fast,
        timeout: options.surroundings.timeout.map(Duration::from),
        accept,
    };
    let written = Written {
        out: options.out,
        html: options.report == Some(Report::Html),
        junit: options.junit,
        json: options.json,
        accept: options.write_accept,
    };
    let mut result = search(harness, &settings).await.map_err(|error| explain(&error))?;
    let failures = files::write_failures(&written.out, &mut result.failures, &command);
    print(&Terminal { colour: colour(), width: WIDTH }.text(&result, &command));
    print(&known(&result, &settings.accept));
    failures
        .and_then(|()| written.write(&result, &command))
        .map_err(|error| cannot_run(&error.to_string()))?;
    Ok(match (result.stopped, result.new_failures().next()) {
        (true, _) => ExitCode::from(STOPPED),
        (false, Some(_)) => ExitCode::from(NOT_SURVIVED),
        (false, None) => ExitCode::SUCCESS,
    })
}

/// The files that were asked for.
struct Written {
    out: PathBuf,
    html: bool,
    junit: Option<PathBuf>,
    json: Option<PathBuf>,
    accept: Option<PathBuf>,
}

impl Written {
    fn write(&self, result: &SearchResult, command: &str) -> Result<(), TortureError> {
        if let Some(path) = &self.json {
            output::write(path, &report::json::text(result, command))?;
        }
        if let Some(path) = &self.junit {
            let cannot = |source| TortureError::CannotWrite { path: path.clone(), source };
            output::write(path, &report::junit::text(result, command).map_err(cannot)?)?;
        }
        if let Some(path) = &self.accept {
            let names = result.failures.iter().map(|failure| name(&failure.injections)).collect();
            AcceptList::of(names).write(path)?;
        }
        if self.html {
            output::write(&self.out.join("report.html"), &report::html::text(result, command))?;
        }
        Ok(())
    }
}

/// What of the accepted failures does not fail any more.
fn known(result: &SearchResult, accept: &AcceptList) -> String {
    let failing: Vec<String> = result.failures.iter().map(|failure| name(&failure.injections)).collect();
    let idle = accept.idle(&failing);
    let notes = idle.into_iter().map(|name| format!("note: {name} is accepted and did not fail"));
    notes.map(|note| note + "\n").collect()
}

async fn replay_one(options: ReplayArgs, stop: watch::Receiver<bool>) -> Result<ExitCode, ExitCode> {
    let timeout = options.surroundings.timeout.map(Duration::from);
    let played = scenario::choose(&options.file).map_err(|problem| scenario::cannot_load(&problem))?;
    let harness = harness(options.surroundings, options.command, stop)?;
    let again = replay::replay(&harness, played.scenario, timeout).await.map_err(|error| explain(&error))?;
    print(&again.text());
    Ok(match (harness.stopped(), again.still_fails()) {
        (true, _) => ExitCode::from(STOPPED),
        (false, true) => ExitCode::from(NOT_SURVIVED),
        (false, false) => ExitCode::SUCCESS,
    })
}

fn harness(
    surroundings: Surroundings,
    command: Vec<OsString>,
    stop: watch::Receiver<bool>,
) -> Result<Harness, ExitCode> {
    let base = match surroundings.scenario.as_deref().map(scenario::choose).transpose() {
        Ok(chosen) => chosen.map_or_else(Scenario::default, |chosen| chosen.scenario),
        Err(problem) => return Err(scenario::cannot_load(&problem)),
    };
    let plain = |host: &str| Mapping { from: format!("https://{host}:*"), to: format!("http://{host}:*") };
    let callback_maps =
        surroundings.callback_maps.into_iter().chain(["127.0.0.1", "localhost"].map(plain)).collect();
    Ok(Harness {
        setup: RunSetup {
            command: CommandLine { words: command },
            variables: surroundings.variables,
            callback_maps,
            strictness: surroundings.strictness,
        },
        template: ScenarioTemplate { base, ..ScenarioTemplate::default() },
        jobs: 1,
        stop,
        deadline: None,
        runs_left: AtomicUsize::new(usize::MAX),
        progress: Progress::new(std::io::stderr().is_terminal()),
    })
}

/// Says why there is no search, with the output of the command where that tells more.
fn explain(error: &TortureError) -> ExitCode {
    let (output, code) = match error {
        TortureError::BaselineFails { output, .. } => (output.as_str(), super::CANNOT_RUN),
        TortureError::BaselineFlaky { output, .. } => (output.as_str(), FLAKY),
        _ => ("", super::CANNOT_RUN),
    };
    let lines = describe::last_lines(output);
    if !lines.is_empty() {
        print(&format!("{lines}\n"));
    }
    print_error(&error.to_string());
    ExitCode::from(code)
}

fn colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
