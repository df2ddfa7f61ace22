//! Accounts: their declarations, and the state of each. The access key determines the account; accounts are isolated from
//! one another.

pub mod abnormal;
mod evicted;
pub mod limits;
pub mod nonce;
pub mod throttle;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, RwLock};
use std::time::Duration;

use jiff::Timestamp;
use rand::rngs::ChaCha8Rng;

use super::clock::Clock;
use super::coverage::Coverage;
use super::{lock, read, write};
use crate::contract::Operation;
use crate::contract::operations::{OPERATIONS, OperationKind};
use crate::engine::account::abnormal::RefusedCalls;
use crate::engine::account::evicted::Evicted;
use crate::engine::account::limits::AccountLimits;
use crate::engine::account::nonce::Nonces;
use crate::engine::account::throttle::{Throttle, ThrottleUse};
use crate::engine::ids::Seed;
pub use crate::scenario::format::AccountStanding;
use crate::scenario::{Counters, format};
use crate::signature::Secret;

/// The account of unsigned calls.
pub const ANONYMOUS: &str = "anonymous";
/// The maximum number of undeclared accounts; beyond it the least recently used ones are evicted.
const MAX_UNDECLARED: usize = 10_000;

/// An access key declared by a flag or a scenario.
#[derive(Debug, Clone)]
pub struct DeclaredKey {
    /// `AccessKeyId`. One that starts with `STS.` needs a security token.
    pub access_key_id: String,
    /// Its secret.
    pub access_key_secret: String,
    /// The status of its account.
    pub standing: AccountStanding,
    /// The only valid token; `None` accepts any well-formed one.
    pub security_token: Option<String>,
    /// When the token expires.
    pub security_token_expires: Option<Timestamp>,
    /// The account that owns the key, if several keys share one; otherwise the key is an account of its own.
    pub account: Option<String>,
}

impl From<&format::ScenarioAccount> for DeclaredKey {
    fn from(account: &format::ScenarioAccount) -> Self {
        Self {
            access_key_id: account.access_key_id.clone(),
            access_key_secret: account.access_key_secret.clone(),
            standing: account.standing,
            security_token: account.security_token.clone(),
            security_token_expires: account.security_token_expires.map(|reading| reading.0),
            account: account.account.clone(),
        }
    }
}

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
    throttles: Vec<Throttle>,
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
        let throttle = |operation: &&'static Operation| Throttle::new(settings.limits.of(operation));
        Self {
            name: name.to_owned(),
            state: Mutex::new(AccountState {
                id_rng: settings.seed.of_epoch(epoch).id_rng(name),
                rule_rng: settings.seed.rule_rng(name),
                counters: Counters::default(),
                nonces: Nonces::default(),
                abnormal: RefusedCalls::default(),
                coverage: Coverage::default(),
                reset_at: Duration::ZERO,
            }),
            throttles: OPERATIONS.iter().map(throttle).collect(),
            clock,
            last_call: AtomicU64::new(0),
            epoch,
        }
    }

    fn reset(&self) {
        self.clock.reset();
        let mut state = self.state();
        state.reset_at = self.clock.read().elapsed;
        state.nonces = Nonces::default();
        state.abnormal = RefusedCalls::default();
        state.counters = Counters::default();
        state.coverage = Coverage::default();
        drop(state);
        self.throttles.iter().for_each(Throttle::reset);
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
        OPERATIONS.iter().zip(&self.throttles).filter_map(usage)
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
        let throttle = self.throttles.get(operation.index());
        throttle.map_or(Ok(None), |throttle| throttle.check(elapsed))
    }
}

/// The configuration of new accounts.
#[derive(Debug, Clone)]
pub struct AccountConfig {
    /// The seed of its generators.
    pub seed: Seed,
    /// Its limits.
    pub limits: AccountLimits,
    /// The clock that its clock follows.
    pub clock: Arc<Clock>,
}

