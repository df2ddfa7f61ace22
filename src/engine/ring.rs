//! Where the bytes of the journal and of fresh transactions lie: a few long segments, filled one after another and used
//! again. A call adds one copy to the end of a segment and no allocation, and nothing that was read from a socket is
//! held on to.

use std::collections::VecDeque;

/// The usual length of a segment, in bytes.
const SEGMENT: usize = 256 * 1024;

/// A piece of bytes in the ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RingSlice {
    segment: u64,
    start: u32,
    end: u32,
}

impl RingSlice {
    /// How many bytes it has.
    pub(super) fn len(self) -> usize {
        (self.end - self.start) as usize
    }
}

/// Segments, oldest first.
#[derive(Debug)]
pub(super) struct Ring {
    bound: usize,
    segments: VecDeque<Vec<u8>>,
    /// The number of the oldest segment.
    first: u64,
    /// An emptied segment, for the next one that is needed.
    spare: Option<Vec<u8>>,
    /// Bytes of memory in all segments, the spare one included.
    bytes: usize,
}

impl Ring {
    /// A ring that holds at most `bound` bytes, or the newest entry alone where that is longer.
    pub(super) fn new(bound: usize) -> Self {
        Self { bound, segments: VecDeque::new(), first: 0, spare: None, bytes: 0 }
    }

    /// Bytes of memory held.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Writes an entry of at most about `estimate` bytes.
    pub(super) fn write(&mut self, estimate: usize, write: impl FnOnce(&mut Vec<u8>)) -> RingSlice {
        if self.segments.back().is_none_or(|last| last.capacity() - last.len() < estimate) {
            self.add_segment(estimate);
        }
        let segment = self.first + self.segments.len().saturating_sub(1) as u64;
        let Some(last) = self.segments.back_mut() else { return RingSlice { segment, start: 0, end: 0 } };
        let (start, before) = (last.len(), last.capacity());
        write(last);
        self.bytes += last.capacity() - before;
        // An entry is cut long before 4 GiB.
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        RingSlice { segment, start: place(start), end: place(last.len()) }
    }

    /// The bytes of a piece; `None` where they were given up.
    pub(super) fn read(&self, piece: RingSlice) -> Option<&[u8]> {
        let index = usize::try_from(piece.segment.checked_sub(self.first)?).ok()?;
        self.segments.get(index)?.get(piece.start as usize..piece.end as usize)
    }

    /// Says that nothing older than this piece is asked for any more.
    pub(super) fn keep_from(&mut self, oldest: RingSlice) {
        while self.first < oldest.segment && self.segments.len() > 1 {
            self.give_up_oldest();
        }
    }

    /// Gives up every piece, but keeps room for the next ones.
    pub(super) fn clear(&mut self) {
        while self.segments.len() > 1 {
            self.give_up_oldest();
        }
        if let Some(last) = self.segments.back_mut() {
            last.clear();
            self.first += 1;
        }
    }

    fn add_segment(&mut self, estimate: usize) {
        let capacity = SEGMENT.min(self.bound / 4).max(estimate);
        let fits = |spare: &Vec<u8>| (capacity..=2 * capacity).contains(&spare.capacity());
        let wanted = |ring: &Self| if ring.spare.as_ref().is_some_and(fits) { 0 } else { capacity };
        while self.bytes + wanted(self) > self.bound && !self.segments.is_empty() {
            self.give_up_oldest();
        }
        let spare = self.spare.take();
        self.bytes -= spare.as_ref().map_or(0, Vec::capacity);
        let segment = spare.filter(fits).unwrap_or_else(|| Vec::with_capacity(capacity));
        self.bytes += segment.capacity();
        self.segments.push_back(segment);
    }

    fn give_up_oldest(&mut self) {
        let Some(mut oldest) = self.segments.pop_front() else { return };
        self.first += 1;
        oldest.clear();
        if let Some(spare) = self.spare.replace(oldest) {
            self.bytes -= spare.capacity();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(ring: &mut Ring, byte: u8, length: usize) -> RingSlice {
        ring.write(length, |out| out.extend(std::iter::repeat_n(byte, length)))
    }

    #[test]
    fn what_was_written_is_read_until_its_segment_is_used_again() {
        let mut ring = Ring::new(4000);
        let pieces: Vec<_> = (0..100_u8).map(|byte| (byte, write(&mut ring, byte, 100))).collect();
        assert!(ring.bytes() <= 4000, "{}", ring.bytes());
        let kept: Vec<_> =
            pieces.iter().filter_map(|(byte, piece)| ring.read(*piece).map(|bytes| (*byte, bytes))).collect();
        assert!(kept.len() >= 20, "{}", kept.len());
        assert!(kept.iter().all(|(byte, bytes)| *bytes == [*byte; 100]));
        assert_eq!(kept.last().map(|(byte, _)| *byte), Some(99));
    }

    #[test]
    fn a_cleared_ring_forgets_every_piece_and_keeps_its_room() {
        let mut ring = Ring::new(1 << 20);
        let pieces: Vec<_> = (0..4).map(|byte| write(&mut ring, byte, SEGMENT / 2)).collect();
        ring.clear();
        let bytes = ring.bytes();
        let piece = write(&mut ring, 9, 100);
        assert!(pieces.iter().all(|piece| ring.read(*piece).is_none()));
        assert_eq!((ring.read(piece), ring.bytes()), (Some(&[9; 100][..]), bytes));
    }

    #[test]
    fn an_entry_above_the_bound_is_kept_alone() {
        let mut ring = Ring::new(1000);
        let small = write(&mut ring, 1, 10);
        let big = write(&mut ring, 2, 5000);
        assert!(ring.read(small).is_none());
        assert_eq!(ring.read(big).map(<[u8]>::len), Some(5000));
        write(&mut ring, 3, 10);
        assert!(ring.read(big).is_none());
        assert!(ring.bytes() <= 1000, "{}", ring.bytes());
    }

    #[test]
    fn nothing_older_than_what_is_asked_for_is_kept() {
        let mut ring = Ring::new(1 << 30);
        let pieces: Vec<_> = (0..100).map(|_| write(&mut ring, 1, SEGMENT)).collect();
        ring.keep_from(pieces[90]);
        assert!(ring.read(pieces[89]).is_none() && ring.read(pieces[90]).is_some());
        assert_eq!(ring.bytes(), 11 * SEGMENT);
    }
}
