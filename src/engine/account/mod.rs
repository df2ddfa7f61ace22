//! An account: its clock, its throttles, and the state that its calls change. The access key determines the account;
//! accounts are isolated from one another.

pub mod abnormal;
mod accounts;
mod declared_key;
mod evicted;
pub mod limits;
pub mod nonce;
pub mod throttle;

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use rand::rngs::ChaCha8Rng;

use super::clock::Clock;
use super::coverage::Coverage;
use super::lock;
use crate::contract::Operation;
use crate::contract::operations::{OPERATIONS, OperationKind};
use crate::contract::size;
use crate::engine::account::abnormal::RefusedCalls;
pub(in crate::engine) use crate::engine::account::accounts::declared_size;
pub use crate::engine::account::accounts::{Accounts, Key};
pub use crate::engine::account::declared_key::DeclaredKey;
use crate::engine::account::limits::AccountLimits;
use crate::engine::account::nonce::{NonceMemory, Nonces};
use crate::engine::account::throttle::{Throttle, ThrottleUse};
use crate::engine::ids::Seed;
use crate::scenario::Counters;
pub use crate::scenario::format::AccountStanding;

/// The account of unsigned calls.
pub const ANONYMOUS: &str = "anonymous";

/// An account.
#[derive(Debug)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Its clock, which follows the emulator's and can be moved for this account alone.
    pub clock: Arc<Clock>,
    state: Mutex<AccountState>,
    /// One for each operation, made by the first call: an account that never calls needs none.
    throttles: OnceLock<Vec<Throttle>>,
    limits: Arc<AccountLimits>,
    last_call: AtomicU64,
    /// How often an account of this name was evicted before.
    epoch: u64,
}

/// The state that calls of an account change.
#[derive(Debug)]
pub struct AccountState {
    /// The generator of identifiers.
    pub id_rng: ChaCha8Rng,
    /// The generator of random decisions of the scenario's rules.
    pub rule_rng: ChaCha8Rng,
    /// The call counters of the scenario's rules.
    pub counters: Counters,
    /// The nonces that were used.
    pub nonces: Nonces,
    /// The refused calls in a row.
    pub abnormal: RefusedCalls,
    /// The contract coverage.
    pub coverage: Coverage,
    /// When the account was reset, by its clock: the time of the scenario restarts then.
    pub reset_at: Duration,
}

impl Account {
    fn new(name: &str, epoch: u64, settings: &AccountConfig) -> Self {
        let clock = Arc::new(Clock::over(settings.clock.clone()));
        Self {
            name: name.to_owned(),
            state: Mutex::new(AccountState {
                id_rng: settings.seed.of_epoch(epoch).id_rng(name),
                rule_rng: settings.seed.rule_rng(name),
                counters: Counters::default(),
                nonces: Nonces::new(settings.nonces.clone()),
                abnormal: RefusedCalls::default(),
                coverage: Coverage::default(),
                reset_at: Duration::ZERO,
            }),
            throttles: OnceLock::new(),
            limits: settings.limits.clone(),
            clock,
            last_call: AtomicU64::new(0),
            epoch,
        }
    }

    fn reset(&self) {
        self.clock.reset();
        let mut state = self.state();
        state.reset_at = self.clock.read().elapsed;
        state.nonces.clear();
        state.abnormal = RefusedCalls::default();
        state.counters = Counters::default();
        state.coverage = Coverage::default();
        drop(state);
        self.throttles.get().into_iter().flatten().for_each(Throttle::reset);
    }

    /// Locks the state, for one step of one call.
    pub fn state(&self) -> MutexGuard<'_, AccountState> {
        lock(&self.state)
    }

    /// The throttles of the operations that were called; see [`Throttle::usage`].
    pub fn throttle_usage(&self, elapsed: Duration) -> impl Iterator<Item = (OperationKind, ThrottleUse)> {
        let usage = move |(operation, throttle): (&&'static Operation, &Throttle)| {
            Some((operation.kind, throttle.usage(elapsed)?))
        };
        OPERATIONS.iter().zip(self.throttles.get().into_iter().flatten()).filter_map(usage)
    }

    /// Checks the throttle of an operation. Returns how many calls could follow at once. See [`Throttle::check`].
    ///
    /// # Errors
    /// The call is throttled: the time until the next one is accepted.
    pub fn throttle(
        &self,
        operation: &'static Operation,
        elapsed: Duration,
    ) -> Result<Option<u32>, Duration> {
        let throttle = |operation: &&'static Operation| Throttle::new(self.limits.of(operation));
        let throttles = self.throttles.get_or_init(|| OPERATIONS.iter().map(throttle).collect());
        let throttle = throttles.get(operation.index());
        throttle.map_or(Ok(None), |throttle| throttle.check(elapsed))
    }
}

/// The memory of an account that has called every operation, in bytes; `counters` are the scenario's rules that count.
pub(in crate::engine) fn account_size(counters: usize) -> usize {
    // 200: the two copies of its name and their places in the maps.
    size_of::<Account>()
        + size_of::<Clock>()
        + OPERATIONS.len() * (size_of::<Throttle>() + 64)
        + Coverage::full_size()
        + counters * size_of::<u64>()
        + 2 * size::ACCESS_KEY_ID.bytes
        + 200
}

/// The configuration of new accounts.
#[derive(Debug, Clone)]
pub struct AccountConfig {
    /// The seed of its generators.
    pub seed: Seed,
    /// Its limits.
    pub limits: Arc<AccountLimits>,
    /// The clock that its clock follows.
    pub clock: Arc<Clock>,
    /// The memory for nonces, which all accounts share.
    pub nonces: Arc<NonceMemory>,
    /// The memory for undeclared accounts, in bytes.
    pub undeclared_bytes: usize,
    /// The number of the scenario's rules that count calls.
    pub counters: usize,
}
