//! The search: the runs without a fault, one fault at each call, then more at once; and of each failure the least that
//! still fails, checked again.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::scenario::Scenario;
use crate::torture::TortureError;
use crate::torture::accept::AcceptList;
use crate::torture::baseline::{Baseline, baseline, repeat};
use crate::torture::faults::{FaultKind, Hits, kinds};
use crate::torture::harness::Harness;
use crate::torture::injection::{Injection, name};
use crate::torture::plan::{CellFilter, cells, deeper};
use crate::torture::progress::RunTotals;
use crate::torture::random;
use crate::torture::run::{RunRecord, Survival};
use crate::torture::shrink::{earliest, fewest, has_wait, plainest, shortest};
use crate::torture::traffic::Traffic;

/// How often a failure is checked in all.
const CHECKS: usize = 3;
/// How many runs for each of those that go side by side, until failures are looked into.
const BATCH: usize = 8;

/// What is searched.
#[derive(Debug, Clone)]
pub struct SearchSettings {
    /// Which cells.
    pub filter: CellFilter,
    /// How many faults at once at most, by the calls that came because of faults.
    pub depth: usize,
    /// How many runs with several random faults.
    pub random: usize,
    /// The seed of what is random.
    pub seed: u64,
    /// Whether all waits of faults are a hundred times as short.
    pub fast: bool,
    /// How long a run may take; found from the runs without a fault where it is absent.
    pub timeout: Option<Duration>,
    /// The failures that are known.
    pub accept: AcceptList,
}

/// What became of one set of faults.
#[derive(Debug, Clone)]
pub struct CellResult {
    /// The faults.
    pub injections: Vec<Injection>,
    /// How the code under test took them; `None` where the bounds left no run.
    pub survival: Option<Survival>,
    /// Which failure it is, by its place in the list of failures.
    pub failure: Option<usize>,
    /// What was called in the run; `None` where there was none.
    pub traffic: Option<Traffic>,
}

/// One way in which the code under test fails.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The least faults that still fail.
    pub injections: Vec<Injection>,
    /// The faults that it was found with.
    pub found_as: String,
    /// How it fails.
    pub survival: Survival,
    /// How often it failed, of how many checks.
    pub checks: (usize, usize),
    /// The last run that failed.
    pub record: RunRecord,
    /// The scenario that fails.
    pub scenario: Scenario,
    /// Whether it is known.
    pub accepted: bool,
    /// Where it was written.
    pub file: Option<PathBuf>,
}

impl Failure {
    /// What was seen, such as `failed 3 of 3 times, exit code 1`.
    #[must_use]
    pub fn verdict(&self) -> String {
        let (failed, checks) = self.checks;
        let flaky = if self.survival == Survival::Flaky { "flaky: " } else { "" };
        format!("{flaky}failed {failed} of {checks} times, {}", self.record.command.end.words())
    }
}

/// What a search came to.
#[derive(Debug)]
pub struct SearchResult {
    /// The runs without a fault.
    pub baseline: Baseline,
    /// Every set of faults that was tried, or would have been.
    pub cells: Vec<CellResult>,
    /// What fails.
    pub failures: Vec<Failure>,
    /// The runs.
    pub totals: RunTotals,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

impl SearchResult {
    /// How many sets of faults ended in a given way; `None` counts those that were not run.
    #[must_use]
    pub fn count(&self, survival: Option<Survival>) -> usize {
        self.cells.iter().filter(|cell| cell.survival == survival).count()
    }

