//! `/events`: calls, transactions and attempts to deliver callbacks as server-sent events. The stream polls the engine's
//! records a few times a second, and only while its client reads: calls do no work for it and never wait for it, and
//! nothing is queued for a slow client.

mod calls;
pub(in crate::server::admin) mod shared;

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use schemars::{Schema, SchemaGenerator};
use serde::Serialize;
use tokio::time::{Sleep, sleep};

use crate::contract::document::DOCUMENTS;
use crate::engine::Engine;
use crate::engine::callback::record::CallbackAttempt;
use crate::engine::events::{EngineEvent, EventListener};
use crate::engine::journal::{JournalEntry, JournalFilter};
use crate::engine::transaction::summary::{TransactionStatus, TransactionSummary};
use crate::server::admin::events::calls::{CallEvent, MAX_CALLS};
use crate::server::admin::events::shared::{NumberedEvent, SharedEvents};
use crate::server::admin::handlers::calls::created as created_id;
use crate::server::admin::problem::AdminError;
use crate::server::admin::view::{CallSummary, End, Reset, Skipped, TransactionView};
use crate::server::admin::{AdminRequest, AdminResponse};

/// The polling interval.
const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// After this many polls without an event a comment is sent to keep the connection alive.
const KEEP_ALIVE_POLLS: u32 = 150;
/// A listener that did not read for this long while more than [`MAX_BEHIND`] came is cut off.
const MAX_PAUSE: Duration = Duration::from_secs(1);
/// See [`MAX_PAUSE`]; in bytes, estimated by the number of calls.
const MAX_BEHIND: usize = 1024 * 1024;
/// The usual size of the events of a call, in bytes.
const CALL_SIZE: usize = 512;
/// How many records are read from the engine at a time.
const BATCH: usize = 50;
/// A poll ends after this many bytes; the next one follows at once.
const MAX_BYTES: usize = 256 * 1024;

/// An event: its name, its meaning, and the schema of its data.
pub(in crate::server::admin) struct Event {
    pub(in crate::server::admin) name: &'static str,
    pub(in crate::server::admin) meaning: &'static str,
    pub(in crate::server::admin) data: fn(&mut SchemaGenerator) -> Schema,
}

const CALL: Event = Event {
    name: "call",
    meaning: "A call got its response.",
    data: |generator| generator.subschema_for::<CallSummary<'_>>(),
};
const TRANSACTION: Event = Event {
    name: "transaction",
    meaning: "A transaction was created (state waiting), its page was opened for the first time (opened), or its check \
              ended (completed). There is no event when it expires, 30 minutes after it was created.",
    data: |generator| generator.subschema_for::<TransactionView>(),
};
const CALLBACK: Event = Event {
    name: "callback",
    meaning: "An attempt to deliver a callback, with its result.",
    data: |generator| generator.subschema_for::<CallbackAttempt>(),
};
const SKIPPED: Event = Event {
    name: "skipped",
    meaning: "The client was too slow: this many events were left out here.",
    data: |generator| generator.subschema_for::<Skipped>(),
};
const RESET: Event = Event {
    name: "reset",
    meaning: "Transactions and attempts to deliver callbacks were deleted.",
    data: |generator| generator.subschema_for::<Reset<'_>>(),
};

const END: Event = Event {
    name: "end",
    meaning: "The client did not read for a second while more than 1 MiB of events came, and the stream ends here.",
    data: |generator| generator.subschema_for::<End>(),
};

/// All events of the stream.
pub(in crate::server::admin) const EVENTS: &[Event] = &[CALL, TRANSACTION, CALLBACK, SKIPPED, RESET, END];

#[expect(clippy::unnecessary_wraps, reason = "the signature of all handlers")]
pub(in crate::server::admin) fn events(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    Ok(AdminResponse::Events(Box::new(Events::new(
        request.engine.clone(),
        request.events.clone(),
        request.key(),
    ))))
}

/// A stream of events.
#[derive(Debug)]
pub struct Events {
    engine: Arc<Engine>,
    filter: JournalFilter,
    /// The account of the requested key. A scenario may change it, so events of the previous one are still sent by the
    /// next poll.
    account: Option<String>,
    previous_account: Option<String>,
    /// The events that were made already, for any listener.
    shared: Arc<SharedEvents>,
    /// The number of the last call that was sent or skipped.
    last_call: u64,
    /// The number of the last callback attempt that was sent or skipped.
    last_attempt: u64,
    listener: EventListener,
    polls_without_event: u32,
    /// Whether it was cut off.
    ended: bool,
    wait: Pin<Box<Sleep>>,
}

