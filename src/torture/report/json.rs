//! The result of a search as JSON.

use serde::Serialize;

use crate::torture::describe;
use crate::torture::report::word;
use crate::torture::search::{CellResult, Failure, SearchResult};

/// The version of the form.
const VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultJson<'a> {
    version: u32,
    command: &'a str,
    baseline: BaselineJson<'a>,
    runs: u64,
    elapsed_ms: u128,
    overhead_ms: f64,
    stopped: bool,
    cells: Vec<CellJson>,
    failures: Vec<FailureJson<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BaselineJson<'a> {
    elapsed_ms: u128,
    limit_ms: u128,
    calls: Vec<String>,
    notes: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CellJson {
    faults: Vec<String>,
    /// `survived`, `failed`, `hung`, `flaky`, `known`, `not reached` or `not run`.
    result: &'static str,
    /// The place of its failure in `failures`, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FailureJson<'a> {
    faults: Vec<String>,
    found_as: &'a str,
    result: &'static str,
    accepted: bool,
    failed_checks: usize,
    checks: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replay: Option<String>,
    calls: Vec<String>,
    conduct: &'a [String],
    output: String,
}

/// The whole result, indented.
#[must_use]
pub fn text(result: &SearchResult, command: &str) -> String {
    let json = ResultJson {
        version: VERSION,
        command,
        baseline: BaselineJson {
            elapsed_ms: result.baseline.took.as_millis(),
            limit_ms: result.baseline.limit.as_millis(),
            calls: describe::calls(&result.baseline.traffic),
            notes: &result.baseline.notes,
        },
        runs: result.totals.runs,
        elapsed_ms: result.totals.elapsed.as_millis(),
        overhead_ms: result.totals.overhead.as_secs_f64() * 1000.0,
        stopped: result.stopped,
        cells: result.cells.iter().map(|cell| cell_json(result, cell)).collect(),
        failures: result.failures.iter().map(|failure| failure_json(failure, command)).collect(),
    };
    serde_json::to_string_pretty(&json).unwrap_or_default() + "\n"
}

fn cell_json(result: &SearchResult, cell: &CellResult) -> CellJson {
    CellJson {
        faults: cell.injections.iter().map(ToString::to_string).collect(),
        result: word(result, cell),
        failure: cell.failure,
    }
}

fn failure_json<'a>(failure: &'a Failure, command: &str) -> FailureJson<'a> {
    FailureJson {
        faults: failure.injections.iter().map(ToString::to_string).collect(),
        found_as: &failure.found_as,
        result: failure.survival.word(),
        accepted: failure.accepted,
        failed_checks: failure.checks.0,
        checks: failure.checks.1,
        file: failure.file.as_ref().map(|file| file.display().to_string()),
        replay: failure.file.as_ref().map(|file| describe::replay(file, command)),
        calls: describe::calls(&failure.record.traffic),
        conduct: &failure.record.traffic.conduct,
        output: describe::last_lines(&failure.record.command.output),
    }
}