    /// The failures that are not known.
    pub fn new_failures(&self) -> impl Iterator<Item = &Failure> {
        self.failures.iter().filter(|failure| !failure.accepted)
    }
}

/// Searches.
///
/// # Errors
/// The command does not pass without faults, or cannot be run.
pub async fn search(mut harness: Harness, settings: &SearchSettings) -> Result<SearchResult, TortureError> {
    let mut baseline = baseline(&mut harness, settings.timeout).await?;
    let harness = Arc::new(harness);
    repeat(&harness, &mut baseline, settings.timeout).await?;
    harness.progress.say(&format!(
        "without faults: passes in {:.1} s; {}",
        baseline.took.as_secs_f64(),
        baseline.traffic.summary()
    ));
    let mut kinds = kinds();
    // A clock that is wrong harms only where timestamps are checked.
    let checks_time = harness.template.declares_key || !harness.template.base.accounts.is_empty();
    kinds.retain(|kind| checks_time || !matches!(kind.hits, Hits::Everything));
    if settings.fast {
        kinds = kinds.iter().map(|kind| kind.faster()).collect();
    }
    let mut search = Search {
        limit: baseline.limit,
        harness,
        settings,
        kinds,
        cells: Vec::new(),
        failures: Vec::new(),
        tried: HashMap::new(),
    };
    search.all(&baseline).await?;
    let Search { harness, cells, failures, .. } = search;
    if !cells.is_empty() && !harness.stopped() && cells.iter().all(|cell| cell.survival.is_none()) {
        return Err(TortureError::NoRunLeft);
    }
    Ok(SearchResult {
        baseline,
        cells,
        failures,
        totals: harness.progress.finish(),
        stopped: harness.stopped(),
    })
}

struct Search<'a> {
    harness: Arc<Harness>,
    settings: &'a SearchSettings,
    limit: Duration,
    kinds: Vec<Arc<FaultKind>>,
    cells: Vec<CellResult>,
    failures: Vec<Failure>,
    /// Which sets of faults were run, by name, and whether they failed.
    tried: HashMap<String, bool>,
}

