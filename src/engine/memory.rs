//! The memory budget (`--memory`): everything that is kept has a share of it, in bytes, and each kind says what happens when
//! its share is full. Shares are fixed, so that nothing of one kind can push out another.

use std::fmt;

/// The smallest budget, in bytes: the process stays within it and 64 MiB more, which `tests/robustness/attacks.rs` holds. What
/// one large request or scenario takes while it is handled does not shrink with the budget.
pub const MIN_MEMORY: usize = 96 << 20;
/// The default budget, in bytes.
pub const DEFAULT_MEMORY: usize = 512 << 20;
/// The number of parts that the budget is divided into.
const PARTS: usize = 32;

/// What memory is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemoryKind {
    /// The journal.
    Journal,
    /// Transactions and their results.
    Transactions,
    /// Attempts to deliver callbacks, and callbacks that are queued.
    Callbacks,
    /// Undeclared accounts, and the nonces of declared ones.
    Accounts,
    /// Scenarios and the accounts that they declare: the common one, and those of single keys.
    Scenarios,
    /// Mappings of callbacks.
    CallbackMaps,
    /// Large requests that are being read and handled.
    Requests,
}

/// A row of the table of shares.
#[derive(Debug)]
pub struct MemoryShare {
    /// What it is for.
    pub kind: MemoryKind,
    /// Its name in metrics.
    pub name: &'static str,
    /// Its part of the budget, in 32nds.
    pub parts: usize,
    /// What it holds.
    pub holds: &'static str,
    /// What happens when it is full.
    pub when_full: &'static str,
}

const fn share(
    kind: MemoryKind,
    name: &'static str,
    parts: usize,
    holds: &'static str,
    when_full: &'static str,
) -> MemoryShare {
    MemoryShare { kind, name, parts, holds, when_full }
}

/// The shares, in the order of [`MemoryKind`].
pub static SHARES: [MemoryShare; 7] = [
    share(
        MemoryKind::Journal,
        "journal",
        4,
        "the calls in the journal",
        "the oldest calls are dropped, and counted",
    ),
    share(
        MemoryKind::Transactions,
        "transactions",
        10,
        "transactions and their results",
        "the oldest expired one is evicted, then the oldest of all",
    ),
    share(
        MemoryKind::Callbacks,
        "callbacks",
        3,
        "a half each: attempts to deliver callbacks, and callbacks that are queued",
        "the oldest attempts are dropped; a further callback is not sent, which is logged",
    ),
    share(
        MemoryKind::Accounts,
        "accounts",
        4,
        "accounts without a declared key (three quarters), and nonces",
        "the accounts that were used least recently are evicted; the oldest nonces of the account that calls are forgotten",
    ),
    share(
        MemoryKind::Scenarios,
        "scenarios",
        8,
        "the common scenario, those of single keys, and the accounts that they declare",
        "a further scenario is refused",
    ),
    share(
        MemoryKind::CallbackMaps,
        "callback maps",
        1,
        "the mappings of callbacks over the admin API",
        "further mappings are refused",
    ),
    share(
        MemoryKind::Requests,
        "requests",
        2,
        "request bodies above 64 KiB, four times their size, until they are answered",
        "a further large body waits",
    ),
];

/// A memory budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryBudget {
    /// All of it, in bytes.
    pub bytes: usize,
}

impl Default for MemoryBudget {
    fn default() -> Self {
        Self { bytes: DEFAULT_MEMORY }
    }
}

/// As `--memory` takes it: in MiB, or in bytes if it is no whole number of them.
impl fmt::Display for MemoryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.bytes.is_multiple_of(1 << 20) {
            write!(f, "{}MiB", self.bytes >> 20)
        } else {
            write!(f, "{}", self.bytes)
        }
    }
}

impl MemoryBudget {
    /// The share of one kind, in bytes.
    #[must_use]
    pub fn share(self, kind: MemoryKind) -> usize {
        let parts = SHARES.get(kind as usize).map_or(0, |row| row.parts);
        self.bytes.max(MIN_MEMORY) / PARTS * parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_are_the_whole_budget_in_the_order_of_their_kinds() {
        assert_eq!(SHARES.iter().map(|row| row.parts).sum::<usize>(), PARTS);
        for (index, row) in SHARES.iter().enumerate() {
            assert_eq!(row.kind as usize, index, "{}", row.name);
        }
        let whole: usize = SHARES.iter().map(|row| MemoryBudget::default().share(row.kind)).sum();
        assert_eq!(whole, DEFAULT_MEMORY);
    }
}
