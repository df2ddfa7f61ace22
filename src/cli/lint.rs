//! `lint` and `what-if`: check and replay recorded traffic.

use std::fmt::Write as _;
use std::fs;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

use crate::cli::complete;
use crate::cli::{NEGATIVE_RESULT, cannot_run, print_then, scenario};
use crate::lint::replay::ChangedAnswer;
use crate::lint::rules::LintFinding;
use crate::lint::{RecordedCall, RecordingError, read, replay, rules};

/// The recording to check.
#[derive(Debug, Args)]
pub(super) struct LintArgs {
    /// An HTTP archive (HAR), or a journal from GET /_emulator/requests.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Print a JSON document instead of lines.
    #[arg(long)]
    json: bool,
}

/// The recording to replay, and the scenario.
#[derive(Debug, Args)]
pub(super) struct WhatIfArgs {
    /// An HTTP archive (HAR), or a journal from GET /_emulator/requests.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The scenario: a file, or the name of a shipped one.
    #[arg(long, value_name = "FILE|NAME", add = complete::scenarios())]
    scenario: String,

    /// Seed for the random choices of the scenario.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Print a JSON document instead of lines.
    #[arg(long)]
    json: bool,
}

/// The document of `lint --json`.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LintDocument {
    /// How many calls of this API the recording holds.
    calls: usize,
    /// What is wrong with them.
    findings: Vec<LintFinding>,
}

/// The document of `what-if --json`.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WhatIfDocument {
    /// How many calls of this API the recording holds.
    calls: usize,
    /// The answers that would change.
    changes: Vec<ChangedAnswer>,
}

/// The length of a recording from which on a person is told that it is being read, in bytes.
const LARGE: u64 = 8 * 1024 * 1024;
const TICK: Duration = Duration::from_millis(100);

/// A spinner at a terminal while a large recording is read and judged; it is cleared when dropped.
fn busy(file: &Path) -> ProgressBar {
    let length = fs::metadata(file).map_or(0, |metadata| metadata.len());
    let spinner = ProgressBar::new_spinner().with_finish(ProgressFinish::AndClear);
    if length < LARGE || !std::io::stderr().is_terminal() {
        spinner.set_draw_target(ProgressDrawTarget::hidden());
        return spinner;
    }
    let size = HumanBytes(length);
    spinner.set_style(ProgressStyle::default_spinner());
    spinner.set_message(format!("reading {} ({size})", file.display()));
    spinner.enable_steady_tick(TICK);
    spinner
}

/// Prints the mistakes in recorded calls; exit code 1 if there are any.
pub(super) fn lint(options: &LintArgs) -> ExitCode {
    let busy = busy(&options.file);
    let calls = match recording(&options.file) {
        Ok(calls) => calls,
        Err(error) => return cannot_use(&options.file, &error),
    };
    let document = LintDocument { calls: calls.len(), findings: rules::findings(&calls) };
    drop(busy);
    let text = if options.json { super::json_text(&document) } else { lint_lines(&document) };
    print_then(&text, exit_code(document.findings.is_empty()))
}

/// Prints the responses that would change; exit code 1 if there are any.
pub(super) fn what_if(options: &WhatIfArgs) -> ExitCode {
    let busy = busy(&options.file);
    let calls = match recording(&options.file) {
        Ok(calls) => calls,
        Err(error) => return cannot_use(&options.file, &error),
    };
    let chosen = match scenario::choose(&options.scenario) {
        Ok(chosen) => chosen,
        Err(error) => return scenario::cannot_load(&error),
    };
    let changes = match replay::changes(&calls, &Arc::new(chosen.scenario), options.seed) {
        Ok(changes) => changes,
        Err(error) => return cannot_run(&error.to_string()),
    };
    drop(busy);
    let document = WhatIfDocument { calls: calls.len(), changes };
    let text = if options.json { super::json_text(&document) } else { change_lines(&document) };
    print_then(&text, exit_code(document.changes.is_empty()))
}

fn recording(file: &Path) -> Result<Vec<RecordedCall>, RecordingError> {
    let text = fs::read(file).map_err(RecordingError::Unreadable)?;
    // Programs on Windows may write a byte order mark.
    let text = String::from_utf8_lossy(&text);
    read(text.trim_start_matches('\u{feff}'))
}

/// Prints why a recording cannot be used.
fn cannot_use(file: &Path, error: &RecordingError) -> ExitCode {
    cannot_run(&format!("{}: {error}", file.display()))
}

fn exit_code(none_found: bool) -> ExitCode {
    if none_found { ExitCode::SUCCESS } else { ExitCode::from(NEGATIVE_RESULT) }
}

fn lint_lines(document: &LintDocument) -> String {
    let mut out = String::new();
    for LintFinding { entry, rule, seen, why } in &document.findings {
        let _ = writeln!(out, "entry {entry}: {rule}: {seen}. {why}");
    }
    let _ = writeln!(out, "{} findings in {} calls.", document.findings.len(), document.calls);
    out
}

fn change_lines(document: &WhatIfDocument) -> String {
    let mut out = String::new();
    for change in &document.changes {
        let ChangedAnswer { entry, operation, without, with, rules, .. } = change;
        let by = if rules.is_empty() { String::new() } else { format!(" ({})", rules.join("; ")) };
        let _ = writeln!(out, "entry {entry}: {operation}: {without} -> {with}{by}");
    }
    let _ = writeln!(out, "{} of {} responses would change.", document.changes.len(), document.calls);
    out
}
