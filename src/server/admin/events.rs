//! `/events`: the journal, the transactions and the tries of callbacks as they come, as server-sent events. The stream
//! looks at what the engine keeps anyway a few times a second, and only while its reader takes what it tells: a call
//! does nothing for it, never waits for a slow reader, and nothing is stored up for one.

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

use super::calls::started;
use crate::contract::document::DOCUMENTS;
use crate::engine::Engine;
use crate::engine::callback::record::CallbackAttempt;
use crate::engine::events::{EngineEvent, EventListener};
use crate::engine::journal::{JournalEntry, JournalFilter};
use crate::engine::transaction::summary::{TransactionStatus, TransactionSummary};
use crate::server::admin::problem::AdminError;
use crate::server::admin::view::{CallSummary, Reset, Skipped, TransactionView};
use crate::server::admin::{AdminRequest, AdminResponse};

/// How often the stream looks.
const LOOK: Duration = Duration::from_millis(100);
/// After how many looks without news a comment shows that the stream is alive.
const QUIET_LOOKS: u32 = 150;
/// How many calls one look tells at most; of more, the newest.
const AT_ONCE: u64 = 500;
/// How many things are taken from the engine at a time.
const BATCH: usize = 50;
/// After how many bytes a look ends; the next one goes on at once.
const ENOUGH: usize = 256 * 1024;

/// An event: its name, when it comes, and the shape of its data.
pub(super) struct Event {
    pub(super) name: &'static str,
    pub(super) meaning: &'static str,
    pub(super) data: fn(&mut SchemaGenerator) -> Schema,
}

const CALL: Event = Event {
    name: "call",
    meaning: "A call of the journal was answered.",
    data: |generator| generator.subschema_for::<CallSummary<'_>>(),
};
const TRANSACTION: Event = Event {
    name: "transaction",
    meaning: "A transaction was made (state waiting), its page was opened for the first time (opened), or its check \
              ended (completed). That one expires, 30 minutes after it was made, is not told.",
    data: |generator| generator.subschema_for::<TransactionView>(),
};
const CALLBACK: Event = Event {
    name: "callback",
    meaning: "A callback was tried, with what came of it.",
    data: |generator| generator.subschema_for::<CallbackAttempt>(),
};
const SKIPPED: Event = Event {
    name: "skipped",
    meaning: "There was more than could be told: so much was left out here.",
    data: |generator| generator.subschema_for::<Skipped>(),
};
const RESET: Event = Event {
    name: "reset",
    meaning: "Transactions and tries of callbacks were forgotten.",
    data: |generator| generator.subschema_for::<Reset<'_>>(),
};

/// Every event that the stream tells.
pub(super) const EVENTS: &[Event] = &[CALL, TRANSACTION, CALLBACK, SKIPPED, RESET];

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
pub(super) fn events(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    Ok(AdminResponse::Events(Box::new(Events::new(request.engine.clone(), request.key()))))
}

/// A stream of events.
#[derive(Debug)]
pub struct Events {
    engine: Arc<Engine>,
    filter: JournalFilter,
    /// The account of the key that is asked for; a scenario may change it, and what happened under its name before is
    /// told by the next look.
    account: Option<String>,
    account_before: Option<String>,
    /// The number of the last call that was told or left out.
    last_call: u64,
    /// The number of the last try of a callback that was told or left out.
    last_try: u64,
    changes: EventListener,
    quiet: u32,
    wait: Pin<Box<Sleep>>,
}

impl Events {
    /// A stream of what happens from now on, to one access key or to all.
    fn new(engine: Arc<Engine>, key: Option<&str>) -> Self {
        Self {
            changes: engine.events().listen(),
            last_call: engine.journal().extent().total,
            last_try: engine.callbacks().total(),
            filter: JournalFilter::of_key(key),
            account: None,
            account_before: None,
            engine,
            quiet: QUIET_LOOKS,
            wait: Box::pin(sleep(Duration::ZERO)),
        }
    }

    /// What happened since the last look, as event text, empty where nothing did; and whether that was all.
    ///
    /// What is known is noted in the order opposite to that in which it comes about and is told, so that no callback
    /// is told before the end of its check, and no end before its beginning.
    fn look(&mut self) -> (Vec<u8>, bool) {
        let account = self.filter.access_key_id.as_ref().map(|key| self.engine.account_name_of(key));
        self.account_before = std::mem::replace(&mut self.account, account);
        let tries = self.engine.callbacks().total();
        let changes = self.changes.newest();
        let calls = self.engine.journal().extent().total;
        let mut out = Vec::new();
        let all = self.tell_calls(&mut out, calls)
            && self.tell_changes(&mut out, changes)
            && self.tell_tries(&mut out, tries);
        (out, all)
    }