impl Search<'_> {
    async fn all(&mut self, baseline: &Baseline) -> Result<(), TortureError> {
        let filter = &self.settings.filter;
        let all = cells(&baseline.traffic, &self.kinds);
        if self.settings.depth == 1
            && self.settings.random == 0
            && let Some((flag, pattern)) = filter.idle(&all)
        {
            let example = all.first().map(ToString::to_string).unwrap_or_default();
            return Err(TortureError::FitsNothing {
                flag,
                pattern: pattern.to_owned(),
                cells: all.len(),
                example,
            });
        }
        let mut level: Vec<_> =
            all.into_iter().filter(|one| filter.takes(one)).map(|one| vec![one]).collect();
        for depth in 1..=self.settings.depth {
            let survived = self.level(level).await?;
            level = deeper(&survived, &baseline.traffic, &self.kinds);
            level.retain(|set| set.iter().all(|one| filter.takes(one)) && !self.is_known(set));
            if depth < self.settings.depth && level.is_empty() {
                break;
            }
        }
        let failing: Vec<String> = self.failures.iter().map(|failure| name(&failure.injections)).collect();
        let SearchSettings { random, seed, .. } = self.settings;
        let sets = random::sets(*random, *seed, &baseline.traffic, &self.kinds, filter, &failing);
        self.level(sets).await?;
        Ok(())
    }

    /// Runs sets of faults, looks into those that fail, and gives those that were survived. It goes in batches, so that
    /// a small budget still leaves time to look into what fails.
    async fn level(
        &mut self,
        sets: Vec<Vec<Injection>>,
    ) -> Result<Vec<(Vec<Injection>, RunRecord)>, TortureError> {
        self.harness.progress.expect(sets.len());
        let mut survived = Vec::new();
        for batch in sets.chunks(BATCH * self.harness.jobs) {
            self.batch(batch, &mut survived).await?;
        }
        Ok(survived)
    }

    async fn batch(
        &mut self,
        sets: &[Vec<Injection>],
        survived: &mut Vec<(Vec<Injection>, RunRecord)>,
    ) -> Result<(), TortureError> {
        let jobs = sets.iter().map(|set| self.harness.job(set.clone())).collect();
        let records = self.harness.run_all(jobs, self.limit).await?;
        for (injections, record) in sets.iter().cloned().zip(records) {
            if let Some(record) = &record {
                self.tried.insert(name(&injections), record.survival.is_failure());
            }
            let survival = record.as_ref().map(|record| record.survival);
            let traffic = record.as_ref().map(|record| record.traffic.clone());
            let mut cell = CellResult { injections, survival, failure: None, traffic };
            match record {
                Some(record) if record.survival.is_failure() => {
                    let failure = self.look_into(&cell.injections, record).await?;
                    cell.survival = self.failures.get(failure).map(|failure| failure.survival);
                    cell.failure = Some(failure);
                }
                Some(record) if record.survival == Survival::Survived => {
                    survived.push((cell.injections.clone(), record));
                }
                _ => {}
            }
            self.cells.push(cell);
        }
        Ok(())
    }

    /// Finds the least of a failing set that still fails, and checks it; the place of the failure in the list.
    async fn look_into(&mut self, found: &[Injection], record: RunRecord) -> Result<usize, TortureError> {
        if let Some(known) = self.known(found) {
            return Ok(known);
        }
        let (least, record) = self.shrink(found.to_vec(), record).await?;
        if let Some(known) = self.known(&least) {
            return Ok(known);
        }
        let mut failure = Failure {
            found_as: name(found),
            survival: record.survival,
            checks: (1, 1),
            scenario: self.harness.job(least.clone()).scenario,
            accepted: self.settings.accept.holds(&name(&least)) || self.settings.accept.holds(&name(found)),
            injections: least,
            record,
            file: None,
        };
        self.check(&mut failure).await?;
        if !failure.accepted {
            self.harness.progress.say(&format!("{} {}", name(&failure.injections), failure.verdict()));
        }
        self.failures.push(failure);
        Ok(self.failures.len() - 1)
    }

    /// Runs a failure again, as often as it is to be checked.
    async fn check(&self, failure: &mut Failure) -> Result<(), TortureError> {
        let jobs: Vec<_> = (1..CHECKS).map(|_| self.harness.job(failure.injections.clone())).collect();
        self.harness.progress.expect(jobs.len());
        for record in self.harness.run_all(jobs, self.limit).await?.into_iter().flatten() {
            failure.checks.1 += 1;
            if record.survival.is_failure() {
                failure.checks.0 += 1;
                failure.record = record;
            }
        }
        if failure.checks.0 < failure.checks.1 {
            failure.survival = Survival::Flaky;
        }
        Ok(())
    }

    async fn shrink(
        &mut self,
        found: Vec<Injection>,
        record: RunRecord,
    ) -> Result<(Vec<Injection>, RunRecord), TortureError> {
        if found.len() == 1 && !found.iter().any(|one| has_wait(&one.kind)) {
            return Ok((found, record));
        }
        let mut failed_last = record;
        let Self { harness, failures, tried: before, limit, .. } = self;
        let mut fails = async |tried: Vec<Injection>| {
            // What is known needs no run.
            match before.get(&name(&tried)) {
                Some(false) => return Ok(false),
                Some(true) if known(failures, &tried).is_some() => return Ok(true),
                _ => {}
            }
            let asked = name(&tried);
            let Some(record) = harness.run_one(tried, *limit).await? else { return Ok(false) };
            let failed = record.survival.is_failure();
            before.insert(asked, failed);
            if failed {
                failed_last = record;
            }
            Ok::<_, TortureError>(failed)
        };
        let several = found.len() > 1;
        let mut smaller = fewest(found, &mut fails).await?;
        if several {
            smaller = earliest(smaller, &mut fails).await?;
            smaller = plainest(smaller, &self.kinds, &mut fails).await?;
        }
        smaller = shortest(smaller, &mut fails).await?;
        Ok((smaller, failed_last))
    }

    /// The failure that a set of faults holds.
    fn known(&self, set: &[Injection]) -> Option<usize> {
        known(&self.failures, set)
    }

    fn is_known(&self, set: &[Injection]) -> bool {
        self.known(set).is_some()
    }
}

/// The first of the failures that a set of faults holds.
fn known(failures: &[Failure], set: &[Injection]) -> Option<usize> {
    failures.iter().position(|failure| failure.injections.iter().all(|one| set.contains(one)))
}
