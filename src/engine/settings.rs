//! The settings of the engine.

use std::sync::Arc;

use crate::contract::Strictness;
use crate::engine::account::DeclaredKey;
use crate::engine::account::limits::AccountLimits;
use crate::engine::clock::Clock;
use crate::engine::journal::JournalBounds;
use crate::engine::memory::MemoryBudget;
use crate::engine::transaction::store::TransactionBounds;

/// The settings of the engine.
#[derive(Debug)]
pub struct Settings {
    /// The seed of all identifiers; `None` uses a random one.
    pub seed: Option<u64>,
    /// The declared access keys; without any, every key is accepted and no signature is checked.
    pub keys: Vec<DeclaredKey>,
    /// The limits of every account.
    pub limits: AccountLimits,
    /// How strictly calls are checked.
    pub strictness: Strictness,
    /// The base of TransactionUrl, such as `http://localhost:8809`; `None` uses the host in the client's request.
    pub public_url: Option<String>,
    /// The base URL of this server, used if the client's request has no usable host.
    pub base_url: String,
    /// How many transactions are kept.
    pub transactions: TransactionBounds,
    /// The clock.
    pub clock: Arc<Clock>,
    /// How many calls the journal keeps.
    pub journal: JournalBounds,
    /// How much memory everything that is kept may take.
    pub memory: MemoryBudget,
}

impl Settings {
    /// The defaults, with a base URL without a trailing slash: every key is accepted, and the clock is the system's. Override
    /// members by name: `Settings { seed: Some(7), ..Settings::new(base_url) }`.
    #[must_use]
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            seed: None,
            keys: Vec::new(),
            limits: AccountLimits::default(),
            strictness: Strictness::default(),
            public_url: None,
            base_url: base_url.into(),
            transactions: TransactionBounds::default(),
            clock: Arc::new(Clock::system()),
            journal: JournalBounds::default(),
            memory: MemoryBudget::default(),
        }
    }

    /// For tests: a fixed seed, no throttling, the documented strictness, and a manual clock.
    #[cfg(test)]
    pub(crate) fn of_a_test() -> Self {
        Self {
            seed: Some(7),
            limits: AccountLimits { qps: Some(0), ..AccountLimits::default() },
            strictness: Strictness::Documented,
            clock: Arc::new(Clock::by_hand("2026-11-22T10:00:00Z".parse().unwrap())),
            ..Self::new("http://127.0.0.1:8809")
        }
    }
}
