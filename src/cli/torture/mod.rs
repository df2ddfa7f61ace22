//! `torture`: runs a search or a replay and prints what it found.

mod args;

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicUsize;
use std::time::{Duration, Instant};

use tokio::sync::watch;

pub(super) use crate::cli::torture::args::TortureArgs;
use crate::cli::torture::args::{ReplayArgs, Report, RunEnvironment, TortureSubcommand};
use crate::cli::{cannot_run, print_error, print_exactly, print_then, scenario, stop};
use crate::scenario::Scenario;
use crate::server::webhook::Mapping;
use crate::torture::accept::{self, AcceptList};
use crate::torture::harness::Harness;
use crate::torture::injection::name;
use crate::torture::plan::CellFilter;
use crate::torture::process::CommandLine;
use crate::torture::progress::Progress;
use crate::torture::run::RunSetup;
use crate::torture::scenario::ScenarioTemplate;
use crate::torture::search::{SearchResult, SearchSettings, search};
use crate::torture::table::Terminal;
use crate::torture::waits::shorten;
use crate::torture::{TortureError, describe, files, output, replay, report};

/// Exit code of a search that found a failure, and of a replay that still fails.
const NOT_SURVIVED: u8 = 1;
/// Exit code for a command that fails intermittently without faults.
const FLAKY: u8 = 3;
/// Exit code of a search that was interrupted by a signal.
const STOPPED: u8 = 130;
/// Width of the table without a terminal, in columns.
const WIDTH: usize = 100;

/// Searches, or replays.
pub(in crate::cli) fn run(options: TortureArgs) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return cannot_run(&format!("cannot start: {error}")),
    };
    let done = runtime.block_on(async {
        let stop = stop_on_signal()?;
        match options.subcommand {
            Some(TortureSubcommand::Replay(replay)) => replay_one(replay, stop).await,
            None => search_all(options, stop).await,
        }
    });
    done.unwrap_or_else(|code| code)
}

/// A receiver whose value becomes true at the first Ctrl-C or SIGTERM.
fn stop_on_signal() -> Result<watch::Receiver<bool>, ExitCode> {
    let (sender, receiver) = watch::channel(false);
    let signal =
        stop::asked(false).map_err(|error| cannot_run(&format!("cannot listen for signals: {error}")))?;
    tokio::spawn(async move {
        signal.await;
        sender.send_replace(true);
        // Keeps the sender alive: receivers of a closed channel would get an error.
        std::future::pending::<()>().await;
    });
    Ok(receiver)
}

async fn search_all(options: TortureArgs, stop: watch::Receiver<bool>) -> Result<ExitCode, ExitCode> {
    if options.budget.is_some_and(|budget| budget.0.is_zero()) {
        return Err(cannot_run(
            "--budget 0s leaves no time for a run; omit it for a search without a time limit",
        ));
    }
    let accept =
        accept::read_if_any(options.accept.as_ref()).map_err(|error| cannot_run(&error.to_string()))?;
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut harness = harness(options.environment.clone(), options.command, stop)?;
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
        timeout: options.environment.timeout.map(Duration::from),
        accept,
    };
    let files = OutputFiles {
        out: options.out,
        html: options.report == Some(Report::Html),
        junit: options.junit,
        json: options.json,
        accept: options.write_accept,
    };
    let mut result = search(harness, &settings).await.map_err(|error| explain(&error))?;
    let failures = files::write_failures(&files.out, &mut result.failures, &command);
    let told = Terminal { colour: colour(), width: WIDTH }.text(&result, &command);
    let told = told + &known(&result, &settings.accept);
    let code = match (result.stopped, result.new_failures().next()) {
        (true, _) => ExitCode::from(STOPPED),
        (false, Some(_)) => ExitCode::from(NOT_SURVIVED),
        (false, None) => ExitCode::SUCCESS,
    };
    let code = print_exactly(&told, code);
    failures.and_then(|()| files.write(&result, &command)).map_err(|error| cannot_run(&error.to_string()))?;
    Ok(code)
}

/// The files to write.
struct OutputFiles {
    out: PathBuf,
    html: bool,
    junit: Option<PathBuf>,
    json: Option<PathBuf>,
    accept: Option<PathBuf>,
}

impl OutputFiles {
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

/// Notes about accepted failures that no longer fail.
fn known(result: &SearchResult, accept: &AcceptList) -> String {
    let failing: Vec<String> = result.failures.iter().map(|failure| name(&failure.injections)).collect();
    let passing = accept.idle(&failing);
    let notes = passing.into_iter().map(|name| format!("note: {name} is accepted and did not fail"));
    notes.map(|note| note + "\n").collect()
}

async fn replay_one(options: ReplayArgs, stop: watch::Receiver<bool>) -> Result<ExitCode, ExitCode> {
    let timeout = options.environment.timeout.map(Duration::from);
    let chosen = scenario::choose(&options.file).map_err(|problem| scenario::cannot_load(&problem))?;
    let harness = harness(options.environment, options.command, stop)?;
    let replayed =
        replay::replay(&harness, chosen.scenario, timeout).await.map_err(|error| explain(&error))?;
    let code = match (harness.stopped(), replayed.still_fails()) {
        (true, _) => ExitCode::from(STOPPED),
        (false, true) => ExitCode::from(NOT_SURVIVED),
        (false, false) => ExitCode::SUCCESS,
    };
    Ok(print_then(&replayed.text(), code))
}

fn harness(
    environment: RunEnvironment,
    command: Vec<OsString>,
    stop: watch::Receiver<bool>,
) -> Result<Harness, ExitCode> {
    let base = match environment.scenario.as_deref().map(scenario::choose).transpose() {
        Ok(chosen) => chosen.map_or_else(Scenario::default, |chosen| chosen.scenario),
        Err(problem) => return Err(scenario::cannot_load(&problem)),
    };
    let plain = |host: &str| Mapping { from: format!("https://{host}:*"), to: format!("http://{host}:*") };
    let callback_maps =
        environment.callback_maps.into_iter().chain(["127.0.0.1", "localhost"].map(plain)).collect();
    Ok(Harness {
        setup: RunSetup {
            command: CommandLine { words: command },
            variables: environment.variables,
            callback_maps,
            strictness: environment.strictness,
        },
        template: ScenarioTemplate { base, ..ScenarioTemplate::default() },
        jobs: 1,
        stop,
        deadline: None,
        runs_left: AtomicUsize::new(usize::MAX),
        progress: Progress::new(std::io::stderr().is_terminal()),
    })
}

/// Prints why the search cannot run, with the output of the command if it is the cause.
fn explain(error: &TortureError) -> ExitCode {
    let (output, code) = match error {
        TortureError::BaselineFails { output, .. } => (output.as_str(), super::CANNOT_RUN),
        TortureError::BaselineFlaky { output, .. } => (output.as_str(), FLAKY),
        _ => ("", super::CANNOT_RUN),
    };
    let lines = describe::last_lines(output);
    let code = if lines.is_empty() {
        ExitCode::from(code)
    } else {
        print_then(&format!("{lines}\n"), ExitCode::from(code))
    };
    print_error(&error.to_string());
    code
}

fn colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
