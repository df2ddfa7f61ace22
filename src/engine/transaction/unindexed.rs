//! Transactions that nothing has accessed since Initialize: packed into a ring in the order of creation. Most transactions of
//! a load test stay in this state, which costs a call one copy and no index.

use std::collections::VecDeque;
use std::time::Duration;

use crate::contract::operations::initialize::InitializeArgs;
use crate::engine::ids::CallIds;
use crate::engine::ring::{Ring, RingSlice};
use crate::engine::transaction::CreatedAt;
use crate::engine::transaction::options::CheckOptions;

/// The number of bytes of the identifiers.
const ID_BYTES: usize = size_of::<CallIds>();
/// How many fingerprints are compared before it is asked whether one was found: the comparisons are then vectorised.
const COMPARED: usize = 1024;

/// Unindexed transactions, oldest first.
#[derive(Debug)]
pub(in crate::engine) struct Unindexed {
    ring: Ring,
    entries: VecDeque<UnindexedEntry>,
    /// The lowest 32 bits of the key of each entry, so that a search reads 4 bytes of each.
    fingerprints: VecDeque<u32>,
    /// The number of entries that were not taken.
    count: usize,
    /// The total size of the entries, in bytes.
    bytes: usize,
}

/// The position of a transaction: its identifiers, followed by its options. Empty if it was taken.
#[derive(Debug)]
struct UnindexedEntry {
    number: u64,
    created: CreatedAt,
    slice: RingSlice,
}

/// The part of an unindexed transaction that its state is computed from, copied out of the ring.
#[derive(Debug)]
pub(in crate::engine) struct UnindexedCopy {
    number: u64,
    created: CreatedAt,
    /// Its identifiers and the start of its options.
    bytes: Vec<u8>,
}

impl UnindexedCopy {
    /// Its number in the order of creation.
    pub(in crate::engine) fn number(&self) -> u64 {
        self.number
    }

    /// The transaction, of its options only what [`CheckOptions::start_of`] names.
    pub(in crate::engine) fn unpack(&self) -> Option<UnpackedTransaction> {
        unpack(self.number, self.created, &self.bytes)
    }
}

/// A transaction that was taken out of the ring.
#[derive(Debug)]
pub(in crate::engine) struct UnpackedTransaction {
    /// Its number in the order of creation.
    pub(in crate::engine) number: u64,
    pub(in crate::engine) ids: CallIds,
    pub(in crate::engine) options: CheckOptions,
    pub(in crate::engine) created: CreatedAt,
}

impl Unindexed {
    /// An empty store of at most about `bytes`.
    pub(in crate::engine) fn new(bytes: usize) -> Self {
        Self {
            ring: Ring::new(bytes),
            entries: VecDeque::new(),
            fingerprints: VecDeque::new(),
            count: 0,
            bytes: 0,
        }
    }

    /// The number of transactions.
    pub(in crate::engine) fn len(&self) -> usize {
        self.count
    }

    /// The memory used, in bytes, without the unused part of the ring.
    pub(in crate::engine) fn bytes(&self) -> usize {
        self.bytes + self.entries.len() * (size_of::<UnindexedEntry>() + size_of::<u32>())
    }

    /// The number of the oldest, and when it was created, by the emulator's clock.
    pub(in crate::engine) fn oldest(&self) -> Option<(u64, Duration)> {
        self.entries.front().map(|entry| (entry.number, entry.created.now))
    }

    /// Adds a transaction.
    pub(in crate::engine) fn push(
        &mut self,
        number: u64,
        ids: &CallIds,
        account: &str,
        args: &InitializeArgs<'_>,
        created: CreatedAt,
    ) {
        let bytes = ids.as_bytes();
        let size = bytes.len() + CheckOptions::packed_size(account, args);
        let slice = self.ring.write(size, |out| {
            out.extend_from_slice(bytes);
            CheckOptions::pack(account, args, out);
        });
        self.bytes += slice.len();
        self.count += 1;
        self.entries.push_back(UnindexedEntry { number, created, slice });
        self.fingerprints.push_back(fingerprint(ids.transaction_key()));
        // The ring may have discarded the oldest ones.
        self.remove_dead();
    }

    /// Drops the oldest.
    pub(in crate::engine) fn drop_oldest(&mut self) {
        self.empty(0);
    }

    /// Takes the oldest out.
    pub(in crate::engine) fn take_oldest(&mut self) -> Option<UnpackedTransaction> {
        let oldest = self.entries.front().and_then(|entry| self.unpack(entry));
        self.drop_oldest();
        oldest
    }

