//! What is due later: callbacks that are to be sent, and checks that end as their scenario plans. The end of a check puts
//! its callback here in the same step; the server sends what is due. Each thing goes by the clock of its account.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::Engine;
use crate::engine::callback::timers::Timers;
use crate::engine::clock::Clock;
use crate::engine::transaction::CallbackReport;

/// How many callbacks may wait; beyond it new ones are dropped and the log says so.
pub const MAX_WAITING: usize = 200_000;

/// A callback that is due for an attempt.
#[derive(Debug, Clone)]
pub struct DueCallback {
    /// What is reported, and where.
    pub report: Arc<CallbackReport>,
    /// How many attempts there were so far.
    pub attempts: u32,
}

/// What is due later.
pub(in crate::engine) struct Outbox {
    /// The TransactionIds of checks that end as planned. Apart from the callbacks, so that no receiver holds them up.
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
    /// Calls `waker` whenever there is something new in the outbox or a clock was moved, so that whoever waits for what
    /// is due looks again.
    pub fn on_outbox_change(&self, waker: impl Fn() + Clone + Send + Sync + 'static) {
        self.outbox.ends.on_change(waker.clone());
        self.outbox.callbacks.on_change(waker);
    }

    /// Ends every check whose planned end is due. Returns how long until the next one; `None` where none is planned.
    pub fn end_due_checks(&self) -> Option<Duration> {
        loop {
            // Of checks that ended already or are not kept any more, any number may have been planned.
            match self.outbox.ends.take_due(|transaction_id| self.is_under_way(transaction_id)) {
                Ok(transaction_id) => self.end_as_planned(&transaction_id),
                Err(wait) => return wait,
            }
        }
    }

    /// Takes a callback that is due.
    ///
    /// # Errors
    /// How long until the next one; `None` where none waits.
    pub fn take_due_callback(&self) -> Result<DueCallback, Option<Duration>> {
        self.outbox.callbacks.take_due(|_| true)
    }

    /// Puts a callback back for another attempt.
    pub fn retry_callback(&self, callback: DueCallback, after: Duration) {
        let clock = self.clock_of_report(&callback.report);
        self.outbox.callbacks.add(clock, after, callback);
    }

    /// The clock that the callbacks of a report go by.
    #[must_use]
    pub fn clock_of_report(&self, report: &CallbackReport) -> Arc<Clock> {
        self.clock_of(&report.account).unwrap_or_else(|| self.clock.clone())
    }

    /// Lets a check end as its scenario plans, after a duration by its account's clock; at once where that is zero.
    pub(in crate::engine) fn plan_end(&self, transaction_id: &str, clock: &Arc<Clock>, after: Duration) {
        if after.is_zero() {
            self.end_as_planned(transaction_id);
        } else {
            self.outbox.ends.add(clock.clone(), after, transaction_id.to_owned());
        }
    }

    /// Puts a report into the outbox: each of its copies becomes due after its delay.
    pub(in crate::engine) fn post(&self, report: CallbackReport) {
        let times = report.plan.times;
        if times == 0 {
            tracing::info!(transaction_id = report.transaction_id, "the scenario drops the callback");
            return;
        }
        if !self.callbacks.admit(times as usize, MAX_WAITING) {
            tracing::error!(
                transaction_id = report.transaction_id,
                "a callback is dropped: {MAX_WAITING} others are waiting"
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