impl Events {
    /// A stream of events from now on, of one access key or of all.
    fn new(engine: Arc<Engine>, shared: Arc<SharedEvents>, key: Option<&str>) -> Self {
        Self {
            listener: engine.events().listen(),
            last_call: engine.journal().extent().total,
            last_attempt: engine.callbacks().total(),
            filter: JournalFilter::of_key(key),
            account: None,
            previous_account: None,
            engine,
            shared,
            ended: false,
            polls_without_event: KEEP_ALIVE_POLLS,
            wait: Box::pin(sleep(Duration::ZERO)),
        }
    }

    /// The last event of a listener that did not read while too much came; `None` for any other.
    fn cut_off(&mut self) -> Option<Vec<u8>> {
        let calls = self.engine.journal().extent().total.saturating_sub(self.last_call);
        let behind = usize::try_from(calls).unwrap_or(usize::MAX).saturating_mul(CALL_SIZE);
        if self.wait.deadline().elapsed() < MAX_PAUSE || behind <= MAX_BEHIND {
            return None;
        }
        self.ended = true;
        let mut out = Vec::new();
        skipped(&mut out, &Skipped { calls, ..Skipped::default() });
        let reason =
            "the client did not read for a second while more than 1 MiB of events came: connect again";
        write_event(&mut out, &END, &End { reason });
        Some(out)
    }

    /// The events since the last poll, serialised, and whether these were all.
    ///
    /// The totals are read in the opposite order of the writing, so that no callback attempt is sent before the end of
    /// its check, and no end of a check before its start.
    fn poll_engine(&mut self) -> (Vec<u8>, bool) {
        let account = self.filter.access_key_id.as_ref().map(|key| self.engine.account_name_of(key));
        self.previous_account = std::mem::replace(&mut self.account, account);
        let attempts = self.engine.callbacks().total();
        let changes = self.listener.newest();
        let calls = self.engine.journal().extent().total;
        let mut out = Vec::new();
        let all = self.write_calls(&mut out, calls)
            && self.write_changes(&mut out, changes)
            && self.write_attempts(&mut out, attempts);
        (out, all)
    }

    fn write_calls(&mut self, out: &mut Vec<u8>, total: u64) -> bool {
        let excess = total.saturating_sub(self.last_call).saturating_sub(MAX_CALLS);
        self.last_call += excess;
        skipped(out, &Skipped { calls: excess, ..Skipped::default() });
        for event in self.shared.calls.between(&self.engine, self.last_call, total, call_event) {
            if out.len() > MAX_BYTES {
                return false;
            }
            let lost = event.id.saturating_sub(self.last_call).saturating_sub(1);
            skipped(out, &Skipped { calls: lost, ..Skipped::default() });
            self.last_call = event.id;
            if self.filter.access_key_id.as_ref().is_none_or(|key| event.is_of(key)) {
                out.extend_from_slice(&event.call);
                if let Some((_, created)) =
                    event.created.as_ref().filter(|(owner, _)| self.is_requested(owner))
                {
                    out.extend_from_slice(created);
                }
            }
        }
        skipped(out, &Skipped { calls: total.saturating_sub(self.last_call), ..Skipped::default() });
        self.last_call = total.max(self.last_call);
        true
    }

    fn write_changes(&mut self, out: &mut Vec<u8>, newest: u64) -> bool {
        loop {
            let behind = self.listener.behind(newest);
            if behind == 0 || out.len() > MAX_BYTES {
                return behind == 0;
            }
            let (changes, missed) = self.listener.next(behind.min(BATCH));
            skipped(out, &Skipped { transactions: missed, ..Skipped::default() });
            for (number, change) in changes {
                match change {
                    EngineEvent::Opened(id) => {
                        self.write_transaction(out, number, &id, TransactionStatus::Opened);
                    }
                    EngineEvent::Completed(id) => {
                        self.write_transaction(out, number, &id, TransactionStatus::Completed);
                    }
                    EngineEvent::Reset(account) => {
                        if account.as_deref().is_none_or(|account| self.is_requested(account)) {
                            write_event(out, &RESET, &Reset { access_key_id: account.as_deref() });
                        }
                    }
                }
            }
        }
    }

    fn write_attempts(&mut self, out: &mut Vec<u8>, total: u64) -> bool {
        while self.last_attempt < total {
            if out.len() > MAX_BYTES {
                return false;
            }
            // Later attempts are left to the next poll, which also sends the end of their checks.
            let new = usize::try_from(total - self.last_attempt).unwrap_or(BATCH);
            let (attempts, missed) = self.engine.callbacks().after(self.last_attempt, new.min(BATCH));
            skipped(out, &Skipped { callbacks: missed, ..Skipped::default() });
            self.last_attempt = attempts.last().map_or(self.last_attempt + missed, |(number, _)| *number);
            for (number, attempt) in
                attempts.iter().filter(|(_, attempt)| self.is_requested(&attempt.account))
            {
                let event = self.shared.attempts.get(*number, || attempt_event(attempt));
                out.extend_from_slice(&event.text);
            }
        }
        true
    }

