//! Callbacks: what is due, one try after the other, and the record of every try. A test double calls nobody but its
//! own machine unless it is told to.

mod send;
mod target;
mod timers;

use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use tokio::sync::Semaphore;

use crate::contract::callback;
use crate::contract::coverage_event::{CoverageEvent, DELIVERED, REDIRECTED, REFUSED};
use crate::engine::Engine;
use crate::engine::callback::record::CallbackAttempt;
use crate::engine::clock::Clock;
use crate::engine::transaction::CallbackReport;
use crate::server::webhook::timers::Timers;

pub use target::Mapping;

/// How many callbacks are under way at once.
const AT_ONCE: usize = 256;
/// How many callbacks may wait; beyond it new ones are dropped and the log says so.
const QUEUE_BOUND: usize = 200_000;
/// How callbacks are sent.
#[derive(Debug, Clone)]
pub struct WebhookSettings {
    /// Whether they may go to other machines.
    pub anywhere: bool,
    /// Where URLs really lead; the first that fits counts.
    pub maps: Vec<Mapping>,
    /// Who is trusted behind https; `None` trusts nobody.
    pub trust: Option<Arc<ClientConfig>>,
    /// How often a callback is tried in all.
    pub tries: u32,
}

impl Default for WebhookSettings {
    fn default() -> Self {
        Self { anywhere: false, maps: Vec::new(), trust: None, tries: callback::TRIES }
    }
}

/// A callback that is to be tried.
struct CallbackJob {
    report: Arc<CallbackReport>,
    /// How often it was tried so far.
    tried: u32,
}

/// The sender of callbacks.
pub(super) struct Webhook {
    engine: Arc<Engine>,
    settings: WebhookSettings,
    /// The TransactionIds of checks that end as their scenario plans. Apart from the callbacks, because no receiver may
    /// hold them up.
    ends: Timers<String>,
    calls: Timers<CallbackJob>,
    slots: Arc<Semaphore>,
}

impl Webhook {
    pub(super) fn new(engine: Arc<Engine>, mut settings: WebhookSettings) -> Self {
        // The demo's merchant lives in this emulator.
        let own =
            engine.base_url().replacen("//0.0.0.0:", "//127.0.0.1:", 1).replacen("//[::]:", "//[::1]:", 1);
        settings.maps.push(Mapping { from: super::pages::CALLBACK_BASE.to_owned(), to: own });
        Self {
            ends: Timers::new(engine.clock().clone()),
            calls: Timers::new(engine.clock().clone()),
            slots: Arc::new(Semaphore::new(AT_ONCE)),
            engine,
            settings,
        }
    }

    /// Lets a check end as its scenario plans, after a while of its account's clock; at once means before the call is
    /// answered.
    pub(super) fn finish(&self, transaction_id: String, clock: Option<&Arc<Clock>>, after: Duration) {
        if after.is_zero() {
            self.finish_now(&transaction_id);
        } else {
            let clock = clock.unwrap_or_else(|| self.engine.clock());
            self.ends.add(clock.clone(), after, transaction_id);
        }
    }

    /// The clock that everything of an account goes by.
    fn clock_of(&self, account: &str) -> Arc<Clock> {
        self.engine.clock_of(account).unwrap_or_else(|| self.engine.clock().clone())
    }

    fn finish_now(&self, transaction_id: &str) {
        if let Some(report) = self.engine.finish_as_planned(transaction_id) {
            self.take(report);
        }
    }

    /// Takes a report in: each of its copies becomes due after its delay.
    pub(super) fn take(&self, report: CallbackReport) {
        if report.plan.times == 0 {
            tracing::info!(transaction_id = report.transaction_id, "the scenario drops the callback");
            return;
        }
        if !self.engine.callbacks().admit(report.plan.times as usize, QUEUE_BOUND) {
            tracing::error!(
                transaction_id = report.transaction_id,
                "a callback is dropped: {QUEUE_BOUND} others are waiting"
            );
            return;
        }
        let report = Arc::new(report);
        let clock = self.clock_of(&report.account);
        for _ in 0..report.plan.times {
            self.calls.add(
                clock.clone(),
                report.plan.delay,
                CallbackJob { report: report.clone(), tried: 0 },
            );
        }
    }

    /// Does what becomes due, for as long as it is polled.
    pub(super) async fn run(self: Arc<Self>) {
        tokio::join!(self.end_checks(), self.call_receivers());
    }

    async fn end_checks(&self) {
        // Of checks that are over or forgotten already, any number may have been planned.
        let wanted = |transaction_id: &String| self.engine.is_under_way(transaction_id);
        loop {
            let transaction_id = self.ends.next(wanted).await;
            self.finish_now(&transaction_id);
        }
    }

    async fn call_receivers(self: &Arc<Self>) {
        loop {
            let CallbackJob { report, tried } = self.calls.next(|_| true).await;
            // The semaphore is never closed.
            let slot = self.slots.clone().acquire_owned().await;
            let webhook = self.clone();
            tokio::spawn(async move {
                webhook.call(report, tried + 1).await;
                drop(slot);
            });
        }
    }

    /// Says what is left unsent when the emulator stops.
    pub(super) fn close(&self) {
        let waiting = self.engine.callbacks().waiting();
        if waiting > 0 {
            tracing::warn!("{waiting} callbacks were still to be delivered and are lost");
        }
    }

    /// One try, and the next one after a while where it was not accepted.
    async fn call(&self, report: Arc<CallbackReport>, number: u32) {
        let target = target::map(&report.url, &self.settings.maps);
        let sent = send::get(&target, &self.settings).await;
        let (status, how, hopeless, failure) = match sent {
            Ok(status) => (Some(status), answered(status), false, None),
            Err(failure) => (None, failure.kind, failure.is_hopeless(), Some(failure.text)),
        };
        let clock = self.clock_of(&report.account);
        let attempt = CallbackAttempt {
            transaction_id: report.transaction_id.clone(),
            account: report.account.clone(),
            at: clock.read().now.to_string(),
            number,
            sent_to: (target != report.url).then_some(target),
            url: report.url.clone(),
            accepted: status == Some(200),
            status,
            failure,
        };
        let again = !attempt.accepted && !hopeless && number < self.settings.tries;
        log(&attempt, again);
        self.engine.note_attempt(attempt, how, !again);
        if again {
            self.calls.add(clock, callback::wait(number), CallbackJob { report, tried: number });
        }
    }
}

/// What the contract calls an answer with this status.
fn answered(status: u16) -> &'static CoverageEvent {
    match status {
        200 => &DELIVERED,
        300..=399 => &REDIRECTED,
        _ => &REFUSED,
    }
}

fn log(attempt: &CallbackAttempt, again: bool) {
    let CallbackAttempt { transaction_id, number, url, status, failure, .. } = attempt;
    let to = target::public(attempt.sent_to.as_ref().unwrap_or(url));
    if attempt.accepted {
        tracing::info!(transaction_id, to, number, "callback accepted");
        return;
    }
    let why = match (status, failure) {
        (Some(status), _) => format!("the receiver answered {status}, and only 200 is accepted"),
        (None, Some(failure)) => failure.clone(),
        (None, None) => String::new(),
    };
    let then = if again { "it is tried again" } else { "it is given up" };
    tracing::warn!(transaction_id, to, number, "callback not accepted: {why}; {then}");
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
