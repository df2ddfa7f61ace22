//! What one access key has for itself: a scenario of its own and a clock that was moved for it alone, so that tests
//! which own a key each never meet.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use super::accounts::ANONYMOUS;
use super::clock::Clock;
use super::world::{Flags, World};
use super::{Engine, lock, read, write};
use crate::scenario::Scenario;
use crate::signature::Presented;

/// How many keys may have a scenario of their own.
pub const BOUND: usize = 10_000;
/// Generations from here on are those of single keys, so that no identifier of theirs comes in a common world too.
const FIRST: u64 = 1 << 32;

/// The scenarios of single keys.
#[derive(Debug, Default)]
pub(super) struct Owned {
    /// How many there are now: calls do not look further while there are none.
    count: AtomicUsize,
    worlds: RwLock<HashMap<String, Own>>,
    /// How many worlds were made for each key so far, that it may not get the same identifiers again.
    made: Mutex<HashMap<String, u64>>,
}

#[derive(Debug)]
struct Own {
    world: Arc<World>,
    /// The clock that everything in it goes by.
    clock: Arc<Clock>,
    /// As it was put.
    scenario: Arc<Scenario>,
}

impl Own {
    fn world(self) -> Arc<World> {
        self.world
    }
}

impl Owned {
    /// Changes which worlds there are.
    fn change<T>(&self, change: impl FnOnce(&mut HashMap<String, Own>) -> T) -> T {
        let mut worlds = write(&self.worlds);
        let changed = change(&mut worlds);
        self.count.store(worlds.len(), Ordering::Release);
        changed
    }

    /// The generation of the next world of a key.
    fn generation(&self, access_key_id: &str) -> u64 {
        let mut made = lock(&self.made);
        if made.len() >= 10 * BOUND {
            made.clear();
        }
        let made = made.entry(access_key_id.to_owned()).or_default();
        *made += 1;
        FIRST + *made - 1
    }
}

impl Engine {
    /// The world of the call that presents this.
    pub(super) fn world_of(&self, presented: Option<&Presented<'_>>) -> Arc<World> {
        if self.own.count.load(Ordering::Acquire) > 0 {
            let key = presented.and_then(Presented::access_key_id).unwrap_or(ANONYMOUS);
            if let Some(own) = read(&self.own.worlds).get(key) {
                return own.world.clone();
            }
        }
        self.world()
    }

    /// The common world, and the key's own one behind it where it has one.
    pub(super) fn worlds_of(&self, access_key_id: &str) -> Vec<Arc<World>> {
        let own = read(&self.own.worlds).get(access_key_id).map(|own| own.world.clone());
        std::iter::once(self.world()).chain(own).collect()
    }

    /// The common world and those of single keys.
    pub(super) fn worlds(&self) -> Vec<Arc<World>> {
        let own = read(&self.own.worlds);
        std::iter::once(self.world()).chain(own.values().map(|own| own.world.clone())).collect()
    }

    /// Plays a scenario for one access key alone, from its next call on. Keys that the common scenario declares stay
    /// declared.
    ///
    /// # Errors
    /// One sentence about what cannot be used.
    pub fn load_for(&self, access_key_id: &str, scenario: Arc<Scenario>) -> Result<(), String> {
        let _alone = lock(&self.loading);
        if read(&self.own.worlds).len() >= BOUND && !self.owns_scenario(access_key_id) {
            return Err(format!(
                "{BOUND} access keys have a scenario of their own already; delete some with DELETE scenario or POST reset"
            ));
        }
        let clock = self.clock_of(access_key_id).unwrap_or_else(|| Arc::new(Clock::over(self.clock.clone())));
        let common = self.scenario();
        let mut whole = Scenario::clone(&scenario);
        for account in &common.accounts {
            if !whole.accounts.iter().any(|own| own.access_key_id == account.access_key_id) {
                whole.accounts.push(account.clone());
            }
        }
        let flags = Flags {
            seed: self.flags.seed,
            // A seed that is put for one key is meant for it.
            seeded: self.flags.seeded && scenario.seed.is_none(),
            keys: self.flags.keys.clone(),
            limits: self.flags.limits.clone(),
        };
        let world =
            Arc::new(World::new(Arc::new(whole), &flags, self.own.generation(access_key_id), &clock)?);
        let own = Own { world, clock, scenario };
        self.retire(|| {
            self.own.change(|worlds| worlds.insert(access_key_id.to_owned(), own)).map(Own::world)
        });
        Ok(())
    }

    /// Takes the scenario of one key away, or of all that have one; the common one is played again.
    pub fn disown(&self, access_key_id: Option<&str>) {
        let take = |worlds: &mut HashMap<String, Own>| match access_key_id {
            Some(key) => worlds.remove(key).into_iter().collect(),
            None => std::mem::take(worlds).into_values().collect::<Vec<_>>(),
        };
        self.retire(|| self.own.change(take).into_iter().map(Own::world));
    }

    /// The scenario that is played for a key, as it was put.
    #[must_use]
    pub fn scenario_of(&self, access_key_id: Option<&str>) -> Arc<Scenario> {
        let own = read(&self.own.worlds);
        let own = access_key_id.and_then(|key| own.get(key));
        own.map_or_else(|| self.scenario(), |own| own.scenario.clone())
    }

    /// What is played for a key, rule by rule: its name, and how often it acted.
    #[must_use]
    pub fn rules_of(&self, access_key_id: Option<&str>) -> Vec<(String, u64)> {
        let own = access_key_id.and_then(|key| read(&self.own.worlds).get(key).map(|own| own.world.clone()));
        let world = own.unwrap_or_else(|| self.world());
        let name = |index| world.script().rule_name(index).unwrap_or_default().to_owned();
        world.acted().into_iter().enumerate().map(|(index, acted)| (name(index), acted)).collect()
    }

    /// Whether a scenario was put for this key alone.
    #[must_use]
    pub fn owns_scenario(&self, access_key_id: &str) -> bool {
        read(&self.own.worlds).contains_key(access_key_id)
    }

    /// The clock of a key's account; `None` for a key that would have to be declared.
    #[must_use]
    pub fn clock_of(&self, access_key_id: &str) -> Option<Arc<Clock>> {
        let elapsed = self.clock.read().elapsed;
        if let Some(own) = read(&self.own.worlds).get(access_key_id) {
            return Some(own.clock.clone());
        }
        self.world().accounts().of_key(access_key_id, elapsed).map(|account| account.clock.clone())
    }
}

#[cfg(test)]
#[path = "own_tests.rs"]
mod tests;
