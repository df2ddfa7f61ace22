//! The accounts of a run: those of the declared keys, and the undeclared ones, of which the least recently used are evicted.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use crate::contract::size;
use crate::engine::account::evicted::Evicted;
use crate::engine::account::limits::AccountLimits;
use crate::engine::account::{Account, AccountConfig, DeclaredKey, account_size};
use crate::engine::clock::Clock;
use crate::engine::coverage::Coverage;
use crate::engine::sync::{lock, read, write};
use crate::scenario::format;
use crate::signature::Secret;

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

/// The memory of a declared key and its account, in bytes, before it calls.
pub(in crate::engine) fn declared_size(key: &format::ScenarioAccount) -> usize {
    // Two maps hold the id. 300 bytes are for their entries and for the secret's two prepared HMAC states.
    let text = key.access_key_id.len() * 4 + key.access_key_secret.len() * 2;
    size_of::<Account>() + size_of::<Clock>() + size_of::<Key>() + text + 300
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
    pub(in crate::engine) fn secrets(&self) -> Vec<String> {
        let secrets = self.keys.values().map(|key| key.secret.text().trim().to_owned());
        secrets.filter(|secret| secret.len() >= 8).collect()
    }

    /// Resets the state and the clock of one account, or of all. Generators of identifiers are not reset, so that identifiers do not repeat.
    pub(in crate::engine) fn reset(&self, name: Option<&str>) {
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
#[path = "accounts_tests.rs"]
mod tests;
