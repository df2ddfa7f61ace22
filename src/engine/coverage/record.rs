//! What became of checks and callbacks, counted for contract coverage. It decides nothing.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard};
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
use crate::engine::transaction::store::TransactionStore;
use crate::engine::transaction::{CallbackReport, CheckEnd, UrlError};

type CoverageEvents = Vec<&'static CoverageEvent>;

impl Engine {
    /// The account of this name, or of this key, in the world that its next call is played in.
    pub(in crate::engine) fn account_named(&self, name: &str) -> Option<Arc<Account>> {
        // The last world is the key's own one, where it has one.
        self.runs_of_account(name).iter().rev().find_map(|run| run.accounts().named(name))
    }

    /// Counts what an account met.
    pub(in crate::engine) fn count_events(&self, account: &str, situations: &[&'static CoverageEvent]) {
        let count = |coverage: &mut Coverage| situations.iter().for_each(|one| coverage.met(one, 1));
        match self.account_named(account) {
            Some(account) => count(&mut account.state().coverage),
            None => count(&mut lock(&self.gateway).1),
        }
    }

    /// Ends a check, counts how, and puts its callback into the outbox.
    ///
    /// # Errors
    /// Why it cannot be ended.
    pub(in crate::engine) fn end(
        &self,
        mut transactions: MutexGuard<'_, TransactionStore>,
        transaction_id: &str,
        ending: &CheckEnd,
    ) -> Result<(), UrlError> {
        let at = self.time_of(transactions.get(transaction_id, Duration::ZERO));
        let report = transactions.complete(transaction_id, ending, at, self.clock.read().elapsed)?;
        // Under the lock, so that changes are noted in their order.
        self.events.note(|| EngineEvent::Completed(transaction_id.to_owned()));
        let ended = transactions
            .get(transaction_id, at)
            .and_then(|found| Some((found.options.account().to_owned(), check_end_events(found.verdict()?))));
        drop(transactions);
        if let Some((account, mut met)) = ended {
            met.extend(report.iter().flat_map(planned_callback_events));
            self.count_events(&account, &met);
        }
        if let Some(report) = report {
            self.post(report);
        }
        Ok(())
    }

    /// Notes a try to deliver a callback, and how it ended; `last` says that the callback is delivered or given up.
    pub fn note_attempt(&self, attempt: CallbackAttempt, how: &'static CoverageEvent, last: bool) {
        let further = attempt.number > 1;
        let met = [
            (true, how),
            (further, &RETRIED),
            (further && attempt.accepted, &RECOVERED),
            (last && !attempt.accepted && *how != NOT_SENT, &GIVEN_UP),
        ];
        let met: CoverageEvents = met.into_iter().filter(|(holds, _)| *holds).map(|(_, one)| one).collect();
        self.count_events(&attempt.account, &met);
        self.callbacks.note(attempt, last);
    }

    /// Adds the checks whose 30 minutes are over, of those that are kept. Nothing happens when they are, so that they
    /// are counted when somebody asks.
    pub(in crate::engine) fn count_expired(&self, account: Option<&str>, coverage: &mut Coverage) {
        let mut all = lock(&self.transactions);
        let mut times = HashMap::new();
        let open = all.iter().filter(|one| one.verdict().is_none());
        for one in open.filter(|one| account.is_none_or(|account| account == one.options.account())) {
            let at = *times.entry(one.options.account()).or_insert_with(|| self.time_of(Some(one)));
            if one.expired(at) {
                coverage.met(if one.opened() { &EXPIRED } else { &NEVER_OPENED }, 1);
            }
        }
    }
}

/// How a check ended.
fn check_end_events(verdict: &CheckResultData) -> CoverageEvents {
    let code = if verdict.passed { redirect::PASSED } else { redirect::NOT_PASSED };
    let usual = [check_result::PASSED, check_result::NOT_PASSED].contains(&verdict.sub_code.as_str());
    let more =
        [(!usual, &OTHER_SUB_CODE), (verdict.edited.is_some(), &CORRECTED), (verdict.spoofed, &SPOOFED)];
    let more = more.into_iter().filter(|(holds, _)| *holds).map(|(_, one)| one);
    redirect::client_result(code).map(|row| row.outcome).into_iter().chain(more).collect()
}

/// What a scenario has in store for a callback.
fn planned_callback_events(report: &CallbackReport) -> impl Iterator<Item = &'static CoverageEvent> {
    let (times, sent) = (report.plan.times, report.plan.times > 0);
    let plans = [(!sent, &DROPPED), (sent && !report.plan.delay.is_zero(), &DELAYED), (times > 1, &REPEATED)];
    plans.into_iter().filter(|(holds, _)| *holds).map(|(_, one)| one)
}
