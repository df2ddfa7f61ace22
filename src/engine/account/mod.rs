//! Accounts: their declarations, and the state of each. The access key determines the account; accounts are isolated from
//! one another.

pub mod abnormal;
mod declared_key;
mod evicted;
pub mod limits;
pub mod nonce;
pub mod throttle;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, RwLock};
use std::time::Duration;

use rand::rngs::ChaCha8Rng;

use super::clock::Clock;
use super::coverage::Coverage;
use super::{lock, read, write};
use crate::contract::Operation;
use crate::contract::operations::{OPERATIONS, OperationKind};
use crate::contract::size;
use crate::engine::account::abnormal::RefusedCalls;
pub use crate::engine::account::declared_key::DeclaredKey;
use crate::engine::account::evicted::Evicted;
use crate::engine::account::limits::AccountLimits;
use crate::engine::account::nonce::{NonceMemory, Nonces};
use crate::engine::account::throttle::{Throttle, ThrottleUse};
use crate::engine::ids::Seed;
pub use crate::scenario::format::AccountStanding;
use crate::scenario::{Counters, format};
use crate::signature::Secret;

/// The account of unsigned calls.
pub const ANONYMOUS: &str = "anonymous";
/// The maximum number of undeclared accounts, within their share of memory; beyond it the least recently used ones are
/// evicted.
const MAX_UNDECLARED: usize = 10_000;
/// At least this many are kept, whatever memory there is.
const MIN_UNDECLARED: usize = 100;

/// A declared key, prepared for signature checks.
#[derive(Debug)]
pub struct Key {
    /// The declaration.
    pub declared: DeclaredKey,
    /// The prepared secret.
    pub secret: Secret,
    /// Its account.
    pub account: Arc<Account>,
}

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

