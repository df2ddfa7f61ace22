//! Transactions as Initialize left them, before anybody asked for one: packed one behind the other in the order of
//! their creation. Most transactions of a load test never leave this state, so it costs a call one copy and no index.

use std::collections::VecDeque;
use std::time::Duration;

use super::identity::Draw;
use super::ring::{Piece, Ring};
use super::terms::{Asked, Terms};
use super::transaction::Born;

/// Fresh transactions, oldest first.
#[derive(Debug)]
pub(super) struct Fresh {
    ring: Ring,
    places: VecDeque<Place>,
    /// Bytes of all pieces.
    bytes: usize,
}

/// Where a transaction lies: its identifiers, then its terms.
#[derive(Debug)]
struct Place {
    born: Born,
    piece: Piece,
}

impl Fresh {
    /// None yet, and never more than about `bytes` of memory.
    pub(super) fn new(bytes: usize) -> Self {
        Self { ring: Ring::new(bytes), places: VecDeque::new(), bytes: 0 }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Bytes of memory that they hold, besides the room that is left in the ring.
    pub(super) fn bytes(&self) -> usize {
        self.bytes + self.places.len() * size_of::<Place>()
    }

    /// When the oldest was made, by the emulator's clock.
    pub(super) fn oldest(&self) -> Option<Duration> {
        self.places.front().map(|place| place.born.now)
    }

    /// Takes a new one in.
    pub(super) fn push(&mut self, draw: &Draw, asked: &Asked<'_>, born: Born) {
        let draw = draw.as_bytes();
        let piece = self.ring.write(draw.len() + asked.room(), |out| {
            out.extend_from_slice(draw);
            asked.pack(out);
        });
        self.bytes += piece.len();
        self.places.push_back(Place { born, piece });
        // The ring may have given up the oldest to make room.
        while self.places.front().is_some_and(|oldest| self.ring.read(oldest.piece).is_none()) {
            self.forget_oldest();
        }
    }

    /// Drops the oldest.
    pub(super) fn drop_oldest(&mut self) {
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
    pub(super) fn take(&mut self, mut each: impl FnMut(Draw, Terms, Born)) {
        for place in self.places.drain(..) {
            let bytes = self.ring.read(place.piece).and_then(|bytes| bytes.split_first_chunk());
            if let Some((draw, terms)) = bytes {
                each(Draw::from_bytes(*draw), Terms::unpack(terms), place.born);
            }
        }
        self.bytes = 0;
        self.ring.clear();
    }
}
