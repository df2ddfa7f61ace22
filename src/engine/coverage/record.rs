//! Counts the events of checks and callbacks for contract coverage.

use std::sync::Arc;
use std::time::Duration;

use crate::contract::coverage_event::{
    CORRECTED, CoverageEvent, DELAYED, DROPPED, EXPIRED, GIVEN_UP, NEVER_OPENED, NOT_SENT, OTHER_SUB_CODE,
    RECOVERED, REPEATED, RETRIED, SPOOFED,
};
use crate::contract::operations::check_result;
use crate::contract::operations::check_result::CheckResultData;
use crate::contract::redirect;
use crate::engine::Engine;
use crate::engine::account::Account;
use crate::engine::callback::record::CallbackAttempt;
use crate::engine::coverage::Coverage;
use crate::engine::events::EngineEvent;
use crate::engine::sync::lock;
use crate::engine::transaction::lifecycle::AccountTimes;
use crate::engine::transaction::shared::LockedTransactions;
use crate::engine::transaction::{CallbackReport, CheckEnd, Transaction, UrlError};

type CoverageEvents = Vec<&'static CoverageEvent>;

impl Engine {
    /// The account with this name or key, in the run that its next call uses.
    pub(in crate::engine) fn account_named(&self, name: &str) -> Option<Arc<Account>> {
        // The last run is that of the key, if it has one of its own.
        self.runs_of_account(name).iter().rev().find_map(|run| run.accounts().named(name))
    }

    /// Counts events of an account.
    pub(in crate::engine) fn count_events(&self, account: &str, events: &[&'static CoverageEvent]) {
        let count = |coverage: &mut Coverage| events.iter().for_each(|one| coverage.count_event(one, 1));
        match self.account_named(account) {
            Some(account) => count(&mut account.state().coverage),
            None => count(&mut lock(&self.gateway).1),
        }
    }

    /// Ends a check, counts its events, and puts its callback into the outbox.
    ///
    /// # Errors
    /// The check cannot be ended.
    pub(in crate::engine) fn end(
        &self,
        mut transactions: LockedTransactions<'_>,
        transaction_id: &str,
        end: &CheckEnd,
    ) -> Result<(), UrlError> {
        let found = transactions.get(transaction_id, Duration::ZERO);
        let at = self.time_of(found);
        if let Some(row) = found.and_then(Transaction::interruption) {
            // Its scenario has it end without a result, so that it stays as a check whose user left.
            let account = found.map(|found| found.options.account().to_owned()).unwrap_or_default();
            drop(transactions);
            self.count_events(&account, &[row.outcome]);
            return Err(UrlError::Expired);
        }
        let report = transactions.complete(transaction_id, end, at, self.clock.read().elapsed)?;
        // Under the lock, so that events are recorded in order.
        self.events.note(|| EngineEvent::Completed(transaction_id.to_owned()));
        let ended = transactions
            .get(transaction_id, at)
            .and_then(|found| Some((found.options.account().to_owned(), check_end_events(found.result()?))));
        drop(transactions);
        if let Some((account, mut events)) = ended {
            events.extend(report.iter().flat_map(planned_callback_events));
            self.count_events(&account, &events);
        }
        if let Some(report) = report {
            self.post(report);
        }
        Ok(())
    }

    /// Records an attempt to deliver a callback and its event; `done` is its report if the callback is delivered or given up.
    pub fn note_attempt(
        &self,
        attempt: CallbackAttempt,
        event: &'static CoverageEvent,
        done: Option<&CallbackReport>,
    ) {
        let last = done.is_some();
        let is_retry = attempt.number > 1;
        let events = [
            (true, event),
            (is_retry, &RETRIED),
            (is_retry && attempt.accepted, &RECOVERED),
            (last && !attempt.accepted && *event != NOT_SENT, &GIVEN_UP),
        ];
        let events: CoverageEvents =
            events.into_iter().filter(|(holds, _)| *holds).map(|(_, one)| one).collect();
        self.count_events(&attempt.account, &events);
        self.callbacks.note(attempt, done);
    }

    /// Counts the expired checks that are kept. Expiry triggers nothing, so they are counted on demand.
    pub(in crate::engine) fn count_expired(&self, account: Option<&str>, coverage: &mut Coverage) {
        let mut times = AccountTimes::default();
        let (mut expired, mut never_opened) = (0, 0);
        self.transactions.each(|one| {
            if one.result().is_some() || account.is_some_and(|account| account != one.options.account()) {
                return;
            }
            let at = times.of(self, one);
            if one.expired(at) && !one.is_past_retention(at) {
                *(if one.opened() { &mut expired } else { &mut never_opened }) += 1;
            }
        });
        coverage.count_event(&EXPIRED, expired);
        coverage.count_event(&NEVER_OPENED, never_opened);
    }
}

/// The events of the end of a check.
fn check_end_events(result: &CheckResultData) -> CoverageEvents {
    let code = if result.passed { redirect::PASSED } else { redirect::NOT_PASSED };
    let is_default = [check_result::PASSED, check_result::NOT_PASSED].contains(&result.sub_code.as_str());
    let additional = [
        (!is_default, &OTHER_SUB_CODE),
        (result.edited.is_some(), &CORRECTED),
        (!result.spoof_types.is_empty(), &SPOOFED),
    ];
    let additional = additional.into_iter().filter(|(holds, _)| *holds).map(|(_, one)| one);
    redirect::client_result(code).map(|row| row.outcome).into_iter().chain(additional).collect()
}

/// The events of a scenario's plan for a callback.
fn planned_callback_events(report: &CallbackReport) -> impl Iterator<Item = &'static CoverageEvent> {
    let (times, sent) = (report.plan.times, report.plan.times > 0);
    let plans = [(!sent, &DROPPED), (sent && !report.plan.delay.is_zero(), &DELAYED), (times > 1, &REPEATED)];
    plans.into_iter().filter(|(holds, _)| *holds).map(|(_, one)| one)
}
