//! Calls that are copied out of the ring, so that they are read without the journal's lock.

use std::ops::Range;

use crate::engine::journal::stored::StoredCall;
use crate::engine::journal::{JournalEntry, JournalRecord};
use crate::engine::ring::Ring;

/// How many bytes are copied under one lock, or one call alone.
const MAX_BYTES: usize = 64 * 1024;

/// Copied calls.
#[derive(Default)]
pub(super) struct Batch {
    records: Vec<(JournalRecord, Range<usize>)>,
    bytes: Vec<u8>,
}

impl Batch {
    /// Copies the first of these calls, as many as fit; those that were discarded are left out.
    pub(super) fn copy<'r>(ring: &Ring, records: impl Iterator<Item = &'r JournalRecord>) -> Self {
        let mut batch = Self::default();
        for record in records {
            let bytes = ring.read(record.slice).unwrap_or_default();
            let start = batch.bytes.len();
            if start > 0 && start + bytes.len() > MAX_BYTES {
                break;
            }
            batch.bytes.extend_from_slice(bytes);
            batch.records.push((*record, start..batch.bytes.len()));
        }
        batch
    }

    /// The number of the last copied call.
    pub(super) fn last(&self) -> Option<u64> {
        self.records.last().map(|(record, _)| record.id)
    }

    /// The calls in their stored form.
    pub(super) fn stored(&self) -> impl Iterator<Item = (&JournalRecord, StoredCall<'_>)> {
        self.records
            .iter()
            .filter_map(|(record, range)| Some((record, StoredCall::read(self.bytes.get(range.clone())?)?)))
    }

    /// The calls.
    pub(super) fn entries(&self) -> impl Iterator<Item = JournalEntry> {
        self.stored().map(|(record, stored)| JournalEntry::new(record, stored))
    }
}
