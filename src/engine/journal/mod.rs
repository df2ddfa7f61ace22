//! The journal: the calls to the API with their outcomes. Bounded in number and bytes; the oldest are dropped first, and
//! counted. Adding a call only serialises it; deserialising and masking happen on demand.

mod batch;
mod entry;
mod filter;
mod search;
mod stored;
mod truncated;

use std::collections::{HashMap, VecDeque};
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;

use super::{Outcome, lock};
use crate::contract::Call;
use crate::engine::journal::batch::Batch;
pub use crate::engine::journal::filter::JournalFilter;
pub use crate::engine::journal::search::StringSearch;
use crate::engine::journal::stored::StoredCall;
use crate::engine::ring::{Ring, RingSlice};
pub use entry::{JournalEntry, JournalParameter, is_secret};
pub use truncated::{CallPart, TruncatedPart};

/// How many calls are read under one lock.
const BATCH: usize = 64;

/// The bounds of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalBounds {
    /// The maximum number of calls.
    pub calls: usize,
    /// The maximum memory, in bytes. In an engine also bounded by the journal's share of its memory budget.
    pub bytes: usize,
}

impl Default for JournalBounds {
    fn default() -> Self {
        Self { calls: 10_000, bytes: usize::MAX }
    }
}

/// The extent of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalExtent {
    /// Calls that are kept.
    pub kept: usize,
    /// Calls since the start, including those that were dropped or deleted.
    pub total: u64,
    /// Calls that were dropped to stay within the bounds.
    pub dropped: u64,
    /// The memory used, in bytes.
    pub bytes: usize,
}

/// A page of the journal.
#[derive(Debug, Clone)]
pub struct JournalPage {
    /// The calls.
    pub entries: Vec<JournalEntry>,
    /// The cursor of the next page; `None` on the last one.
    pub next: Option<u64>,
    /// How many requested calls before the first one were dropped or deleted.
    pub lost: u64,
}

/// The journal.
#[derive(Debug)]
pub struct Journal {
    bounds: JournalBounds,
    inner: Mutex<JournalState>,
}

#[derive(Debug)]
struct JournalState {
    records: VecDeque<JournalRecord>,
    ring: Ring,
    last: u64,
    dropped: u64,
}

/// A call in the ring.
#[derive(Debug, Clone, Copy)]
struct JournalRecord {
    id: u64,
    time: Timestamp,
    since_start: Duration,
    /// The serialised [`StoredCall`].
    slice: RingSlice,
}

impl Journal {
    /// An empty journal.
    #[must_use]
    pub fn new(bounds: JournalBounds) -> Self {
        let ring = Ring::new(bounds.bytes);
        Self {
            bounds,
            inner: Mutex::new(JournalState { records: VecDeque::new(), ring, last: 0, dropped: 0 }),
        }
    }

    /// Adds a call and its outcome; without a call, a request that could not be parsed.
    pub fn add(&self, call: Option<&Call>, outcome: &Outcome, elapsed: Duration) {
        let stored = StoredCall::new(call, outcome, elapsed);
        let size = stored.max_size();
        let mut inner = lock(&self.inner);
        let inner = &mut *inner;
        inner.last += 1;
        inner
            .ring
            .limit(self.bounds.bytes.saturating_sub(inner.records.capacity() * size_of::<JournalRecord>()));
        let slice = inner.ring.write(size, |out| stored.write(out));
        inner.records.push_back(JournalRecord {
            id: inner.last,
            time: outcome.at.now,
            since_start: outcome.at.elapsed,
            slice,
        });
        inner.drop_excess(self.bounds.calls);
    }

    /// The newest calls that match the filter, newest first, at most `limit`; with `before`, only those before that number.
    #[must_use]
    pub fn newest(&self, filter: &JournalFilter, limit: usize, before: Option<u64>) -> JournalPage {
        let mut entries = Vec::new();
        let mut next = None;
        self.backwards(before.unwrap_or(u64::MAX), |entry| {
            if !filter.matches(&entry) {
                return ControlFlow::Continue(());
            }
            if entries.len() == limit {
                next = entries.last().map(|entry: &JournalEntry| entry.id);
                return ControlFlow::Break(());
            }
            entries.push(entry);
            ControlFlow::Continue(())
        });
        JournalPage { entries, next, lost: 0 }
    }

    /// The numbers of the calls that [`newest`](Self::newest) gives, and the cursor of the next page.
    #[must_use]
    pub fn newest_numbers(
        &self,
        filter: &JournalFilter,
        limit: usize,
        before: Option<u64>,
    ) -> (Vec<u64>, Option<u64>) {
        let (mut numbers, mut next) = (Vec::new(), None);
        self.backwards(before.unwrap_or(u64::MAX), |entry| {
            if !filter.matches(&entry) {
                return ControlFlow::Continue(());
            }
            if numbers.len() == limit {
                next = numbers.last().copied();
                return ControlFlow::Break(());
            }
            numbers.push(entry.id);
            ControlFlow::Continue(())
        });
        (numbers, next)
    }

    /// The number of calls that match the filter.
    #[must_use]
    pub fn count(&self, filter: &JournalFilter) -> usize {
        let mut count = 0;
        self.backwards(u64::MAX, |entry| {
            count += usize::from(filter.matches(&entry));
            ControlFlow::Continue(())
        });
        count
    }

