//! Sends callbacks when they are due, retries them, and records every attempt. Only this machine is called unless the
//! settings allow other machines.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

pub(super) mod maps;
pub(super) mod reach;
mod send;
mod target;

use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use tokio::sync::{Notify, Semaphore};

use crate::contract::callback::{self, CallbackMethod};
use crate::contract::coverage_event::{CoverageEvent, DELIVERED, REDIRECTED, REFUSED};
use crate::engine::Engine;
use crate::engine::callback::outbox::DueCallback;
use crate::engine::callback::record::CallbackAttempt;
use crate::engine::clock::ClockReading;
use crate::engine::memory::MemoryKind;
use crate::server::webhook::maps::CallbackMaps;
use crate::server::webhook::reach::ReachCheck;

pub use target::{Mapping, MappingError};

/// How many callbacks are sent concurrently.
const MAX_CONCURRENT: usize = 256;
/// The settings of callbacks.
#[derive(Debug, Clone)]
pub struct WebhookSettings {
    /// Whether they may be sent to other machines; to the targets of mappings they always may.
    pub anywhere: bool,
    /// URL prefixes and their replacements; the first that matches applies.
    pub maps: Vec<Mapping>,
    /// The TLS configuration with the trusted CAs; `None` means that https callbacks fail.
    pub trust: Option<Arc<ClientConfig>>,
    /// The maximum number of attempts.
    pub tries: u32,
    /// How they are sent unless a scenario says otherwise.
    pub method: CallbackMethod,
    /// Whether Initialize refuses a CallbackUrl that cannot be connected to.
    pub check: bool,
}

impl Default for WebhookSettings {
    fn default() -> Self {
        Self {
            anywhere: false,
            maps: Vec::new(),
            trust: None,
            tries: callback::TRIES,
            method: CallbackMethod::default(),
            check: false,
        }
    }
}

/// The sender of callbacks.
pub(super) struct Webhook {
    engine: Arc<Engine>,
    settings: WebhookSettings,
    maps: Arc<CallbackMaps>,
    slots: Arc<Semaphore>,
}

impl Webhook {
    pub(super) fn new(engine: Arc<Engine>, mut settings: WebhookSettings) -> Self {
        // The receiver of the demo's callback is this emulator.
        let own =
            engine.base_url().replacen("//0.0.0.0:", "//127.0.0.1:", 1).replacen("//[::]:", "//[::1]:", 1);
        let demo = Mapping { from: super::pages::CALLBACK_BASE.to_owned(), to: own };
        let share = engine.memory_share(MemoryKind::CallbackMaps);
        let maps = Arc::new(CallbackMaps::new(std::mem::take(&mut settings.maps), vec![demo], share));
        Self { slots: Arc::new(Semaphore::new(MAX_CONCURRENT)), engine, settings, maps }
    }

    /// The check of `--callback-check`; `None` where it is off.
    pub(super) fn reach_check(&self) -> Option<ReachCheck> {
        let Self { engine, settings, maps, .. } = self;
        settings.check.then(|| ReachCheck::new(engine.clone(), maps.clone(), settings.anywhere))
    }

    /// Where callbacks go in place of their URLs.
    pub(super) fn maps(&self) -> Arc<CallbackMaps> {
        self.maps.clone()
    }

    /// Sends callbacks and ends checks when they are due, until it is dropped.
    pub(super) async fn run(self: Arc<Self>) {
        tokio::join!(self.end_checks(), self.send_callbacks());
    }

    /// A signal that the outbox has changed.
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

    /// Logs the number of callbacks that are lost when the emulator stops.
    pub(super) fn close(&self) {
        let waiting = self.engine.callbacks().waiting();
        if waiting > 0 {
            tracing::warn!("{waiting} callbacks were not delivered and are lost");
        }
    }

    /// One attempt; if it is not accepted, the next one is put into the outbox.
    async fn send(&self, due: DueCallback) {
        let DueCallback { report, attempts } = due;
        let number = attempts.saturating_add(1);
        let (url, body) = match report.plan.method.unwrap_or(self.settings.method) {
            CallbackMethod::Get => (callback::get_url(&report.url, &report.parameters), None),
            CallbackMethod::Post => (report.url.clone(), Some(report.parameters.clone())),
        };
        let mapped = self.maps.mapped(&url, &report.account);
        // Who maps a URL to a target agrees to that target, wherever it is.
        let anywhere = self.settings.anywhere || mapped.is_some();
        let target = mapped.unwrap_or_else(|| url.clone());
        let trust = self.settings.trust.as_ref();
        let result = send::deliver(&target, body.as_deref(), anywhere, trust).await;
        let (status, event, is_permanent, failure) = match result {
            Ok(status) => (Some(status), event_of(status), false, None),
            Err(failure) => (None, failure.kind, failure.is_permanent(), Some(failure.message)),
        };
        let reading = self.engine.clock_of_report(&report).read();
        let attempt = CallbackAttempt {
            transaction_id: report.transaction_id.clone(),
            account: report.account.clone(),
            at: reading.now.to_string(),
            number,
            sent_to: (target != url).then_some(target),
            url,
            body,
            accepted: status == Some(200),
            status,
            failure,
        };
        let retry = !attempt.accepted && !is_permanent && number < self.settings.tries;
        log(&attempt, retry, reading);
        // Before the attempt can be seen: a test that sees it and moves the clock has to meet the next one.
        if retry {
            let due = DueCallback { report: report.clone(), attempts: number };
            self.engine.retry_callback(due, callback::wait(number));
        }
        self.engine.note_attempt(attempt, event, Some(&*report).filter(|_| !retry));
    }
}

/// Waits for a change, at most for `wait`.
async fn wait_for(changed: &Notify, wait: Option<Duration>) {
    match wait {
        Some(wait) => drop(tokio::time::timeout(wait, changed.notified()).await),
        None => changed.notified().await,
    }
}

/// The coverage event of a response with this status.
fn event_of(status: u16) -> &'static CoverageEvent {
    match status {
        200 => &DELIVERED,
        300..=399 => &REDIRECTED,
        _ => &REFUSED,
    }
}

fn log(attempt: &CallbackAttempt, retry: bool, reading: ClockReading) {
    let clock = reading.if_moved().map(tracing::field::display);
    let CallbackAttempt { transaction_id, number, url, status, failure, .. } = attempt;
    let to = target::public(attempt.sent_to.as_ref().unwrap_or(url));
    if attempt.accepted {
        tracing::info!(transaction_id, to, number, clock, "callback accepted");
        return;
    }
    let reason = match (status, failure) {
        (Some(status), _) => format!("the receiver responded with {status}, only 200 is accepted"),
        (None, Some(failure)) => failure.clone(),
        (None, None) => String::new(),
    };
    let next = if retry { "it will be retried" } else { "no further attempt" };
    tracing::warn!(transaction_id, to, number, clock, "callback not accepted: {reason}; {next}");
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
