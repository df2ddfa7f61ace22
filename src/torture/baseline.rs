//! The runs without a fault: they must pass, and their journal is the map of the search.

use std::sync::Arc;
use std::time::Duration;

use crate::torture::TortureError;
use crate::torture::harness::Harness;
use crate::torture::process::CommandEnd;
use crate::torture::run::{RunRecord, Survival, run};
use crate::torture::traffic::Traffic;

/// How long a run without a fault may take where no time-out is given.
pub const LONGEST: Duration = Duration::from_mins(10);
/// The least that a run with faults may take.
const LEAST: Duration = Duration::from_secs(10);
/// How many times as long as without faults a run with faults may take.
const TIMES: u32 = 3;
/// How often the command has to pass at least.
const RUNS: usize = 3;

/// What the runs without a fault came to.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// What came to the emulator.
    pub traffic: Traffic,
    /// How long the command took, the longest of all.
    pub took: Duration,
    /// How long a run with faults may take, without their own waits.
    pub limit: Duration,
    /// What is worth knowing of the command, one sentence each.
    pub notes: Vec<String>,
}

/// Runs the command without faults: first alone, then beside itself.
///
/// # Errors
/// It does not pass, or calls nothing.
pub async fn baseline(harness: &mut Harness, timeout: Option<Duration>) -> Result<Baseline, TortureError> {
    let limit = timeout.unwrap_or(LONGEST);
    let mut notes = Vec::new();
    harness.template.declares_key = harness.template.base.accounts.is_empty();
    let mut first = one(harness, limit).await?;
    if harness.template.declares_key && !(passed(&first) && signs(&first.traffic)) {
        harness.template.declares_key = false;
        first = one(harness, limit).await?;
        notes.push(
            "the calls are not signed with CLOUDAUTH_LOCAL_ACCESS_KEY_ID and its secret, so signatures, timestamps \
             and nonces are not checked"
                .to_owned(),
        );
    }
    if !passed(&first) {
        let RunRecord { command, .. } = first;
        return Err(TortureError::BaselineFails { how: command.end.words(), output: command.output });
    }
    if first.traffic.calls.is_empty() {
        return Err(TortureError::NoCalls);
    }
    if first.command.left_children {
        notes.push("the command left processes behind; they are ended after each run".to_owned());
    }
    Ok(Baseline { took: first.took, limit, traffic: first.traffic, notes })
}

/// Runs the command without faults beside itself, and sets the bound of the runs to come.
///
/// # Errors
/// It does not pass every time.
pub async fn repeat(
    harness: &Arc<Harness>,
    baseline: &mut Baseline,
    timeout: Option<Duration>,
) -> Result<(), TortureError> {
    let runs = (RUNS - 1).max(harness.jobs);
    harness.progress.expect(runs);
    let jobs = (0..runs).map(|_| harness.job(Vec::new())).collect();
    let records: Vec<RunRecord> =
        harness.run_all(jobs, baseline.limit).await?.into_iter().flatten().collect();
    let failed: Vec<&RunRecord> = records.iter().filter(|record| !passed(record)).collect();
    if let Some(one) = failed.first() {
        let output = one.command.output.clone();
        return Err(TortureError::BaselineFlaky { runs: records.len() + 1, failed: failed.len(), output });
    }
    baseline.took = records.iter().map(|record| record.took).fold(baseline.took, Duration::max);
    baseline.limit = timeout.unwrap_or_else(|| (baseline.took * TIMES).max(LEAST));
    Ok(())
}

async fn one(harness: &Harness, limit: Duration) -> Result<RunRecord, TortureError> {
    let record =
        run(&harness.setup, harness.stop.clone(), harness.template.scenario(&[]), &[], limit).await?;
    harness.progress.expect(1);
    harness.progress.ran(&record);
    Ok(record)
}

fn passed(record: &RunRecord) -> bool {
    record.command.end == CommandEnd::Exited(Some(0)) && record.survival == Survival::Survived
}

/// Whether calls came, and all of them were signed with a declared key.
fn signs(traffic: &Traffic) -> bool {
    !traffic.calls.is_empty() && traffic.refused == 0
}