    /// Writes a transaction as it was when it entered a state, which is the event with this number.
    fn write_transaction(&self, out: &mut Vec<u8>, number: u64, id: &str, state: TransactionStatus) {
        let event = self.shared.transactions.get(number, || transaction_event(&self.engine, id, state));
        if self.is_requested(&event.account) {
            out.extend_from_slice(&event.text);
        }
    }

    fn is_requested(&self, account: &str) -> bool {
        let mut requested = [&self.account, &self.previous_account].into_iter().flatten();
        self.filter.access_key_id.is_none() || requested.any(|requested| requested == account)
    }
}

/// The event of a transaction that entered a state; empty if it is gone.
fn transaction_event(engine: &Engine, id: &str, state: TransactionStatus) -> NumberedEvent {
    let Some(found) = engine.transaction(id) else {
        return NumberedEvent { account: String::new(), text: Vec::new() };
    };
    let account = found.account.clone();
    let result = found.result.clone().filter(|_| state == TransactionStatus::Completed);
    let view = TransactionView::new(TransactionSummary { state, result, ..found }, Vec::new());
    let mut text = Vec::new();
    write_event(&mut text, &TRANSACTION, &view);
    NumberedEvent { account, text }
}

/// The event of an attempt to deliver a callback.
fn attempt_event(attempt: &CallbackAttempt) -> NumberedEvent {
    let mut text = Vec::new();
    write_event(&mut text, &CALLBACK, attempt);
    NumberedEvent { account: attempt.account.clone(), text }
}

/// The events of a call, serialised.
fn call_event(entry: &JournalEntry) -> CallEvent {
    let mut call = Vec::new();
    write_event(&mut call, &CALL, &CallSummary::new(entry));
    let created = created(entry).map(|created| {
        let mut event = Vec::new();
        write_event(&mut event, &TRANSACTION, &created);
        (created.account, event)
    });
    CallEvent::new(entry, call, created)
}

/// The transaction that a call created, as it was then, from the journal.
fn created(entry: &JournalEntry) -> Option<TransactionView> {
    let parameter = |name: &str| {
        let values = entry
            .parameters
            .iter()
            .filter(|parameter| parameter.name == name)
            .map(|parameter| &parameter.value);
        values.clone().find(|value| !value.is_empty()).cloned()
    };
    let doc_type = parameter("DocType")?;
    let summary = TransactionSummary {
        transaction_id: created_id(entry)?.to_owned(),
        account: entry.facts.account.clone(),
        merchant_biz_id: parameter("MerchantBizId")?,
        document: DOCUMENTS.iter().find(|row| row.value == doc_type)?.value,
        return_url: parameter("ReturnUrl"),
        callback_url: parameter("CallbackUrl"),
        state: TransactionStatus::Waiting,
        age: Duration::ZERO,
        client_cfg: entry.result("TransactionUrl").and(entry.result("ClientCfg")).map(str::to_owned),
        result: None,
    };
    Some(TransactionView::new(summary, Vec::new()))
}

/// Writes an event for what was left out here, if anything was.
fn skipped(out: &mut Vec<u8>, what: &Skipped) {
    if *what != Skipped::default() {
        write_event(out, &SKIPPED, what);
    }
}

/// Writes one event. Compact JSON has no line breaks, so it fits the single data line.
fn write_event(out: &mut Vec<u8>, event: &Event, data: &impl Serialize) {
    out.extend_from_slice(b"event: ");
    out.extend_from_slice(event.name.as_bytes());
    out.extend_from_slice(b"\ndata: ");
    // Writing to a Vec cannot fail.
    let _ = serde_json::to_writer(&mut *out, data);
    out.extend_from_slice(b"\n\n");
}

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        loop {
            if self.ended {
                return Poll::Ready(None);
            }
            ready!(self.wait.as_mut().poll(context));
            if let Some(end) = self.cut_off() {
                return Poll::Ready(Some(Ok(Frame::data(end.into()))));
            }
            let (mut bytes, all) = self.poll_engine();
            self.wait = Box::pin(sleep(if all { POLL_INTERVAL } else { Duration::ZERO }));
            self.polls_without_event += 1;
            if bytes.is_empty() && self.polls_without_event > KEEP_ALIVE_POLLS {
                bytes.extend_from_slice(b": keep-alive\n\n");
            }
            if !bytes.is_empty() {
                self.polls_without_event = 0;
                return Poll::Ready(Some(Ok(Frame::data(bytes.into()))));
            }
        }
    }
}

#[cfg(test)]
mod tests;
