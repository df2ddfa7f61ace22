//! How far a search is, on stderr: a bar at a terminal, a line now and then elsewhere.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::torture::run::RunRecord;

/// How often a line is written where there is no terminal.
const EVERY: Duration = Duration::from_secs(5);
/// The bar; its message says how many failed.
const BAR: &str = "{bar:24} {pos} of {len} runs, {rate}, {eta} left, {msg}";

/// How far a search is.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    counts: Mutex<Counts>,
}

#[derive(Debug)]
struct Counts {
    started: Instant,
    told: Instant,
    runs: u64,
    failed: u64,
    command: Duration,
    overhead: Duration,
}

/// What all runs came to.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunTotals {
    /// How many there were.
    pub runs: u64,
    /// Since the beginning of the search.
    pub elapsed: Duration,
    /// What a run cost besides its command, on average.
    pub overhead: Duration,
    /// What the command took, on average.
    pub command: Duration,
}

impl Progress {
    /// With a bar where `bar` says that stderr is a terminal.
    #[must_use]
    pub fn new(bar: bool) -> Self {
        let target = if bar { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            let _ = write!(out, "{:.1} a second", state.per_sec());
        };
        let style = ProgressStyle::with_template(BAR).unwrap_or_else(|_| ProgressStyle::default_bar());
        let progress = ProgressBar::with_draw_target(Some(0), target);
        progress.set_style(style.with_key("rate", rate).progress_chars("=> "));
        progress.set_message("0 failed");
        let now = Instant::now();
        let zero = Duration::ZERO;
        let counts = Counts { started: now, told: now, runs: 0, failed: 0, command: zero, overhead: zero };
        Self { bar: progress, counts: Mutex::new(counts) }
    }

    /// So many more runs are to come.
    pub fn expect(&self, runs: usize) {
        self.bar.inc_length(u64::try_from(runs).unwrap_or(u64::MAX));
    }

    /// So many runs will not be done after all.
    pub fn take_off(&self, runs: usize) {
        self.bar.dec_length(u64::try_from(runs).unwrap_or(u64::MAX));
    }

    /// A run is done.
    pub fn ran(&self, record: &RunRecord) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.runs += 1;
        counts.failed += u64::from(record.survival.is_failure());
        counts.command += record.took;
        counts.overhead += record.overhead;
        self.bar.set_message(format!("{} failed", counts.failed));
        self.bar.inc(1);
        if self.bar.is_hidden() && counts.told.elapsed() >= EVERY {
            counts.told = Instant::now();
            let mut line = String::new();
            let (done, all) = (self.bar.position(), self.bar.length().unwrap_or_default());
            let left = self.bar.eta().as_secs();
            let rate = rate(counts.runs, counts.started.elapsed());
            let _ = writeln!(
                line,
                "{done} of {all} runs, {rate:.1} a second, {left} s left, {} failed",
                counts.failed
            );
            // A failed write is ignored: stderr may be closed, and the search goes on.
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
    }

    /// Writes a line above the bar.
    pub fn say(&self, line: &str) {
        self.bar.suspend(|| {
            let _ = writeln!(std::io::stderr(), "{line}");
        });
    }

    /// Takes the bar away, and says what the runs came to.
    pub fn finish(&self) -> RunTotals {
        self.bar.finish_and_clear();
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let runs = u32::try_from(counts.runs).unwrap_or(u32::MAX).max(1);
        RunTotals {
            runs: counts.runs,
            elapsed: counts.started.elapsed(),
            overhead: counts.overhead / runs,
            command: counts.command / runs,
        }
    }
}

/// Runs a second.
#[must_use]
pub fn rate(runs: u64, elapsed: Duration) -> f64 {
    let runs = u32::try_from(runs).unwrap_or(u32::MAX);
    f64::from(runs) / elapsed.as_secs_f64().max(0.001)
}
