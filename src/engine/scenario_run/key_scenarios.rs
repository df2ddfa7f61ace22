//! Which access keys have a scenario of their own: an index of worlds. What is played in them is not known here.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock, RwLockReadGuard};

use crate::engine::clock::Clock;
use crate::engine::scenario_run::ScenarioRun;
use crate::engine::sync::{lock, read, write};
use crate::scenario::Scenario;

/// How many keys may have a scenario of their own.
pub(in crate::engine) const MAX_KEY_SCENARIOS: usize = 10_000;
/// Generations from here on are those of single keys, so that no identifier of theirs comes in a common world too.
const FIRST: u64 = 1 << 32;

/// The scenarios of single keys.
#[derive(Debug, Default)]
pub(in crate::engine) struct KeyScenarios {
    /// How many there are now: calls do not look further while there are none.
    count: AtomicUsize,
    runs: RwLock<KeyScenarioIndex>,
    /// How many worlds were made for each key so far, that it may not get the same identifiers again.
    made: Mutex<HashMap<String, u64>>,
}

/// The worlds of single keys.
#[derive(Debug, Default)]
pub(in crate::engine) struct KeyScenarioIndex {
    by_key: HashMap<String, KeyScenario>,
    /// Which key's world the accounts live in whose names are not those of their keys; of several, the last one put.
    by_account: HashMap<String, String>,
}

/// The world of one key.
#[derive(Debug)]
pub(in crate::engine) struct KeyScenario {
    pub(in crate::engine) run: Arc<ScenarioRun>,
    /// The clock that everything in it goes by.
    pub(in crate::engine) clock: Arc<Clock>,
    /// As it was put.
    pub(in crate::engine) scenario: Arc<Scenario>,
}

impl KeyScenarios {
    /// Whether no key has one.
    pub(in crate::engine) fn is_empty(&self) -> bool {
        self.count.load(Ordering::Acquire) == 0
    }

    /// Looks at them.
    pub(in crate::engine) fn read(&self) -> RwLockReadGuard<'_, KeyScenarioIndex> {
        read(&self.runs)
    }

    /// Changes which there are.
    pub(in crate::engine) fn change<T>(&self, change: impl FnOnce(&mut KeyScenarioIndex) -> T) -> T {
        let mut runs = write(&self.runs);
        let changed = change(&mut runs);
        self.count.store(runs.by_key.len(), Ordering::Release);
        changed
    }

    /// The generation of the next world of a key.
    pub(in crate::engine) fn generation(&self, access_key_id: &str) -> u64 {
        let mut made = lock(&self.made);
        if made.len() >= 10 * MAX_KEY_SCENARIOS {
            made.clear();
        }
        let made = made.entry(access_key_id.to_owned()).or_default();
        *made += 1;
        FIRST + *made - 1
    }
}

impl KeyScenarioIndex {
    /// The world of a key.
    pub(in crate::engine) fn of(&self, access_key_id: &str) -> Option<&KeyScenario> {
        self.by_key.get(access_key_id)
    }

    /// The world in which an account lives whose name is not that of its key.
    pub(in crate::engine) fn of_account(&self, name: &str) -> Option<&KeyScenario> {
        self.by_account.get(name).and_then(|key| self.of(key))
    }

    /// All of them, in no order.
    pub(in crate::engine) fn all(&self) -> impl ExactSizeIterator<Item = &KeyScenario> {
        self.by_key.values()
    }

    /// Puts the world of a key, and returns the one before it.
    pub(in crate::engine) fn put(&mut self, access_key_id: &str, own: KeyScenario) -> Option<KeyScenario> {
        let old = self.remove(access_key_id);
        if let Some(name) = own.account_of(access_key_id) {
            self.by_account.insert(name.to_owned(), access_key_id.to_owned());
        }
        self.by_key.insert(access_key_id.to_owned(), own);
        old
    }

    /// Takes the world of a key away.
    pub(in crate::engine) fn remove(&mut self, access_key_id: &str) -> Option<KeyScenario> {
        let own = self.by_key.remove(access_key_id)?;
        if let Some(name) = own.account_of(access_key_id)
            && self.by_account.get(name).is_some_and(|key| key == access_key_id)
        {
            self.by_account.remove(name);
        }
        Some(own)
    }

    /// Takes all away.
    pub(in crate::engine) fn take(&mut self) -> Vec<KeyScenario> {
        self.by_account.clear();
        self.by_key.drain().map(|(_, own)| own).collect()
    }
}

impl KeyScenario {
    /// The name of the key's account, where it is not the key itself.
    fn account_of(&self, access_key_id: &str) -> Option<&str> {
        let name = &self.run.accounts().key(access_key_id)?.account.name;
        (name != access_key_id).then_some(name)
    }
}
