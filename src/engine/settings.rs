//! What an engine is set up with.

use std::sync::Arc;

use crate::contract::Strictness;
use crate::engine::account::DeclaredKey;
use crate::engine::account::limits::AccountLimits;
use crate::engine::clock::Clock;
use crate::engine::journal::JournalBounds;
use crate::engine::transaction::store::TransactionBounds;

/// What a run is set up with.
#[derive(Debug)]
pub struct Settings {
    /// The seed of all identifiers; `None` takes one from the machine's randomness.
    pub seed: Option<u64>,
    /// The access keys; with none, every key is taken and no signature is checked.
    pub keys: Vec<DeclaredKey>,
    /// The limits of every account.
    pub limits: AccountLimits,
    /// How strictly parameters are judged.
    pub strictness: Strictness,
    /// The base of TransactionUrl, such as `http://localhost:8809`; `None` takes the host that the client called.
    pub public_url: Option<String>,
    /// The base URL of this server, for clients that named no usable host.
    pub base_url: String,
    /// How many transactions are kept.
    pub transactions: TransactionBounds,
    /// The clock.
    pub clock: Arc<Clock>,
    /// How many calls are remembered.
    pub journal: JournalBounds,
}

impl Settings {
    /// The defaults of a run at this base URL, without a slash at its end: every key is taken, and the clock is the
    /// machine's. Other settings are set by name: `Settings { seed: Some(7), ..Settings::new(base_url) }`.
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
        }
    }

    /// One seed, no throttling, the documented strictness, and a clock by hand.
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
