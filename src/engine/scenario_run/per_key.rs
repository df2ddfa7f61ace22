//! Scenarios and clocks of single access keys, so that tests with a key each are isolated from one another.

use std::sync::Arc;

use crate::contract::{Call, size};
use crate::engine::account::ANONYMOUS;
use crate::engine::clock::Clock;
use crate::engine::memory::MemoryKind;
use crate::engine::scenario_run::key_scenarios::{KeyScenario, KeyScenarioIndex, MAX_KEY_SCENARIOS};
use crate::engine::scenario_run::{RunFlags, ScenarioRun};
use crate::engine::sync::lock;
use crate::engine::{Engine, LoadError};
use crate::scenario::Scenario;
use crate::scenario::format::ScenarioAccount;
use crate::signature::{self, Presented};

impl Engine {
    /// The run for a call with these credentials.
    pub(in crate::engine) fn run_for_call(&self, presented: Option<&Presented<'_>>) -> Arc<ScenarioRun> {
        if !self.key_scenarios.is_empty() {
            let key = presented.and_then(Presented::access_key_id).unwrap_or(ANONYMOUS);
            if let Some(own) = self.key_scenarios.read().of(key) {
                return own.run.clone();
            }
        }
        self.run()
    }

    /// The runs that may have the account with this name or key; the last one is that of the key's next call.
    pub(in crate::engine) fn runs_of_account(&self, name: &str) -> Vec<Arc<ScenarioRun>> {
        let key_scenarios = self.key_scenarios.read();
        let [of_account, of_key] = [key_scenarios.of_account(name), key_scenarios.of(name)]
            .map(|one| one.map(|one| one.run.clone()));
        of_account.into_iter().chain([self.run()]).chain(of_key).collect()
    }

    /// The name of the account whose key a call names, whether its signature is right or not.
    #[must_use]
    pub fn account_of_call(&self, call: &Call) -> String {
        let presented = signature::presented(call).ok();
        self.account_name_of(presented.and_then(|presented| presented.access_key_id()).unwrap_or(ANONYMOUS))
    }

    /// The name of the account of a key; the given string itself if there is none.
    #[must_use]
    pub fn account_name_of(&self, access_key_id: &str) -> String {
        self.account_named(access_key_id)
            .map_or_else(|| access_key_id.to_owned(), |account| account.name.clone())
    }

    /// The common run and those of single keys.
    pub(in crate::engine) fn runs(&self) -> Vec<Arc<ScenarioRun>> {
        let key_scenarios = self.key_scenarios.read();
        std::iter::once(self.run()).chain(key_scenarios.all().map(|one| one.run.clone())).collect()
    }

    /// Loads a scenario for one access key, used from its next call on. A key declared in the common scenario stays declared.
    ///
    /// # Errors
    /// The scenario cannot be played, too many keys have one, or there is no memory for it.
    pub fn load_for_key(&self, access_key_id: &str, scenario: Arc<Scenario>) -> Result<(), LoadError> {
        let (found, most) = (access_key_id.len(), size::ACCESS_KEY_ID.bytes);
        if found > most {
            return Err(LoadError::LongKey { found, most });
        }
        let _alone = lock(&self.loading);
        let key_scenarios = self.key_scenarios.read();
        let full =
            key_scenarios.all().len() >= MAX_KEY_SCENARIOS && key_scenarios.of(access_key_id).is_none();
        drop(key_scenarios);
        if full {
            return Err(LoadError::TooManyKeys);
        }
        let clock = self.clock_of(access_key_id).unwrap_or_else(|| Arc::new(Clock::over(self.clock.clone())));
        let merged = self.with_declaration(&scenario, access_key_id);
        let flags = RunFlags {
            seed: self.flags.seed,
            // A seed in a key's own scenario overrides the flag.
            seeded: self.flags.seeded && scenario.seed.is_none(),
            keys: self.flags.keys.clone(),
            limits: self.flags.limits.clone(),
            memory: self.flags.memory,
            nonces: self.flags.nonces.clone(),
        };
        let generation = self.key_scenarios.generation(flags.account_of(&merged, access_key_id));
        let run = Arc::new(ScenarioRun::new(merged, &flags, generation, &clock)?);
        let own = KeyScenario { run, clock, scenario };
        let used = self.run().bytes() + self.key_scenarios.read().bytes_without(Some(access_key_id));
        self.check_scenario_memory(own.bytes(access_key_id), used)?;
        self.retire(|| self.key_scenarios.change(|runs| runs.put(access_key_id, own)).map(|old| old.run));
        Ok(())
    }

