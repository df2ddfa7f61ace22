//! One written scenario again: does the code under test still fail?

use crate::scenario::Scenario;
use crate::torture::TortureError;
use crate::torture::baseline::LONGEST;
use crate::torture::describe;
use crate::torture::harness::Harness;
use crate::torture::run::{RunRecord, Survival, run};

/// What a replay came to.
#[derive(Debug)]
pub struct Replay {
    /// The run.
    pub record: RunRecord,
    /// Whether any rule of the scenario acted.
    pub reached: bool,
}

/// Plays a scenario once.
///
/// # Errors
/// The command cannot be run.
pub async fn replay(
    harness: &Harness,
    scenario: Scenario,
    timeout: Option<std::time::Duration>,
) -> Result<Replay, TortureError> {
    let record = run(&harness.setup, harness.stop.clone(), scenario, &[], timeout.unwrap_or(LONGEST)).await?;
    let reached = record.traffic.calls.iter().any(|call| !call.rules.is_empty());
    Ok(Replay { record, reached })
}

impl Replay {
    /// Whether it still fails.
    #[must_use]
    pub fn still_fails(&self) -> bool {
        self.record.survival.is_failure()
    }

    /// What happened, for a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let RunRecord { survival, command, traffic, took, .. } = &self.record;
        let seconds = took.as_secs_f64();
        let mut lines = describe::calls(traffic);
        lines.extend(traffic.conduct.iter().cloned());
        if *survival != Survival::Survived {
            lines.push(describe::last_lines(&command.output));
        }
        lines.push(match survival {
            Survival::Survived if self.reached => format!("survived: passes in {seconds:.1} s"),
            Survival::Survived => format!("passes in {seconds:.1} s, but no rule of the scenario acted"),
            _ => format!("still fails: {} after {seconds:.1} s", command.end.words()),
        });
        lines.join("\n") + "\n"
    }
}
