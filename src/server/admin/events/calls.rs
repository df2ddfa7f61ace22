//! The events of calls, made once for all listeners and outside of the journal's lock.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::Engine;
use crate::engine::journal::{JournalEntry, JournalFilter};

/// How many calls before the newest one have events; of older ones a listener gets their number alone.
pub(super) const MAX_CALLS: u64 = 500;
/// How many calls are read from the journal at a time.
const BATCH: usize = 50;

/// The events of a call.
#[derive(Debug)]
pub(super) struct CallEvent {
    /// Its number in the journal.
    pub(super) id: u64,
    account: String,
    access_key_id: Option<String>,
    /// The event of the call itself, serialised.
    pub(super) call: Vec<u8>,
    /// The account of the transaction that it created, and that event.
    pub(super) created: Option<(String, Vec<u8>)>,
}

impl CallEvent {
    /// The events of a call, which `write` serialises.
    pub(super) fn new(entry: &JournalEntry, call: Vec<u8>, created: Option<(String, Vec<u8>)>) -> Self {
        let account = entry.facts.account.clone();
        Self { id: entry.id, account, access_key_id: entry.access_key_id.clone(), call, created }
    }

    /// Whether it is a call of this access key or account.
    pub(super) fn is_of(&self, key: &str) -> bool {
        self.account == key || self.access_key_id.as_deref() == Some(key)
    }
}

/// The events of the newest calls: at most 1,000, of a few KiB each, since their strings are truncated and the journal keeps
/// at most 4 KiB of the names of a call's rules.
#[derive(Debug, Default)]
pub(super) struct CallEvents(Mutex<RecentCalls>);

#[derive(Debug, Default)]
struct RecentCalls {
    events: VecDeque<Arc<CallEvent>>,
    /// The number of the last call that was read.
    last: u64,
}

impl CallEvents {
    /// The events of the calls after a number, up to another, oldest first. Calls that the journal lost are missing.
    pub(super) fn between(
        &self,
        engine: &Engine,
        after: u64,
        up_to: u64,
        event: impl Fn(&JournalEntry) -> CallEvent,
    ) -> Vec<Arc<CallEvent>> {
        // Listeners alone wait for this lock.
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = up_to.saturating_sub(MAX_CALLS);
        if recent.last < oldest {
            recent.events.clear();
            recent.last = oldest;
        }
        while recent.last < up_to {
            let page = engine.journal().after(&JournalFilter::default(), BATCH, recent.last);
            let next = page.next.unwrap_or(up_to);
            recent.events.extend(page.entries.iter().map(|entry| Arc::new(event(entry))));
            recent.last = next.max(recent.last.saturating_add(1));
        }
        while recent.events.len() as u64 > 2 * MAX_CALLS {
            recent.events.pop_front();
        }
        let start = recent.events.partition_point(|event| event.id <= after);
        recent.events.range(start..).take_while(|event| event.id <= up_to).cloned().collect()
    }
}
