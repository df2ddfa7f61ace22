//! Transactions as Initialize left them, before anybody asked for one: packed one behind the other in the order of
//! their creation. Most transactions of a load test never leave this state, so it costs a call one copy and no index.

use std::collections::VecDeque;
use std::time::Duration;

use crate::contract::operations::initialize::InitializeArgs;
use crate::engine::ids::CallIds;
use crate::engine::ring::{Ring, RingSlice};
use crate::engine::transaction::CreatedAt;
use crate::engine::transaction::options::CheckOptions;

/// Fresh transactions, oldest first.
#[derive(Debug)]
pub(in crate::engine) struct Unindexed {
    ring: Ring,
    places: VecDeque<UnindexedEntry>,
    /// Bytes of all pieces.
    bytes: usize,
}

/// Where a transaction lies: its identifiers, then its terms.
#[derive(Debug)]
struct UnindexedEntry {
    created: CreatedAt,
    piece: RingSlice,
}

impl Unindexed {
    /// None yet, and never more than about `bytes` of memory.
    pub(in crate::engine) fn new(bytes: usize) -> Self {
        Self { ring: Ring::new(bytes), places: VecDeque::new(), bytes: 0 }
    }

    /// How many there are.
    pub(in crate::engine) fn len(&self) -> usize {
        self.places.len()
    }

    /// Bytes of memory that they hold, besides the room that is left in the ring.
    pub(in crate::engine) fn bytes(&self) -> usize {
        self.bytes + self.places.len() * size_of::<UnindexedEntry>()
    }

    /// When the oldest was made, by the emulator's clock.
    pub(in crate::engine) fn oldest(&self) -> Option<Duration> {
        self.places.front().map(|place| place.created.now)
    }

    /// Takes a new one in.
    pub(in crate::engine) fn push(
        &mut self,
        ids: &CallIds,
        account: &str,
        args: &InitializeArgs<'_>,
        created: CreatedAt,
    ) {
        let ids = ids.as_bytes();
        let room = ids.len() + CheckOptions::packed_size(account, args);
        let piece = self.ring.write(room, |out| {
            out.extend_from_slice(ids);
            CheckOptions::pack(account, args, out);
        });
        self.bytes += piece.len();
        self.places.push_back(UnindexedEntry { created, piece });
        // The ring may have given up the oldest to make room.
        while self.places.front().is_some_and(|oldest| self.ring.read(oldest.piece).is_none()) {
            self.forget_oldest();
        }
    }

    /// Drops the oldest.
    pub(in crate::engine) fn drop_oldest(&mut self) {
        self.forget_oldest();
        match self.places.front() {
            Some(oldest) => self.ring.keep_from(oldest.piece),
            None => self.ring.clear(),
        }
    }

    fn forget_oldest(&mut self) {
        let oldest = self.places.pop_front();
        self.bytes -= oldest.map_or(0, |place| place.piece.len());
    }

    /// Hands all of them over, oldest first, and keeps none.
    pub(in crate::engine) fn take(&mut self, mut each: impl FnMut(CallIds, CheckOptions, CreatedAt)) {
        for place in self.places.drain(..) {
            let bytes = self.ring.read(place.piece).and_then(|bytes| bytes.split_first_chunk());
            if let Some((ids, options)) = bytes {
                each(CallIds::from_bytes(*ids), CheckOptions::unpack(options), place.created);
            }
        }
        self.bytes = 0;
        self.ring.clear();
    }
}