    fn tell_calls(&mut self, out: &mut Vec<u8>, total: u64) -> bool {
        let surplus = total.saturating_sub(self.last_call).saturating_sub(AT_ONCE);
        self.last_call += surplus;
        skipped(out, &Skipped { calls: surplus, ..Skipped::default() });
        while self.last_call < total {
            if out.len() > ENOUGH {
                return false;
            }
            let page = self.engine.journal().after(&self.filter, BATCH, self.last_call);
            skipped(out, &Skipped { calls: page.lost, ..Skipped::default() });
            self.last_call = page.next.unwrap_or(self.last_call + page.lost);
            for entry in &page.entries {
                event(out, &CALL, &CallSummary::new(entry));
                if let Some(made) = made(entry).filter(|made| self.is_asked_for(&made.account)) {
                    event(out, &TRANSACTION, &made);
                }
            }
        }
        true
    }

    fn tell_changes(&mut self, out: &mut Vec<u8>, newest: u64) -> bool {
        loop {
            let behind = self.changes.behind(newest);
            if behind == 0 || out.len() > ENOUGH {
                return behind == 0;
            }
            let (changes, lost) = self.changes.next(behind.min(BATCH));
            skipped(out, &Skipped { transactions: lost, ..Skipped::default() });
            for change in changes {
                match change {
                    EngineEvent::Opened(id) => self.tell_transaction(out, &id, TransactionStatus::Opened),
                    EngineEvent::Completed(id) => {
                        self.tell_transaction(out, &id, TransactionStatus::Completed);
                    }
                    EngineEvent::Reset(account) => {
                        if account.as_deref().is_none_or(|account| self.is_asked_for(account)) {
                            event(out, &RESET, &Reset { access_key_id: account.as_deref() });
                        }
                    }
                }
            }
        }
    }

    fn tell_tries(&mut self, out: &mut Vec<u8>, total: u64) -> bool {
        while self.last_try < total {
            if out.len() > ENOUGH {
                return false;
            }
            // What came after the look began is told by the next one, which knows the end of its check too.
            let known = usize::try_from(total - self.last_try).unwrap_or(BATCH);
            let (tries, lost) = self.engine.callbacks().after(self.last_try, known.min(BATCH));
            skipped(out, &Skipped { callbacks: lost, ..Skipped::default() });
            self.last_try = tries.last().map_or(self.last_try + lost, |(number, _)| *number);
            for (_, attempt) in tries.iter().filter(|(_, attempt)| self.is_asked_for(&attempt.account)) {
                event(out, &CALLBACK, attempt);
            }
        }
        true
    }

    /// Tells a transaction as it was when it came into a state.
    fn tell_transaction(&self, out: &mut Vec<u8>, id: &str, state: TransactionStatus) {
        let Some(found) = self.engine.transaction(id).filter(|found| self.is_asked_for(&found.account))
        else {
            return;
        };
        let result = found.result.clone().filter(|_| state == TransactionStatus::Completed);
        event(
            out,
            &TRANSACTION,
            &TransactionView::new(TransactionSummary { state, result, ..found }, Vec::new()),
        );
    }

    fn is_asked_for(&self, account: &str) -> bool {
        let mut wanted = [&self.account, &self.account_before].into_iter().flatten();
        self.filter.access_key_id.is_none() || wanted.any(|wanted| wanted == account)
    }
}

/// The transaction that a call started, as it was then. All of it stands in the journal.
fn made(entry: &JournalEntry) -> Option<TransactionView> {
    let given = |name: &str| {
        let values = entry.parameters.iter().filter(|given| given.name == name).map(|given| &given.value);
        values.clone().find(|value| !value.is_empty()).cloned()
    };
    let doc_type = given("DocType")?;
    let standing = TransactionSummary {
        transaction_id: started(entry)?.to_owned(),
        account: entry.facts.account.clone(),
        merchant_biz_id: given("MerchantBizId")?,
        document: DOCUMENTS.iter().find(|row| row.value == doc_type)?.value,
        return_url: given("ReturnUrl"),
        callback_url: given("CallbackUrl"),
        state: TransactionStatus::Waiting,
        age: Duration::ZERO,
        result: None,
    };
    Some(TransactionView::new(standing, Vec::new()))
}

/// Tells that something was left out, where it was.
fn skipped(out: &mut Vec<u8>, what: &Skipped) {
    if *what != Skipped::default() {
        event(out, &SKIPPED, what);
    }
}

/// Writes one event. JSON text has no line breaks of its own.
fn event(out: &mut Vec<u8>, event: &Event, data: &impl Serialize) {
    out.extend_from_slice(b"event: ");
    out.extend_from_slice(event.name.as_bytes());
    out.extend_from_slice(b"\ndata: ");
    // Writing into memory cannot fail.
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
            ready!(self.wait.as_mut().poll(context));
            let (mut news, all) = self.look();
            self.wait = Box::pin(sleep(if all { LOOK } else { Duration::ZERO }));
            self.quiet += 1;
            if news.is_empty() && self.quiet > QUIET_LOOKS {
                news.extend_from_slice(b": still here\n\n");
            }
            if !news.is_empty() {
                self.quiet = 0;
                return Poll::Ready(Some(Ok(Frame::data(news.into()))));
            }
        }
    }
}

#[cfg(test)]
#[path = "events_tests.rs"]
mod tests;
