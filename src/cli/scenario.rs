//! Scenarios on the command line: `--scenario` and `check`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{CANNOT_RUN, NEGATIVE_RESULT, cannot_run, json_text, print_report, print_then};
use crate::cli::complete;
use crate::scenario::{Diagnostic, Scenario, load, load_bytes, render, shipped, warnings};
use crate::server::scenario_file;
use crate::server::scenario_file::{FileStamp, ScenarioFileError};

/// The flag that selects the scenario.
#[derive(Debug, Clone, Default, Args)]
pub struct ScenarioArg {
    /// Scenario: a file, reloaded when it changes, or one of default, throttled, flaky, outage, slow, permissions,
    /// repeated-abnormal-calls, retry-ladder, expired-credentials, malformed-answers, hands-free. Other flags override
    /// it [default: default].
    #[arg(long, env = "CLOUDAUTH_LOCAL_SCENARIO", value_name = "FILE|NAME", add = complete::scenarios())]
    pub scenario: Option<String>,
}

/// The selected scenario, and the file that it was loaded from.
pub(super) struct ChosenScenario {
    pub(super) scenario: Scenario,
    pub(super) file: Option<(PathBuf, FileStamp)>,
}

impl ScenarioArg {
    /// The selected scenario; `None` without the flag.
    ///
    /// # Errors
    /// It cannot be loaded.
    pub(super) fn choose(&self) -> Result<Option<ChosenScenario>, ScenarioFileError> {
        self.scenario.as_deref().map(choose).transpose()
    }
}

/// Loads a scenario by file or name.
///
/// # Errors
/// It cannot be loaded.
pub(super) fn choose(word: &str) -> Result<ChosenScenario, ScenarioFileError> {
    if let Some(text) = shipped(word) {
        let scenario =
            load(text).map_err(|findings| ScenarioFileError::Invalid(render(&findings, word, text)))?;
        return Ok(ChosenScenario { scenario, file: None });
    }
    let path = PathBuf::from(word);
    if !path.exists() && !word.contains(['/', '\\', '.']) {
        return Err(ScenarioFileError::Unknown { name: word.to_owned() });
    }
    let (scenario, stamp) = scenario_file::load(&path)?;
    Ok(ChosenScenario { scenario, file: Some((path, stamp)) })
}

/// Writes to stderr why a scenario cannot be loaded.
pub(super) fn cannot_load(error: &ScenarioFileError) -> ExitCode {
    match error {
        ScenarioFileError::Invalid(report) => {
            print_report(report);
            ExitCode::from(CANNOT_RUN)
        }
        error => cannot_run(&error.to_string()),
    }
}

/// The arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Scenario files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Print a JSON document instead of text.
    #[arg(long)]
    json: bool,
}

/// The document of `check --json`.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CheckDocument {
    /// The files, in the order of the arguments.
    files: Vec<CheckedFile>,
}

/// A file that was checked.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CheckedFile {
    /// Its path, as it was given.
    file: String,
    /// Whether it is valid.
    valid: bool,
    /// How many rules a valid one has.
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<usize>,
    /// Its errors, each with line, column, length, message and help.
    #[schemars(with = "Vec<serde_json::Value>")]
    diagnostics: Vec<Diagnostic>,
    /// What in it probably does something else than was meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    warnings: Vec<String>,
    /// Why it was passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<&'static str>,
    /// Why it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<String>,
}

/// Why a file that is no scenario is passed over: a JSON Schema among the files, as `scenarios/*.json` finds one.
fn skipped(bytes: &[u8]) -> Option<&'static str> {
    #[derive(serde::Deserialize)]
    struct SchemaName {
        #[serde(rename = "$schema")]
        schema: String,
    }
    let SchemaName { schema } = serde_json::from_slice(bytes).ok()?;
    let is_meta_schema = schema.contains("//json-schema.org/");
    is_meta_schema.then_some("it is a JSON Schema, not a scenario")
}

/// Validates files without running them. Exit code 0: all are valid, 1: one has errors, 2: one cannot be read.
pub(super) fn check(options: &CheckArgs) -> ExitCode {
    if options.json {
        let files: Vec<_> = options.files.iter().map(|file| checked(file)).collect();
        let unreadable = files.iter().any(|file| file.unreadable.is_some());
        let valid = files.iter().all(|file| file.valid || file.skipped.is_some());
        let code = match (unreadable, valid) {
            (true, _) => CANNOT_RUN,
            (false, false) => NEGATIVE_RESULT,
            (false, true) => 0,
        };
        return print_then(&json_text(&CheckDocument { files }), ExitCode::from(code));
    }
    let mut worst = 0;
    let mut out = String::new();
    for file in &options.files {
        worst = worst.max(check_one(file, &mut out));
    }
    print_then(&out, ExitCode::from(worst))
}

/// Appends what is to be said of a file, and gives its exit code.
fn check_one(file: &Path, out: &mut String) -> u8 {
    let name = file.display();
    let bytes = match scenario_file::read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            let _ = cannot_run(&error.to_string());
            return CANNOT_RUN;
        }
    };
    if let Some(reason) = skipped(&bytes) {
        let _ = writeln!(out, "{name}: skipped, {reason}");
        return 0;
    }
    match scenario_file::parse(file, &bytes) {
        Ok(scenario) => {
            let rules = scenario.rules.len();
            let noun = if rules == 1 { "rule" } else { "rules" };
            for warning in warnings(&scenario) {
                let _ = writeln!(out, "warning: {name}: {warning}");
            }
            let _ = writeln!(out, "{name}: valid, {rules} {noun}");
            0
        }
        Err(ScenarioFileError::Invalid(report)) => {
            out.push_str(&report);
            NEGATIVE_RESULT
        }
        Err(error) => {
            let _ = cannot_run(&error.to_string());
            CANNOT_RUN
        }
    }
}

/// A file as a document.
fn checked(path: &Path) -> CheckedFile {
    let file = CheckedFile {
        file: path.display().to_string(),
        valid: false,
        rules: None,
        diagnostics: Vec::new(),
        warnings: Vec::new(),
        skipped: None,
        unreadable: None,
    };
    let bytes = match scenario_file::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return CheckedFile { unreadable: Some(error.to_string()), ..file },
    };
    if let Some(reason) = skipped(&bytes) {
        return CheckedFile { skipped: Some(reason), ..file };
    }
    match load_bytes(&bytes) {
        Ok(scenario) => CheckedFile {
            valid: true,
            rules: Some(scenario.rules.len()),
            warnings: warnings(&scenario),
            ..file
        },
        Err(diagnostics) => CheckedFile { diagnostics, ..file },
    }
}