    /// A key's scenario with what the common one declares for this key: its calls alone are played in it. Where the common one
    /// declares other keys only, with one of those, so that the key stays unknown.
    fn with_declaration(&self, scenario: &Arc<Scenario>, access_key_id: &str) -> Arc<Scenario> {
        let is_key = |account: &&ScenarioAccount| account.access_key_id == access_key_id;
        let common = self.scenario();
        let declared = scenario.accounts.iter().any(|account| is_key(&account));
        let own = common.accounts.iter().find(is_key).filter(|_| !declared);
        let any = || common.accounts.first().filter(|_| scenario.accounts.is_empty());
        let Some(account) = own.or_else(any) else { return scenario.clone() };
        let mut merged = Scenario::clone(scenario);
        merged.accounts.push(account.clone());
        Arc::new(merged)
    }

    /// Checks that a scenario fits beside the others.
    pub(in crate::engine) fn check_scenario_memory(
        &self,
        needed: usize,
        used: usize,
    ) -> Result<(), LoadError> {
        let share = self.memory.share(MemoryKind::Scenarios);
        if needed.saturating_add(used) > share {
            return Err(LoadError::Memory { needed, used, share });
        }
        Ok(())
    }

    /// Removes the scenario of one key, or of all keys; they then use the common one.
    pub fn clear_key_scenario(&self, access_key_id: Option<&str>) {
        let take = |runs: &mut KeyScenarioIndex| match access_key_id {
            Some(key) => runs.remove(key).into_iter().collect(),
            None => runs.take(),
        };
        self.retire(|| self.key_scenarios.change(take).into_iter().map(|one| one.run));
    }

    /// The scenario of a key, as it was loaded.
    #[must_use]
    pub fn scenario_of(&self, access_key_id: Option<&str>) -> Arc<Scenario> {
        let key_scenarios = self.key_scenarios.read();
        let own = access_key_id.and_then(|key| key_scenarios.of(key));
        own.map_or_else(|| self.scenario(), |one| one.scenario.clone())
    }

    /// The rules of a key's scenario: their names, and how many calls each was applied to.
    #[must_use]
    pub fn rules_of(&self, access_key_id: Option<&str>) -> Vec<(String, u64)> {
        let own = access_key_id.and_then(|key| self.key_scenarios.read().of(key).map(|one| one.run.clone()));
        let run = own.unwrap_or_else(|| self.run());
        let name = |index| run.script().rule_name(index).unwrap_or_default().to_owned();
        run.applied().into_iter().enumerate().map(|(index, applied)| (name(index), applied)).collect()
    }

    /// Whether this key has a scenario of its own.
    #[must_use]
    pub fn has_own_scenario(&self, access_key_id: &str) -> bool {
        self.key_scenarios.read().of(access_key_id).is_some()
    }

    /// The clock of an account, by its name or one of its keys; `None` for an undeclared key if keys are declared.
    #[must_use]
    pub fn clock_of(&self, name: &str) -> Option<Arc<Clock>> {
        self.existing_clock_of(name).or_else(|| {
            let elapsed = self.clock.read().elapsed;
            self.run().accounts().of_key(name, elapsed).map(|account| account.clock.clone())
        })
    }

    /// The clock of an existing account; does not create accounts.
    pub(in crate::engine) fn existing_clock_of(&self, name: &str) -> Option<Arc<Clock>> {
        let key_scenarios = self.key_scenarios.read();
        if let Some(key_scenarios) = key_scenarios.of(name) {
            return Some(key_scenarios.clock.clone());
        }
        if let Some(account) = self.run().accounts().named(name) {
            return Some(account.clock.clone());
        }
        key_scenarios.of_account(name).map(|one| one.clock.clone())
    }
}

#[cfg(test)]
#[path = "per_key_tests.rs"]
mod tests;
