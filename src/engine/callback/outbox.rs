//! The outbox: callbacks to be sent, and planned ends of checks. When a check ends, its callback is put here in the same
//! step; the server sends callbacks when they are due. Times are those of the account's clock.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::Engine;
use crate::engine::callback::timers::Timers;
use crate::engine::clock::Clock;
use crate::engine::transaction::CallbackReport;

/// The maximum number of queued callbacks, within their share of memory; further ones are dropped, which is logged.
pub const MAX_WAITING: usize = 200_000;

/// A callback that is due for an attempt.
#[derive(Debug, Clone)]
pub struct DueCallback {
    /// The report, and its URL.
    pub report: Arc<CallbackReport>,
    /// The number of attempts so far.
    pub attempts: u32,
}

/// The queues of callbacks and planned ends.
pub(in crate::engine) struct Outbox {
    /// The TransactionIds of checks that a scenario ends. A queue of their own, so that slow receivers cannot delay them.
    ends: Timers<String>,
    callbacks: Timers<DueCallback>,
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").finish_non_exhaustive()
    }
}

impl Outbox {
    pub(in crate::engine) fn new(clock: &Arc<Clock>) -> Self {
        Self { ends: Timers::new(clock.clone()), callbacks: Timers::new(clock.clone()) }
    }
}

impl Engine {
    /// Calls `waker` whenever something was added to the outbox or a clock was moved.
    pub fn on_outbox_change(&self, waker: impl Fn() + Clone + Send + Sync + 'static) {
        self.outbox.ends.on_change(waker.clone());
        self.outbox.callbacks.on_change(waker);
    }

    /// Ends all checks whose planned end is due. Returns the duration until the next one; `None` if none is planned.
    pub fn end_due_checks(&self) -> Option<Duration> {
        loop {
            // Planned ends of checks that ended or were evicted otherwise may accumulate.
            match self.outbox.ends.take_due(|transaction_id| self.is_under_way(transaction_id)) {
                Ok(transaction_id) => self.end_as_planned(&transaction_id),
                Err(wait) => return wait,
            }
        }
    }

    /// Takes a callback that is due.
    ///
    /// # Errors
    /// None is due: the duration until the next one, `None` if there is none.
    pub fn take_due_callback(&self) -> Result<DueCallback, Option<Duration>> {
        self.outbox.callbacks.take_due(|_| true)
    }

    /// Queues a callback for another attempt.
    pub fn retry_callback(&self, callback: DueCallback, after: Duration) {
        let clock = self.clock_of_report(&callback.report);
        self.outbox.callbacks.add(clock, after, callback);
    }

    /// The clock of a report's account.
    #[must_use]
    pub fn clock_of_report(&self, report: &CallbackReport) -> Arc<Clock> {
        self.clock_of(&report.account).unwrap_or_else(|| self.clock.clone())
    }

    /// Ends a check as its scenario plans, after a duration of its account's clock. A duration of zero ends it at once.
    pub(in crate::engine) fn plan_end(&self, transaction_id: &str, clock: &Arc<Clock>, after: Duration) {
        if after.is_zero() {
            self.end_as_planned(transaction_id);
        } else {
            self.outbox.ends.add(clock.clone(), after, transaction_id.to_owned());
        }
    }

    /// Queues a report: each of its copies is due after its delay.
    pub(in crate::engine) fn post(&self, report: CallbackReport) {
        let times = report.plan.times;
        if times == 0 {
            tracing::info!(transaction_id = report.transaction_id, "the scenario drops the callback");
            return;
        }
        if !self.callbacks.admit(&report, MAX_WAITING) {
            tracing::error!(
                transaction_id = report.transaction_id,
                "a callback is dropped: {} others wait, as many as {MAX_WAITING} or the share of callbacks in --memory allows",
                self.callbacks.waiting()
            );
            return;
        }
        let report = Arc::new(report);
        let clock = self.clock_of_report(&report);
        for _ in 0..times {
            let due = DueCallback { report: report.clone(), attempts: 0 };
            self.outbox.callbacks.add(clock.clone(), report.plan.delay, due);
        }
    }
}