/// The memory of a declared key and its account, in bytes, before it calls.
pub(in crate::engine) fn declared_size(key: &format::ScenarioAccount) -> usize {
    // The id stands in two maps; 300: their places, and the keyed states of the secret.
    let text = key.access_key_id.len() * 4 + key.access_key_secret.len() * 2;
    size_of::<Account>() + size_of::<Clock>() + size_of::<Key>() + text + 300
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

impl AccountConfig {
    /// The maximum number of undeclared accounts.
    fn max_undeclared(&self) -> usize {
        (self.undeclared_bytes / account_size(self.counters)).clamp(MIN_UNDECLARED, MAX_UNDECLARED)
    }
}

/// All accounts of a run.
#[derive(Debug)]
pub struct Accounts {
    config: AccountConfig,
    max_undeclared: usize,
    keys: HashMap<String, Key>,
    /// The accounts of the keys, by their names.
    declared: HashMap<String, Arc<Account>>,
    undeclared: RwLock<HashMap<String, Arc<Account>>>,
    /// What is kept of evicted accounts.
    evicted: Mutex<Evicted>,
}

impl Accounts {
    /// Accounts with the declared keys. Without any, every key is accepted.
    #[must_use]
    pub fn new(declared: Vec<DeclaredKey>, config: AccountConfig) -> Self {
        let mut accounts: HashMap<String, Arc<Account>> = HashMap::new();
        let mut keys = HashMap::new();
        for declared in declared {
            let name = declared.account.as_ref().unwrap_or(&declared.access_key_id);
            let account = accounts
                .entry(name.clone())
                .or_insert_with(|| Arc::new(Account::new(name, 0, &config)))
                .clone();
            let secret = Secret::new(&declared.access_key_secret);
            keys.insert(declared.access_key_id.clone(), Key { declared, secret, account });
        }
        Self {
            max_undeclared: config.max_undeclared(),
            config,
            keys,
            declared: accounts,
            undeclared: RwLock::default(),
            evicted: Mutex::default(),
        }
    }

    /// The limits of every account.
    #[must_use]
    pub fn limits(&self) -> &AccountLimits {
        &self.config.limits
    }

    /// Whether any key is declared, so that keys and signatures are checked.
    #[must_use]
    pub fn declared(&self) -> bool {
        !self.keys.is_empty()
    }

    /// A declared key.
    #[must_use]
    pub fn key(&self, access_key_id: &str) -> Option<&Key> {
        self.keys.get(access_key_id)
    }

    /// An account by its name, or by one of its keys.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<Arc<Account>> {
        let of_key = self.keys.get(name).map(|key| &key.account);
        match of_key.or_else(|| self.declared.get(name)) {
            Some(account) => Some(account.clone()),
            None => read(&self.undeclared).get(name).cloned(),
        }
    }

    /// The account of a key; if no keys are declared, it is created if necessary, unless no call could have so long a key.
    #[must_use]
    pub fn of_key(&self, access_key_id: &str, elapsed: Duration) -> Option<Arc<Account>> {
        let known = self.named(access_key_id);
        let creates = !self.declared() && access_key_id.len() <= size::ACCESS_KEY_ID.bytes;
        known.or_else(|| creates.then(|| self.undeclared(access_key_id, elapsed)))
    }

    /// All current accounts.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Account>> {
        read(&self.undeclared).values().chain(self.declared.values()).cloned().collect()
    }

    /// The number of current accounts.
    #[must_use]
    pub fn count(&self) -> usize {
        read(&self.undeclared).len() + self.declared.len()
    }

    /// The memory of the undeclared accounts, in bytes.
    pub(in crate::engine) fn undeclared_bytes(&self) -> usize {
        read(&self.undeclared).len() * account_size(self.config.counters)
    }

    /// The secrets of the declared keys, except short ones that could occur in other strings.
    pub(super) fn secrets(&self) -> Vec<String> {
        let secrets = self.keys.values().map(|key| key.secret.text().trim().to_owned());
        secrets.filter(|secret| secret.len() >= 8).collect()
    }

    /// Resets the state and the clock of one account, or of all. Generators of identifiers are not reset, so that identifiers do not repeat.
    pub(super) fn reset(&self, name: Option<&str>) {
        let accounts = match name {
            Some(name) => self.named(name).into_iter().collect(),
            None => self.all(),
        };
        for account in accounts {
            account.reset();
        }
        if name.is_none() {
            lock(&self.evicted).coverage = Coverage::default();
        }
    }

    /// The coverage of all accounts, including evicted ones.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        let mut sum = lock(&self.evicted).coverage.clone();
        for account in self.all() {
            sum.add(&account.state().coverage);
        }
        sum
    }

    /// The account of an undeclared key; it is created if necessary.
    #[must_use]
    pub fn undeclared(&self, name: &str, elapsed: Duration) -> Arc<Account> {
        let seconds = elapsed.as_secs();
        if let Some(account) = read(&self.undeclared).get(name) {
            account.last_call.store(seconds, Ordering::Relaxed);
            return account.clone();
        }
        let mut accounts = write(&self.undeclared);
        let mut evicted = lock(&self.evicted);
        if accounts.len() >= self.max_undeclared {
            evict_least_recently_used(&mut accounts, &mut evicted);
        }
        let account = accounts
            .entry(name.to_owned())
            .or_insert_with(|| Arc::new(Account::new(name, evicted.next_epoch(name), &self.config)));
        account.last_call.store(seconds, Ordering::Relaxed);
        account.clone()
    }
}

/// Evicts the least recently used tenth of the accounts; of those with the same second the first ones by name, so that the
/// same calls always evict the same accounts.
fn evict_least_recently_used(accounts: &mut HashMap<String, Arc<Account>>, evicted: &mut Evicted) {
    let last_call = |account: &Account| account.last_call.load(Ordering::Relaxed);
    let mut order: Vec<_> = accounts.iter().map(|(name, account)| (last_call(account), name)).collect();
    let tenth = order.len() / 10;
    let (oldest, ..) = order.select_nth_unstable(tenth);
    let names: Vec<_> = oldest.iter().map(|(_, name)| (*name).clone()).collect();
    for name in names {
        if let Some(account) = accounts.remove(&name) {
            evicted.coverage.add(&account.state().coverage);
            evicted.record(&name, account.epoch);
        }
    }
}

#[cfg(test)]
mod tests;