/// All accounts of a run.
#[derive(Debug)]
pub struct Accounts {
    config: AccountConfig,
    keys: HashMap<String, Key>,
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
        Self { config, keys, undeclared: RwLock::default(), evicted: Mutex::default() }
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
        let declared = || self.keys.values().find(|key| key.account.name == name);
        match self.keys.get(name).or_else(declared) {
            Some(key) => Some(key.account.clone()),
            None => read(&self.undeclared).get(name).cloned(),
        }
    }

    /// The account of a key; if no keys are declared, it is created if necessary.
    #[must_use]
    pub fn of_key(&self, access_key_id: &str, elapsed: Duration) -> Option<Arc<Account>> {
        let known = self.named(access_key_id);
        known.or_else(|| (!self.declared()).then(|| self.undeclared(access_key_id, elapsed)))
    }

    /// All current accounts.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Account>> {
        let mut all: Vec<_> = read(&self.undeclared).values().cloned().collect();
        for key in self.keys.values() {
            if !all.iter().any(|account| Arc::ptr_eq(account, &key.account)) {
                all.push(key.account.clone());
            }
        }
        all
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
        if accounts.len() >= MAX_UNDECLARED {
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
    let (oldest, ..) = order.select_nth_unstable(MAX_UNDECLARED / 10);
    let names: Vec<_> = oldest.iter().map(|(_, name)| (*name).clone()).collect();
    for name in names {
        if let Some(account) = accounts.remove(&name) {
            evicted.coverage.add(&account.state().coverage);
            evicted.record(&name, account.epoch);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ids::CallIds;

    fn undeclared() -> Accounts {
        let clock = Arc::new(Clock::by_hand(Timestamp::UNIX_EPOCH));
        let config = AccountConfig { seed: Seed::new(Some(7)), limits: AccountLimits::default(), clock };
        Accounts::new(Vec::new(), config)
    }

    #[test]
    fn of_undeclared_accounts_the_least_recently_used_are_evicted_beyond_the_maximum() {
        let accounts = undeclared();
        let busy = accounts.undeclared("busy", Duration::ZERO);
        for second in 1..=2 * MAX_UNDECLARED as u64 {
            let now = Duration::from_secs(second);
            drop(accounts.undeclared(&second.to_string(), now));
            assert!(Arc::ptr_eq(&busy, &accounts.undeclared("busy", now)), "after {second} others");
        }
        assert!(read(&accounts.undeclared).len() <= MAX_UNDECLARED);
    }

    #[test]
    fn of_accounts_with_the_same_second_the_first_by_name_are_evicted() {
        let accounts = undeclared();
        let name = |number: usize| format!("{number:05}");
        for number in 0..=MAX_UNDECLARED {
            drop(accounts.undeclared(&name(number), Duration::ZERO));
        }
        let is_kept = |number| accounts.named(&name(number)).is_some();
        assert!(!(0..MAX_UNDECLARED / 10).any(is_kept));
        assert!((MAX_UNDECLARED / 10..=MAX_UNDECLARED).all(is_kept));
    }

    #[test]
    fn an_evicted_account_returns_with_other_identifiers() {
        let accounts = undeclared();
        let first = |name: &str, second: u64| {
            let account = accounts.undeclared(name, Duration::from_secs(second));
            CallIds::next(&mut account.state().id_rng).transaction_id()
        };
        let bound = MAX_UNDECLARED as u64;
        let mut ids = vec![first("quiet", 0)];
        for round in 1..=2 {
            for second in 1..=bound {
                let second = round * bound + second;
                drop(accounts.undeclared(&second.to_string(), Duration::from_secs(second)));
            }
            assert!(accounts.named("quiet").is_none());
            ids.push(first("quiet", (round + 1) * bound));
        }
        assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2], "{ids:?}");
        // A new account gets the same identifiers as without evictions.
        let mut alone = Seed::new(Some(7)).id_rng("new");
        assert_eq!(first("new", 4 * bound), CallIds::next(&mut alone).transaction_id());
    }
}
