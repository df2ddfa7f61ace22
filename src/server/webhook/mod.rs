//! Callbacks: what is due, one try after the other, and the record of every try. A test double calls nobody but its
//! own machine unless it is told to.

mod send;
mod target;

use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use tokio::sync::{Notify, Semaphore};

use crate::contract::callback;
use crate::contract::coverage_event::{CoverageEvent, DELIVERED, REDIRECTED, REFUSED};
use crate::engine::Engine;
use crate::engine::callback::outbox::DueCallback;
use crate::engine::callback::record::CallbackAttempt;

pub use target::Mapping;

/// How many callbacks are under way at once.
const AT_ONCE: usize = 256;
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

/// The sender of callbacks.
pub(super) struct Webhook {
    engine: Arc<Engine>,
    settings: WebhookSettings,
    slots: Arc<Semaphore>,
}

impl Webhook {
    pub(super) fn new(engine: Arc<Engine>, mut settings: WebhookSettings) -> Self {
        // The demo's merchant lives in this emulator.
        let own =
            engine.base_url().replacen("//0.0.0.0:", "//127.0.0.1:", 1).replacen("//[::]:", "//[::1]:", 1);
        settings.maps.push(Mapping { from: super::pages::CALLBACK_BASE.to_owned(), to: own });
        Self { slots: Arc::new(Semaphore::new(AT_ONCE)), engine, settings }
    }

    /// Does what becomes due, for as long as it is polled.
    pub(super) async fn run(self: Arc<Self>) {
        tokio::join!(self.end_checks(), self.send_callbacks());
    }

    /// A signal of the outbox's changes.
    fn changes(&self) -> Arc<Notify> {
        let changed = Arc::new(Notify::new());
        let waker = Arc::downgrade(&changed);
        self.engine.on_outbox_change(move || {
            if let Some(changed) = waker.upgrade() {
                changed.notify_one();
            }
        });
        changed
    }

    async fn end_checks(&self) {
        let changed = self.changes();
        loop {
            let wait = self.engine.end_due_checks();
            wait_for(&changed, wait).await;
        }
    }

    async fn send_callbacks(self: &Arc<Self>) {
        let changed = self.changes();
        loop {
            let due = match self.engine.take_due_callback() {
                Ok(due) => due,
                Err(wait) => {
                    wait_for(&changed, wait).await;
                    continue;
                }
            };
            // The semaphore is never closed.
            let slot = self.slots.clone().acquire_owned().await;
            let webhook = self.clone();
            tokio::spawn(async move {
                webhook.send(due).await;
                drop(slot);
            });
        }
    }

    /// Logs how many callbacks are unsent when the emulator stops.
    pub(super) fn close(&self) {
        let waiting = self.engine.callbacks().waiting();
        if waiting > 0 {
            tracing::warn!("{waiting} callbacks were still to be delivered and are lost");
        }
    }

    /// One attempt, and the next one later where it was not accepted.
    async fn send(&self, due: DueCallback) {
        let DueCallback { report, attempts } = due;
        let number = attempts + 1;
        let target = target::map(&report.url, &self.settings.maps);
        let sent = send::get(&target, &self.settings).await;
        let (status, how, hopeless, failure) = match sent {
            Ok(status) => (Some(status), answered(status), false, None),
            Err(failure) => (None, failure.kind, failure.is_hopeless(), Some(failure.text)),
        };
        let attempt = CallbackAttempt {
            transaction_id: report.transaction_id.clone(),
            account: report.account.clone(),
            at: self.engine.clock_of_report(&report).read().now.to_string(),
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
            self.engine.retry_callback(DueCallback { report, attempts: number }, callback::wait(number));
        }
    }
}

/// Waits for a change, at most for so long.
async fn wait_for(changed: &Notify, wait: Option<Duration>) {
    match wait {
        Some(wait) => drop(tokio::time::timeout(wait, changed.notified()).await),
        None => changed.notified().await,
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
