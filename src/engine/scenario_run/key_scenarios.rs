//! The access keys with a scenario of their own: an index of runs.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock, RwLockReadGuard};

use crate::engine::account::account_size;
use crate::engine::clock::Clock;
use crate::engine::scenario_run::ScenarioRun;
use crate::engine::sync::{lock, read, write};
use crate::scenario::Scenario;

/// The maximum number of keys with a scenario of their own.
pub(in crate::engine) const MAX_KEY_SCENARIOS: usize = 10_000;
/// The first generation of runs of single keys, so that their identifiers differ from those of common runs.
const FIRST_GENERATION: u64 = 1 << 32;

/// The scenarios of single keys.
#[derive(Debug, Default)]
pub(in crate::engine) struct KeyScenarios {
    /// The current number, so that calls take no lock if there are none.
    count: AtomicUsize,
    runs: RwLock<KeyScenarioIndex>,
    /// The number of runs created for the keys of each account, by the hash of its name, so that it does not get the same
    /// identifiers again.
    created: Mutex<HashMap<u64, u64>>,
}

/// The index of runs of single keys.
#[derive(Debug, Default)]
pub(in crate::engine) struct KeyScenarioIndex {
    by_key: HashMap<String, KeyScenario>,
    /// The keys of accounts whose name differs from the key; of several, the last one loaded.
    by_account: HashMap<String, String>,
}

/// The run of a key.
#[derive(Debug)]
pub(in crate::engine) struct KeyScenario {
    pub(in crate::engine) run: Arc<ScenarioRun>,
    /// Its clock.
    pub(in crate::engine) clock: Arc<Clock>,
    /// The scenario as it was loaded.
    pub(in crate::engine) scenario: Arc<Scenario>,
}

impl KeyScenarios {
    /// Whether no key has a scenario of its own.
    pub(in crate::engine) fn is_empty(&self) -> bool {
        self.count.load(Ordering::Acquire) == 0
    }

    /// Locks the index for reading.
    pub(in crate::engine) fn read(&self) -> RwLockReadGuard<'_, KeyScenarioIndex> {
        read(&self.runs)
    }

    /// Locks the index for a change.
    pub(in crate::engine) fn change<T>(&self, change: impl FnOnce(&mut KeyScenarioIndex) -> T) -> T {
        let mut runs = write(&self.runs);
        let changed = change(&mut runs);
        self.count.store(runs.by_key.len(), Ordering::Release);
        changed
    }

    /// The generation of the next run of a key of this account.
    pub(in crate::engine) fn generation(&self, account: &str) -> u64 {
        let mut created = lock(&self.created);
        if created.len() >= 10 * MAX_KEY_SCENARIOS {
            created.clear();
        }
        let mut hasher = DefaultHasher::new();
        account.hash(&mut hasher);
        let created = created.entry(hasher.finish()).or_default();
        *created += 1;
        FIRST_GENERATION + *created - 1
    }
}

impl KeyScenarioIndex {
    /// The run of a key.
    pub(in crate::engine) fn of(&self, access_key_id: &str) -> Option<&KeyScenario> {
        self.by_key.get(access_key_id)
    }

    /// The run with an account whose name differs from its key.
    pub(in crate::engine) fn of_account(&self, name: &str) -> Option<&KeyScenario> {
        self.by_account.get(name).and_then(|key| self.of(key))
    }

    /// The memory of all runs but that of one key, in bytes.
    pub(in crate::engine) fn bytes_without(&self, access_key_id: Option<&str>) -> usize {
        let other = |(key, _): &(&String, &KeyScenario)| access_key_id != Some(key);
        self.by_key.iter().filter(other).map(|(key, own)| own.bytes(key)).sum()
    }

    /// All runs, in no particular order.
    pub(in crate::engine) fn all(&self) -> impl ExactSizeIterator<Item = &KeyScenario> {
        self.by_key.values()
    }

    /// Sets the run of a key. Returns the previous one.
    pub(in crate::engine) fn put(&mut self, access_key_id: &str, own: KeyScenario) -> Option<KeyScenario> {
        let old = self.remove(access_key_id);
        if let Some(name) = own.account_of(access_key_id) {
            self.by_account.insert(name.to_owned(), access_key_id.to_owned());
        }
        self.by_key.insert(access_key_id.to_owned(), own);
        old
    }

    /// Removes the run of a key.
    pub(in crate::engine) fn remove(&mut self, access_key_id: &str) -> Option<KeyScenario> {
        let own = self.by_key.remove(access_key_id)?;
        if let Some(name) = own.account_of(access_key_id)
            && self.by_account.get(name).is_some_and(|key| key == access_key_id)
        {
            self.by_account.remove(name);
        }
        Some(own)
    }

    /// Removes all runs.
    pub(in crate::engine) fn take(&mut self) -> Vec<KeyScenario> {
        self.by_account.clear();
        self.by_key.drain().map(|(_, own)| own).collect()
    }
}

impl KeyScenario {
    /// Its memory, in bytes: its run, one account, and the key in two maps.
    pub(in crate::engine) fn bytes(&self, access_key_id: &str) -> usize {
        size_of::<Self>()
            + self.run.bytes()
            + account_size(self.run.script().counters())
            + 4 * access_key_id.len()
    }

    /// The name of the key's account, if it differs from the key.
    fn account_of(&self, access_key_id: &str) -> Option<&str> {
        let name = &self.run.accounts().key(access_key_id)?.account.name;
        (name != access_key_id).then_some(name)
    }
}
