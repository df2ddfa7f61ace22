//! What every run of a search shares: the command and its environment, the bounds, and how many runs go side by side.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::scenario::Scenario;
use crate::torture::TortureError;
use crate::torture::injection::Injection;
use crate::torture::progress::Progress;
use crate::torture::run::{RunRecord, RunSetup, run};
use crate::torture::scenario::ScenarioTemplate;

/// What every run shares.
#[derive(Debug)]
pub struct Harness {
    /// The command, and what it runs in.
    pub setup: RunSetup,
    /// What all scenarios have in common.
    pub template: ScenarioTemplate,
    /// How many runs go side by side.
    pub jobs: usize,
    /// Says true when the search shall stop.
    pub stop: watch::Receiver<bool>,
    /// No run begins after this.
    pub deadline: Option<Instant>,
    /// How many more runs may begin.
    pub runs_left: AtomicUsize,
    /// Who watches.
    pub progress: Progress,
}

/// One run that is to be done.
#[derive(Debug, Clone)]
pub struct Job {
    /// What is injected.
    pub injections: Vec<Injection>,
    /// The scenario that does so.
    pub scenario: Scenario,
}

impl Harness {
    /// A run that injects these faults.
    #[must_use]
    pub fn job(&self, injections: Vec<Injection>) -> Job {
        Job { scenario: self.template.scenario(&injections), injections }
    }

    /// Whether the search was asked to stop.
    #[must_use]
    pub fn stopped(&self) -> bool {
        *self.stop.borrow()
    }

    /// Whether one more run may begin, which then counts.
    fn admits(&self) -> bool {
        let in_time = self.deadline.is_none_or(|deadline| Instant::now() < deadline);
        let left = |left: usize| left.checked_sub(1);
        in_time
            && !self.stopped()
            && self.runs_left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_ok()
    }

    /// Does runs side by side, and gives what they came to in the order of the jobs; `None` for those that the bounds
    /// did not let begin, or that were stopped.
    ///
    /// # Errors
    /// As [`run`].
    pub async fn run_all(
        self: &Arc<Self>,
        jobs: Vec<Job>,
        limit: Duration,
    ) -> Result<Vec<Option<RunRecord>>, TortureError> {
        let mut records: Vec<Option<RunRecord>> = jobs.iter().map(|_| None).collect();
        let mut waiting = jobs.into_iter().enumerate();
        let mut running = JoinSet::new();
        loop {
            while running.len() < self.jobs
                && let Some((index, job)) = waiting.next()
            {
                if !self.admits() {
                    self.progress.take_off(1);
                    continue;
                }
                let harness = self.clone();
                running.spawn(async move {
                    (
                        index,
                        run(&harness.setup, harness.stop.clone(), job.scenario, &job.injections, limit).await,
                    )
                });
            }
            match running.join_next().await {
                None => return Ok(records),
                // A task that was ended or broke has nothing to tell.
                Some(Err(_)) => {}
                Some(Ok((index, record))) => {
                    let record = record?;
                    self.progress.ran(&record);
                    if record.command.end != super::process::CommandEnd::Stopped
                        && let Some(place) = records.get_mut(index)
                    {
                        *place = Some(record);
                    }
                }
            }
        }
    }

    /// Does one run; `None` where the bounds do not let it begin.
    ///
    /// # Errors
    /// As [`run`].
    pub async fn run_one(
        self: &Arc<Self>,
        injections: Vec<Injection>,
        limit: Duration,
    ) -> Result<Option<RunRecord>, TortureError> {
        self.progress.expect(1);
        let job = self.job(injections);
        Ok(self.run_all(vec![job], limit).await?.into_iter().flatten().next())
    }
}
