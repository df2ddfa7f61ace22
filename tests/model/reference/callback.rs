//! What is due later, planned ends and callbacks, and the record of attempts.

use std::time::Duration;

use crate::reference::clock::{ClockId, Clocks, ROOT};
use crate::reference::step::Receiver;

/// The number of attempts that are remembered.
const KEPT: usize = 5_000;

/// Something that is due by a clock.
#[derive(Debug, Clone)]
pub(crate) struct Due<T> {
    clock: ClockId,
    at: Duration,
    pub(crate) item: T,
}

/// Things that are due, in the order in which they were added.
#[derive(Debug)]
pub(crate) struct Queue<T>(pub(crate) Vec<Due<T>>);

impl<T> Queue<T> {
    pub(crate) fn add(&mut self, clocks: &Clocks, clock: ClockId, after: Duration, item: T) {
        self.0.push(Due { clock, at: clocks.elapsed(clock) + after, item });
    }

    /// Takes the one that is due first, or says how long until then.
    pub(crate) fn take(&mut self, clocks: &Clocks) -> Result<T, Option<Duration>> {
        // By the emulator's clock.
        let at = |due: &Due<T>| due.at.saturating_sub(clocks.ahead(due.clock));
        let first = self.0.iter().enumerate().min_by_key(|(index, due)| (at(due), *index));
        let Some((index, due)) = first else { return Err(None) };
        let wait = at(due).saturating_sub(clocks.elapsed(ROOT));
        if wait.is_zero() { Ok(self.0.remove(index).item) } else { Err(Some(wait)) }
    }
}

/// A callback, and how often it was tried.
#[derive(Debug, Clone)]
pub(crate) struct Callback {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) parameters: String,
    pub(crate) post: bool,
    pub(crate) tried: u32,
}

/// An attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) at: String,
    pub(crate) number: u32,
    /// URL and body as they are recorded.
    pub(crate) url: String,
    pub(crate) body: Option<String>,
    pub(crate) accepted: bool,
    /// Whether it was the last one.
    pub(crate) last: bool,
}

/// The record of callbacks.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    pub(crate) kept: Vec<Attempt>,
    /// Callbacks that are neither delivered nor given up.
    pub(crate) waiting: u32,
}

impl Attempts {
    pub(crate) fn note(&mut self, attempt: Attempt) {
        if self.kept.len() == KEPT {
            self.kept.remove(0);
        }
        self.waiting -= u32::from(attempt.last);
        self.kept.push(attempt);
    }
}

/// How long to wait after so many attempts that failed: 2 s, then three times as long each, at most 60 s.
pub(crate) fn wait(failed: u32) -> Duration {
    let mut wait = Duration::from_secs(2);
    for _ in 1..failed {
        wait *= 3;
    }
    wait.min(Duration::from_mins(1))
}

/// What becomes of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accepted,
    Refused,
    Unreachable,
    Forbidden,
}

/// What a receiver makes of the nth attempt for a transaction.
pub(crate) fn verdict(receiver: Receiver, id: &str, number: u32) -> Verdict {
    match receiver {
        Receiver::Accepts => Verdict::Accepted,
        Receiver::Unreachable => Verdict::Unreachable,
        Receiver::Forbidden => Verdict::Forbidden,
        Receiver::Recovers if number >= 3 => Verdict::Accepted,
        Receiver::Recovers | Receiver::Refuses => Verdict::Refused,
        Receiver::Mixed => match id.bytes().last() {
            Some(b'0'..=b'7') => Verdict::Accepted,
            Some(b'8' | b'9' | b'a') => Verdict::Refused,
            Some(b'b' | b'c') => Verdict::Unreachable,
            _ if number > 1 => Verdict::Accepted,
            _ => Verdict::Refused,
        },
    }
}
