//! A byte ring for the journal and for unindexed transactions: a few long segments, filled one after another and reused. An
//! entry costs one copy and no allocation, and does not keep buffers read from sockets alive.

use std::collections::VecDeque;

/// The default size of a segment, in bytes.
const SEGMENT: usize = 256 * 1024;

/// The position of an entry in the ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RingSlice {
    segment: u64,
    start: u32,
    end: u32,
}

impl RingSlice {
    /// Its length, in bytes.
    pub(super) fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Its place without its bytes.
    pub(super) fn emptied(self) -> Self {
        Self { end: self.start, ..self }
    }
}

/// Segments, oldest first.
#[derive(Debug)]
pub(super) struct Ring {
    bound: usize,
    segments: VecDeque<Vec<u8>>,
    /// The number of the oldest segment.
    first: u64,
    /// An empty segment for reuse.
    spare: Option<Vec<u8>>,
    /// The memory of all segments including the spare one, in bytes.
    bytes: usize,
}

impl Ring {
    /// A ring of at most `bound` bytes, or of the newest entry alone if that is larger.
    pub(super) fn new(bound: usize) -> Self {
        Self { bound, segments: VecDeque::new(), first: 0, spare: None, bytes: 0 }
    }

    /// The memory used, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Changes the bound, from the next segment on.
    pub(super) fn limit(&mut self, bound: usize) {
        self.bound = bound;
    }

    /// Writes an entry of at most `estimate` bytes; a longer one may double a segment.
    pub(super) fn write(&mut self, estimate: usize, write: impl FnOnce(&mut Vec<u8>)) -> RingSlice {
        if self.segments.back().is_none_or(|last| last.capacity() - last.len() < estimate) {
            self.add_segment(estimate);
        }
        let segment = self.first + self.segments.len().saturating_sub(1) as u64;
        let Some(last) = self.segments.back_mut() else { return RingSlice { segment, start: 0, end: 0 } };
        let (start, before) = (last.len(), last.capacity());
        write(last);
        self.bytes += last.capacity() - before;
        // Entries are truncated long before 4 GiB.
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        RingSlice { segment, start: offset(start), end: offset(last.len()) }
    }

    /// The bytes of an entry; `None` if they were discarded.
    pub(super) fn read(&self, slice: RingSlice) -> Option<&[u8]> {
        let index = usize::try_from(slice.segment.checked_sub(self.first)?).ok()?;
        self.segments.get(index)?.get(slice.start as usize..slice.end as usize)
    }

    /// Allows to discard all entries older than this one.
    pub(super) fn keep_from(&mut self, oldest: RingSlice) {
        while self.first < oldest.segment && self.segments.len() > 1 {
            self.discard_oldest();
        }
    }

    /// Discards all entries, but keeps a segment for the next ones.
    pub(super) fn clear(&mut self) {
        while self.segments.len() > 1 {
            self.discard_oldest();
        }
        if let Some(last) = self.segments.back_mut() {
            last.clear();
            self.first += 1;
        }
    }

    /// Takes all memory away, with all entries.
    pub(super) fn take(&mut self) -> Self {
        let after = self.first + self.segments.len() as u64;
        let empty = Self { first: after, ..Self::new(self.bound) };
        std::mem::replace(self, empty)
    }

    fn add_segment(&mut self, estimate: usize) {
        let capacity = SEGMENT.min(self.bound / 4).max(estimate);
        let fits = |spare: &Vec<u8>| (capacity..=2 * capacity).contains(&spare.capacity());
        let needed = |ring: &Self| if ring.spare.as_ref().is_some_and(fits) { 0 } else { capacity };
        while self.bytes + needed(self) > self.bound && !self.segments.is_empty() {
            self.discard_oldest();
        }
        let spare = self.spare.take();
        self.bytes -= spare.as_ref().map_or(0, Vec::capacity);
        let segment = spare.filter(fits).unwrap_or_else(|| Vec::with_capacity(capacity));
        self.bytes += segment.capacity();
        self.segments.push_back(segment);
    }

    fn discard_oldest(&mut self) {
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
    fn an_entry_can_be_read_until_its_segment_is_reused() {
        let mut ring = Ring::new(4000);
        let slices: Vec<_> = (0..100_u8).map(|byte| (byte, write(&mut ring, byte, 100))).collect();
        assert!(ring.bytes() <= 4000, "{}", ring.bytes());
        let kept: Vec<_> =
            slices.iter().filter_map(|(byte, slice)| ring.read(*slice).map(|bytes| (*byte, bytes))).collect();
        assert!(kept.len() >= 20, "{}", kept.len());
        assert!(kept.iter().all(|(byte, bytes)| *bytes == [*byte; 100]));
        assert_eq!(kept.last().map(|(byte, _)| *byte), Some(99));
    }

    #[test]
    fn a_cleared_ring_has_no_entries_and_keeps_its_memory() {
        let mut ring = Ring::new(1 << 20);
        let slices: Vec<_> = (0..4).map(|byte| write(&mut ring, byte, SEGMENT / 2)).collect();
        ring.clear();
        let bytes = ring.bytes();
        let slice = write(&mut ring, 9, 100);
        assert!(slices.iter().all(|slice| ring.read(*slice).is_none()));
        assert_eq!((ring.read(slice), ring.bytes()), (Some(&[9; 100][..]), bytes));
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
    fn nothing_older_than_the_oldest_needed_entry_is_kept() {
        let mut ring = Ring::new(1 << 30);
        let slices: Vec<_> = (0..100).map(|_| write(&mut ring, 1, SEGMENT)).collect();
        ring.keep_from(slices[90]);
        assert!(ring.read(slices[89]).is_none() && ring.read(slices[90]).is_some());
        assert_eq!(ring.bytes(), 11 * SEGMENT);
    }
}
