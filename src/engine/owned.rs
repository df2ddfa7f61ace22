//! Which access keys have a scenario of their own: an index of worlds. What is played in them is not known here.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock, RwLockReadGuard};

use super::clock::Clock;
use super::world::World;
use super::{lock, read, write};
use crate::scenario::Scenario;

/// How many keys may have a scenario of their own.
pub(super) const BOUND: usize = 10_000;
/// Generations from here on are those of single keys, so that no identifier of theirs comes in a common world too.
const FIRST: u64 = 1 << 32;

/// The scenarios of single keys.
#[derive(Debug, Default)]
pub(super) struct Owned {
    /// How many there are now: calls do not look further while there are none.
    count: AtomicUsize,
    worlds: RwLock<Worlds>,
    /// How many worlds were made for each key so far, that it may not get the same identifiers again.
    made: Mutex<HashMap<String, u64>>,
}

/// The worlds of single keys.
#[derive(Debug, Default)]
pub(super) struct Worlds {
    by_key: HashMap<String, Own>,
    /// Which key's world the accounts live in whose names are not those of their keys; of several, the last one put.
    by_account: HashMap<String, String>,
}

/// The world of one key.
#[derive(Debug)]
pub(super) struct Own {
    pub(super) world: Arc<World>,
    /// The clock that everything in it goes by.
    pub(super) clock: Arc<Clock>,
    /// As it was put.
    pub(super) scenario: Arc<Scenario>,
}

impl Owned {
    /// Whether no key has one.
    pub(super) fn is_empty(&self) -> bool {
        self.count.load(Ordering::Acquire) == 0
    }

    /// Looks at them.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, Worlds> {
        read(&self.worlds)
    }

    /// Changes which there are.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Worlds) -> T) -> T {
        let mut worlds = write(&self.worlds);
        let changed = change(&mut worlds);
        self.count.store(worlds.by_key.len(), Ordering::Release);
        changed
    }

    /// The generation of the next world of a key.
    pub(super) fn generation(&self, access_key_id: &str) -> u64 {
        let mut made = lock(&self.made);
        if made.len() >= 10 * BOUND {
            made.clear();
        }
        let made = made.entry(access_key_id.to_owned()).or_default();
        *made += 1;
        FIRST + *made - 1
    }
}

impl Worlds {
    /// The world of a key.
    pub(super) fn of(&self, access_key_id: &str) -> Option<&Own> {
        self.by_key.get(access_key_id)
    }

    /// The world in which an account lives whose name is not that of its key.
    pub(super) fn of_account(&self, name: &str) -> Option<&Own> {
        self.by_account.get(name).and_then(|key| self.of(key))
    }

    /// All of them, in no order.
    pub(super) fn all(&self) -> impl ExactSizeIterator<Item = &Own> {
        self.by_key.values()
    }

    /// Puts the world of a key, and returns the one before it.
    pub(super) fn put(&mut self, access_key_id: &str, own: Own) -> Option<Own> {
        let old = self.remove(access_key_id);
        if let Some(name) = own.account_of(access_key_id) {
            self.by_account.insert(name.to_owned(), access_key_id.to_owned());
        }
        self.by_key.insert(access_key_id.to_owned(), own);
        old
    }

    /// Takes the world of a key away.
    pub(super) fn remove(&mut self, access_key_id: &str) -> Option<Own> {
        let own = self.by_key.remove(access_key_id)?;
        if let Some(name) = own.account_of(access_key_id)
            && self.by_account.get(name).is_some_and(|key| key == access_key_id)
        {
            self.by_account.remove(name);
        }
        Some(own)
    }

    /// Takes all away.
    pub(super) fn take(&mut self) -> Vec<Own> {
        self.by_account.clear();
        self.by_key.drain().map(|(_, own)| own).collect()
    }
}

impl Own {
    /// The name of the key's account, where it is not the key itself.
    fn account_of(&self, access_key_id: &str) -> Option<&str> {
        let name = &self.world.accounts().key(access_key_id)?.account.name;
        (name != access_key_id).then_some(name)
    }
}