    /// The oldest calls after a number that match the filter, oldest first. Reads at most `limit` calls, so there may be a
    /// `next` even if none matched.
    #[must_use]
    pub fn after(&self, filter: &JournalFilter, limit: usize, after: u64) -> JournalPage {
        let inner = lock(&self.inner);
        let start = inner.records.partition_point(|record| record.id <= after);
        let lost = inner.records.get(start).map_or(inner.last, |first| first.id - 1).saturating_sub(after);
        let batch = Batch::copy(&inner.ring, inner.records.range(start..).take(limit));
        drop(inner);
        JournalPage {
            entries: batch.entries().filter(|entry| filter.matches(entry)).collect(),
            next: batch.last(),
            lost,
        }
    }

    /// The calls after a number, up to another, with one of these strings in a parameter, each with the parameter's name.
    /// Reads the unmasked values, and returns none of them.
    #[must_use]
    pub fn parameters_containing(
        &self,
        strings: &StringSearch,
        after: u64,
        up_to: u64,
    ) -> HashMap<u64, String> {
        let mut found = HashMap::new();
        let mut last = after;
        while last < up_to && !strings.is_empty() {
            let inner = lock(&self.inner);
            let start = inner.records.partition_point(|record| record.id <= last);
            let wanted = inner.records.range(start..).take_while(|record| record.id <= up_to);
            let batch = Batch::copy(&inner.ring, wanted);
            drop(inner);
            let Some(next) = batch.last() else { break };
            last = next;
            found.extend(batch.stored().filter_map(|(record, stored)| {
                let (name, ..) = stored.parameters.iter().find(|(_, value, _)| strings.is_in(value))?;
                Some((record.id, (*name).to_owned()))
            }));
        }
        found
    }

    /// A call by its number or its RequestId.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<JournalEntry> {
        if let Ok(number) = id.parse() {
            return self.numbered(number);
        }
        let mut found = None;
        self.backwards(u64::MAX, |entry| {
            if entry.request_id == id {
                found = Some(entry);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        found
    }

    /// A call by its number.
    #[must_use]
    pub fn numbered(&self, number: u64) -> Option<JournalEntry> {
        let inner = lock(&self.inner);
        let index = inner.records.binary_search_by_key(&number, |record| record.id).ok()?;
        let batch = Batch::copy(&inner.ring, inner.records.range(index..=index));
        drop(inner);
        batch.entries().next()
    }

    /// Deletes the calls that match the filter. Returns their number.
    pub fn delete(&self, filter: &JournalFilter) -> usize {
        if *filter == JournalFilter::default() {
            let mut inner = lock(&self.inner);
            // Freed without the lock.
            let records = std::mem::take(&mut inner.records);
            let ring = inner.ring.take();
            drop(inner);
            drop(ring);
            return records.len();
        }
        let mut ids = Vec::new();
        self.backwards(u64::MAX, |entry| {
            if filter.matches(&entry) {
                ids.push(entry.id);
            }
            ControlFlow::Continue(())
        });
        let mut ids = ids.into_iter().rev().peekable();
        let mut inner = lock(&self.inner);
        let before = inner.records.len();
        // Both are in order, so that one pass under the lock suffices.
        inner.records.retain(|record| {
            while ids.next_if(|id| *id < record.id).is_some() {}
            ids.next_if_eq(&record.id).is_none()
        });
        let deleted = before - inner.records.len();
        inner.free_ring();
        deleted
    }

    /// The extent of the journal.
    #[must_use]
    pub fn extent(&self) -> JournalExtent {
        let inner = lock(&self.inner);
        let JournalState { records, ring, last, dropped } = &*inner;
        let bytes = ring.bytes() + records.capacity() * size_of::<JournalRecord>();
        JournalExtent { kept: records.len(), total: *last, dropped: *dropped, bytes }
    }

    /// Visits the calls before a number, newest first. They are copied in batches under the lock and read without it, so that
    /// calls can be added.
    fn backwards(&self, before: u64, mut each: impl FnMut(JournalEntry) -> ControlFlow<()>) {
        let mut before = before;
        loop {
            let inner = lock(&self.inner);
            let end = inner.records.partition_point(|record| record.id < before);
            let batch = Batch::copy(&inner.ring, inner.records.range(..end).rev().take(BATCH));
            drop(inner);
            let Some(last) = batch.last() else { return };
            before = last;
            for entry in batch.entries() {
                if each(entry).is_break() {
                    return;
                }
            }
        }
    }
}

impl JournalState {
    fn drop_excess(&mut self, calls: usize) {
        let before = self.records.len();
        while self.records.len() > calls
            || self.records.front().is_some_and(|oldest| self.ring.read(oldest.slice).is_none())
        {
            self.records.pop_front();
        }
        if self.records.len() < before {
            self.dropped += (before - self.records.len()) as u64;
            self.free_ring();
        }
    }

    /// Frees what no record needs; of an empty journal everything.
    fn free_ring(&mut self) {
        if let Some(oldest) = self.records.front() {
            self.ring.keep_from(oldest.slice);
        } else {
            drop(self.ring.take());
            self.records = VecDeque::new();
        }
    }
}

#[cfg(test)]
mod tests;
