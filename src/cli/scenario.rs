//! Scenarios on the command line: which one is meant, and `check`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{CANNOT_RUN, cannot_run};
use crate::contract::nearest::nearest;
use crate::scenario::load;
use crate::scenario::{SHIPPED, Scenario, shipped};
use crate::server::scenario_file;
use crate::server::scenario_file::{FileStamp, ScenarioFileError};

/// The exit code of `check` where files have faults.
const FAULTY: u8 = 1;

/// Which scenario is played.
#[derive(Debug, Clone, Default, Args)]
pub struct ScenarioArg {
    /// What goes wrong on purpose: a scenario file, loaded again whenever it changes, or one of default, throttled,
    /// flaky, outage, slow, permissions, repeated-abnormal-calls, retry-ladder, expired-credentials,
    /// malformed-answers, hands-free. Other flags override it [default: default].
    #[arg(long, env = "CLOUDAUTH_LOCAL_SCENARIO", value_name = "FILE|NAME")]
    pub scenario: Option<String>,
}

/// A scenario that was asked for, and the file that it came from.
pub(super) struct ChosenScenario {
    pub(super) scenario: Scenario,
    pub(super) file: Option<(PathBuf, FileStamp)>,
}

impl ScenarioArg {
    /// The scenario; `None` where none was asked for.
    ///
    /// # Errors
    /// Why it cannot be played.
    pub(super) fn choose(&self) -> Result<Option<ChosenScenario>, ScenarioFileError> {
        self.scenario.as_deref().map(choose).transpose()
    }
}

/// The scenario of a file or of a name.
///
/// # Errors
/// Why there is none.
pub(super) fn choose(word: &str) -> Result<ChosenScenario, ScenarioFileError> {
    if let Some(text) = shipped(word) {
        let scenario =
            load(text).map_err(|_| ScenarioFileError::Unreadable(format!("the shipped {word} is faulty")))?;
        return Ok(ChosenScenario { scenario, file: None });
    }
    let path = PathBuf::from(word);
    if !path.exists() && !word.contains(['/', '\\', '.']) {
        let names: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
        let hint = match nearest(word, names.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("the shipped ones are {}", names.join(", ")),
        };
        return Err(ScenarioFileError::Unreadable(format!(
            "{word} is neither a file nor a shipped scenario; {hint}"
        )));
    }
    let (scenario, state) = scenario_file::load(&path)?;
    Ok(ChosenScenario { scenario, file: Some((path, state)) })
}

/// Says why a scenario cannot be played.
pub(super) fn cannot_load(problem: &ScenarioFileError) -> ExitCode {
    match problem {
        ScenarioFileError::Unreadable(error) => cannot_run(error),
        ScenarioFileError::Faulty(report) => {
            let _ = std::io::stderr().write_all(report.as_bytes());
            ExitCode::from(CANNOT_RUN)
        }
    }
}

/// The files of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Scenario files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Checks files without playing them: 0 all are good, 1 there are faults, 2 a file cannot be read.
pub(super) fn check(options: &CheckArgs) -> ExitCode {
    let mut worst = 0;
    for file in &options.files {
        worst = worst.max(check_one(file));
    }
    ExitCode::from(worst)
}

fn check_one(file: &Path) -> u8 {
    // Where nobody reads the report the exit code has to do.
    match scenario_file::load(file) {
        Ok((scenario, _)) => {
            let rules = scenario.rules.len();
            let noun = if rules == 1 { "rule" } else { "rules" };
            let _ = writeln!(std::io::stdout(), "{}: good, {rules} {noun}", file.display());
            0
        }
        Err(ScenarioFileError::Faulty(report)) => {
            let _ = std::io::stdout().write_all(report.as_bytes());
            FAULTY
        }
        Err(ScenarioFileError::Unreadable(error)) => {
            let _ = cannot_run(&error);
            CANNOT_RUN
        }
    }
}
