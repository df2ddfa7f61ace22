//! What one access key has for itself: a scenario of its own and a clock that was moved for it alone, so that tests
//! which own a key each never meet.

use std::sync::Arc;

use crate::engine::Engine;
use crate::engine::account::ANONYMOUS;
use crate::engine::clock::Clock;
use crate::engine::scenario_run::key_scenarios::{KeyScenario, KeyScenarioIndex, MAX_KEY_SCENARIOS};
use crate::engine::scenario_run::{RunFlags, ScenarioRun};
use crate::engine::sync::lock;
use crate::scenario::Scenario;
use crate::signature::Presented;

impl Engine {
    /// The world of the call that presents this.
    pub(in crate::engine) fn world_of(&self, presented: Option<&Presented<'_>>) -> Arc<ScenarioRun> {
        if !self.own.is_empty() {
            let key = presented.and_then(Presented::access_key_id).unwrap_or(ANONYMOUS);
            if let Some(own) = self.own.read().of(key) {
                return own.world.clone();
            }
        }
        self.world()
    }

    /// The worlds that an account of this name, or of this key, may live in; last that of the key's next call.
    pub(in crate::engine) fn worlds_of(&self, name: &str) -> Vec<Arc<ScenarioRun>> {
        let own = self.own.read();
        let [of_account, of_key] =
            [own.of_account(name), own.of(name)].map(|own| own.map(|own| own.world.clone()));
        of_account.into_iter().chain([self.world()]).chain(of_key).collect()
    }

    /// The name of the account that a key belongs to. What is no key, or that of an account without another name,
    /// stands for itself.
    #[must_use]
    pub fn account_name_of(&self, access_key_id: &str) -> String {
        self.account_named(access_key_id)
            .map_or_else(|| access_key_id.to_owned(), |account| account.name.clone())
    }

    /// The common world and those of single keys.
    pub(in crate::engine) fn worlds(&self) -> Vec<Arc<ScenarioRun>> {
        let own = self.own.read();
        std::iter::once(self.world()).chain(own.all().map(|own| own.world.clone())).collect()
    }

    /// Plays a scenario for one access key alone, from its next call on. Keys that the common scenario declares stay
    /// declared.
    ///
    /// # Errors
    /// One sentence about what cannot be used.
    pub fn load_for(&self, access_key_id: &str, scenario: Arc<Scenario>) -> Result<(), String> {
        let _alone = lock(&self.loading);
        let own = self.own.read();
        let full = own.all().len() >= MAX_KEY_SCENARIOS && own.of(access_key_id).is_none();
        drop(own);
        if full {
            return Err(format!(
                "{MAX_KEY_SCENARIOS} access keys have a scenario of their own already; delete some with DELETE scenario or POST reset"
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
        let flags = RunFlags {
            seed: self.flags.seed,
            // A seed that is put for one key is meant for it.
            seeded: self.flags.seeded && scenario.seed.is_none(),
            keys: self.flags.keys.clone(),
            limits: self.flags.limits.clone(),
        };
        let world =
            Arc::new(ScenarioRun::new(Arc::new(whole), &flags, self.own.generation(access_key_id), &clock)?);
        let own = KeyScenario { world, clock, scenario };
        self.retire(|| self.own.change(|worlds| worlds.put(access_key_id, own)).map(|old| old.world));
        Ok(())
    }

    /// Takes the scenario of one key away, or of all that have one; the common one is played again.
    pub fn disown(&self, access_key_id: Option<&str>) {
        let take = |worlds: &mut KeyScenarioIndex| match access_key_id {
            Some(key) => worlds.remove(key).into_iter().collect(),
            None => worlds.take(),
        };
        self.retire(|| self.own.change(take).into_iter().map(|own| own.world));
    }

    /// The scenario that is played for a key, as it was put.
    #[must_use]
    pub fn scenario_of(&self, access_key_id: Option<&str>) -> Arc<Scenario> {
        let own = self.own.read();
        let own = access_key_id.and_then(|key| own.of(key));
        own.map_or_else(|| self.scenario(), |own| own.scenario.clone())
    }

    /// What is played for a key, rule by rule: its name, and how often it acted.
    #[must_use]
    pub fn rules_of(&self, access_key_id: Option<&str>) -> Vec<(String, u64)> {
        let own = access_key_id.and_then(|key| self.own.read().of(key).map(|own| own.world.clone()));
        let world = own.unwrap_or_else(|| self.world());
        let name = |index| world.script().rule_name(index).unwrap_or_default().to_owned();
        world.acted().into_iter().enumerate().map(|(index, acted)| (name(index), acted)).collect()
    }

    /// Whether a scenario was put for this key alone.
    #[must_use]
    pub fn owns_scenario(&self, access_key_id: &str) -> bool {
        self.own.read().of(access_key_id).is_some()
    }

    /// The clock of an account, by its name or one of its keys; `None` for a key that would have to be declared.
    #[must_use]
    pub fn clock_of(&self, name: &str) -> Option<Arc<Clock>> {
        self.known_clock_of(name).or_else(|| {
            let elapsed = self.clock.read().elapsed;
            self.world().accounts().of_key(name, elapsed).map(|account| account.clock.clone())
        })
    }

    /// The same of an account that is there; asking makes none.
    pub(in crate::engine) fn known_clock_of(&self, name: &str) -> Option<Arc<Clock>> {
        let own = self.own.read();
        if let Some(own) = own.of(name) {
            return Some(own.clock.clone());
        }
        if let Some(account) = self.world().accounts().named(name) {
            return Some(account.clock.clone());
        }
        own.of_account(name).map(|own| own.clock.clone())
    }
}

#[cfg(test)]
#[path = "per_key_tests.rs"]
mod tests;
