//! What is seen of a step: of the engine and of the reference, to be compared.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use crate::reference::callback::Attempt;
use crate::reference::check::Refusal;
use crate::reference::counts::Counts;

/// What a step shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Seen {
    Nothing,
    Answer(Box<Answer>),
    /// Of many keys: how many calls succeeded, and the identifiers of the last.
    ManyKeys(usize, Box<Answer>),
    /// The page: its transaction and the number of fields that were read.
    Page(Result<Page, Refusal>),
    Reached(Result<(), Refusal>),
    /// Where the browser goes.
    Finished(Result<Option<String>, Refusal>),
    Completed(Result<(), Refusal>),
    Delivered(Vec<Attempt>, Waits),
    Inspected(Box<Inspection>),
}

/// An opened page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) id: String,
    pub(crate) protocol: String,
    pub(crate) account: String,
    pub(crate) fields: Vec<(String, String)>,
}

/// How long until the next planned end, and the next callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waits {
    pub(crate) end: Option<Duration>,
    pub(crate) callback: Option<Duration>,
}

/// The answer to a call, and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) code: String,
    /// Of an error, without the part that explains.
    pub(crate) message: String,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) format: &'static str,
    /// None for calls that reach no account: their identifiers are nobody's.
    pub(crate) request_id: Option<String>,
    pub(crate) result: Vec<(String, String)>,
    pub(crate) account: String,
    pub(crate) operation: Option<usize>,
    pub(crate) signature: &'static str,
    pub(crate) throttle: Option<(u32, u32)>,
    pub(crate) qps: u32,
    pub(crate) rules: Vec<String>,
    /// How many sentences there are about what was accepted against the documentation.
    pub(crate) tolerated: usize,
    pub(crate) delay: Duration,
    pub(crate) dribble: Option<u32>,
    pub(crate) cut: bool,
    /// By its account's clock.
    pub(crate) elapsed: Duration,
    pub(crate) now: Timestamp,
}

/// Everything that can be asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Inspection {
    pub(crate) transactions: Vec<Transaction>,
    pub(crate) rules: Vec<(String, u64)>,
    pub(crate) has_own: bool,
    /// Of the account, or of all and of what had none.
    pub(crate) coverage: Counts,
    /// Of an account: limit, idle time, remaining calls.
    pub(crate) throttles: Vec<(usize, u32, u32, Duration, Remaining)>,
    pub(crate) accounts: usize,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) waiting: usize,
    pub(crate) journal: (usize, u64),
    pub(crate) clock: Option<(Duration, Timestamp)>,
    pub(crate) events: Vec<String>,
    pub(crate) seed: u64,
}

/// How many calls pass at once. The engine counts whole calls since the last one, so it may say one less than there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Remaining(pub(crate) u32);

impl PartialEq for Remaining {
    fn eq(&self, other: &Self) -> bool {
        self.0.abs_diff(other.0) <= 1
    }
}

/// A transaction in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Transaction {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) biz: String,
    pub(crate) state: &'static str,
    pub(crate) age: Duration,
    pub(crate) result: Option<(bool, String)>,
}

/// Names and numbers.
pub(crate) type Numbers = BTreeMap<String, u64>;