    /// Takes out the transaction with this key; of several the newest.
    pub(in crate::engine) fn take(&mut self, key: u128) -> Option<UnpackedTransaction> {
        let wanted = fingerprint(key);
        let mut end = self.fingerprints.len();
        loop {
            end = last_position(&self.fingerprints, end, wanted)?;
            let found = self.entries.get(end).and_then(|entry| self.unpack(entry));
            if let Some(found) = found.filter(|found| found.ids.transaction_key() == key) {
                self.empty(end);
                return Some(found);
            }
        }
    }

    /// Copies of the next transactions after a number, at most so many.
    pub(in crate::engine) fn copies_after(&self, number: u64, most: usize) -> Vec<UnindexedCopy> {
        let start = self.entries.partition_point(|entry| entry.number <= number);
        let copy = |entry: &UnindexedEntry| {
            let (ids, options) = self.ring.read(entry.slice)?.split_first_chunk::<ID_BYTES>()?;
            let bytes = [&ids[..], CheckOptions::start_of(options)].concat();
            Some(UnindexedCopy { number: entry.number, created: entry.created, bytes })
        };
        self.entries.range(start..).filter_map(copy).take(most).collect()
    }

    /// The transaction of an entry; `None` if it was taken.
    fn unpack(&self, entry: &UnindexedEntry) -> Option<UnpackedTransaction> {
        unpack(entry.number, entry.created, self.ring.read(entry.slice)?)
    }

    /// Deletes the transaction with this number, if it is there.
    pub(in crate::engine) fn delete(&mut self, number: u64) {
        let index = self.entries.partition_point(|entry| entry.number < number);
        if self.entries.get(index).is_some_and(|entry| entry.number == number && entry.slice.len() > 0) {
            self.empty(index);
        }
    }

    /// Empties an entry.
    fn empty(&mut self, index: usize) {
        if let Some(entry) = self.entries.get_mut(index) {
            self.bytes -= entry.slice.len();
            self.count -= 1;
            entry.slice = entry.slice.emptied();
        }
        self.remove_dead();
        self.free_ring();
    }

    /// Removes what was taken or discarded before the oldest.
    fn remove_dead(&mut self) {
        let is_dead =
            |ring: &Ring, entry: &UnindexedEntry| entry.slice.len() == 0 || ring.read(entry.slice).is_none();
        while self.entries.front().is_some_and(|oldest| is_dead(&self.ring, oldest)) {
            self.fingerprints.pop_front();
            let oldest = self.entries.pop_front().map_or(0, |entry| entry.slice.len());
            self.bytes -= oldest;
            self.count -= usize::from(oldest > 0);
        }
    }

    /// Frees the part of the ring before the oldest.
    fn free_ring(&mut self) {
        match self.entries.front() {
            Some(oldest) => self.ring.keep_from(oldest.slice),
            None => self.ring.clear(),
        }
    }
}

fn unpack(number: u64, created: CreatedAt, bytes: &[u8]) -> Option<UnpackedTransaction> {
    let (ids, options) = bytes.split_first_chunk()?;
    let (ids, options) = (CallIds::from_bytes(*ids), CheckOptions::unpack(options));
    Some(UnpackedTransaction { number, ids, options, created })
}

fn fingerprint(key: u128) -> u32 {
    // Keys are random.
    u32::try_from(key & u128::from(u32::MAX)).unwrap_or_default()
}

/// The last position before `end` of a fingerprint.
fn last_position(all: &VecDeque<u32>, end: usize, wanted: u32) -> Option<usize> {
    let (first, second) = all.as_slices();
    let in_second = second.get(..end.saturating_sub(first.len()).min(second.len())).unwrap_or_default();
    let in_first = first.get(..end.min(first.len())).unwrap_or_default();
    [(in_second, first.len()), (in_first, 0)].into_iter().find_map(|(part, start)| {
        let chunks = part.rchunks(COMPARED).enumerate();
        let is_in = |chunk: &[u32]| chunk.iter().filter(|one| **one == wanted).count() > 0;
        let (index, chunk) = chunks.into_iter().find(|(_, chunk)| is_in(chunk))?;
        let before = part.len().saturating_sub(index * COMPARED + chunk.len());
        chunk.iter().rposition(|one| *one == wanted).map(|position| start + before + position)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_position_before_an_end_is_found_wherever_the_queue_begins() {
        let mut all: VecDeque<u32> = VecDeque::with_capacity(4096);
        for turn in 0..5_000_u32 {
            if all.len() == 3_000 {
                all.pop_front();
            }
            all.push_back(turn % 1_500);
        }
        assert!(!all.as_slices().1.is_empty());
        for end in [0, 1, 100, 1_023, 1_024, 1_025, 1_500, 2_999, 3_000] {
            for wanted in [0, 1, 499, 500, 501, 1_499, 9_999] {
                let expected =
                    all.iter().take(end).collect::<Vec<_>>().iter().rposition(|one| **one == wanted);
                assert_eq!(last_position(&all, end, wanted), expected, "{end} {wanted}");
            }
        }
    }
}
