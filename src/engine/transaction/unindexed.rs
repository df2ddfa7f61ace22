//! Transactions that nothing has accessed since Initialize: packed into a ring in the order of creation. Most transactions of
//! a load test stay in this state, which costs a call one copy and no index.

use std::collections::VecDeque;
use std::time::Duration;

use crate::contract::operations::initialize::InitializeArgs;
use crate::engine::ids::CallIds;
use crate::engine::ring::{Ring, RingSlice};
use crate::engine::transaction::CreatedAt;
use crate::engine::transaction::options::CheckOptions;

/// Unindexed transactions, oldest first.
#[derive(Debug)]
pub(in crate::engine) struct Unindexed {
    ring: Ring,
    entries: VecDeque<UnindexedEntry>,
    /// The total size of the entries, in bytes.
    bytes: usize,
}

/// The position of a transaction: its identifiers, followed by its options.
#[derive(Debug)]
struct UnindexedEntry {
    created: CreatedAt,
    slice: RingSlice,
}

impl Unindexed {
    /// An empty store of at most about `bytes`.
    pub(in crate::engine) fn new(bytes: usize) -> Self {
        Self { ring: Ring::new(bytes), entries: VecDeque::new(), bytes: 0 }
    }

    /// The number of transactions.
    pub(in crate::engine) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The memory used, in bytes, without the unused part of the ring.
    pub(in crate::engine) fn bytes(&self) -> usize {
        self.bytes + self.entries.len() * size_of::<UnindexedEntry>()
    }

    /// When the oldest was created, by the emulator's clock.
    pub(in crate::engine) fn oldest(&self) -> Option<Duration> {
        self.entries.front().map(|entry| entry.created.now)
    }

    /// Adds a transaction.
    pub(in crate::engine) fn push(
        &mut self,
        ids: &CallIds,
        account: &str,
        args: &InitializeArgs<'_>,
        created: CreatedAt,
    ) {
        let ids = ids.as_bytes();
        let size = ids.len() + CheckOptions::packed_size(account, args);
        let slice = self.ring.write(size, |out| {
            out.extend_from_slice(ids);
            CheckOptions::pack(account, args, out);
        });
        self.bytes += slice.len();
        self.entries.push_back(UnindexedEntry { created, slice });
        // The ring may have discarded the oldest ones.
        while self.entries.front().is_some_and(|oldest| self.ring.read(oldest.slice).is_none()) {
            self.remove_oldest();
        }
    }

    /// Drops the oldest.
    pub(in crate::engine) fn drop_oldest(&mut self) {
        self.remove_oldest();
        match self.entries.front() {
            Some(oldest) => self.ring.keep_from(oldest.slice),
            None => self.ring.clear(),
        }
    }

    fn remove_oldest(&mut self) {
        let oldest = self.entries.pop_front();
        self.bytes -= oldest.map_or(0, |entry| entry.slice.len());
    }

    /// Removes all transactions and passes them to `each`, oldest first.
    pub(in crate::engine) fn take(&mut self, mut each: impl FnMut(CallIds, CheckOptions, CreatedAt)) {
        for entry in self.entries.drain(..) {
            // Frees what was taken already: indexed transactions take its place.
            self.ring.keep_from(entry.slice);
            let bytes = self.ring.read(entry.slice).and_then(|bytes| bytes.split_first_chunk());
            if let Some((ids, options)) = bytes {
                each(CallIds::from_bytes(*ids), CheckOptions::unpack(options), entry.created);
            }
        }
        self.bytes = 0;
        self.ring.clear();
    }
}
