//! A run of a scenario: its accounts, limits and rules. A call uses the same run from its first check to its response;
//! loading a scenario starts a new run.

pub(super) mod error;
pub(super) mod key_scenarios;
mod per_key;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::contract::{Call, Operation};
use crate::engine::LoadError;
use crate::engine::account::limits::AccountLimits;
use crate::engine::account::nonce::NonceMemory;
use crate::engine::account::throttle::QpsLimit;
use crate::engine::account::{AccountConfig, AccountState, Accounts, DeclaredKey, declared_size};
use crate::engine::clock::{Clock, ClockReading};
use crate::engine::ids::Seed;
use crate::engine::memory::{MemoryBudget, MemoryKind};
use crate::scenario::format::TimestampWindow;
use crate::scenario::{CallContext, Decision, Scenario, Script, ordinary};

/// The settings in flags, which override those of a scenario.
#[derive(Debug)]
pub(super) struct RunFlags {
    /// The seed of the run.
    pub(super) seed: Seed,
    /// Whether it is from a flag.
    pub(super) seeded: bool,
    /// The declared keys.
    pub(super) keys: Vec<DeclaredKey>,
    /// The limits.
    pub(super) limits: AccountLimits,
    /// The memory of everything.
    pub(super) memory: MemoryBudget,
    /// The memory for nonces, which all accounts of all runs share.
    pub(super) nonces: Arc<NonceMemory>,
}

impl RunFlags {
    /// The name of the account that a key has in a run of this scenario.
    fn account_of<'a>(&'a self, scenario: &'a Scenario, access_key_id: &'a str) -> &'a str {
        let flags = self.keys.iter().map(|key| (&key.access_key_id, &key.account));
        let of_file = scenario.accounts.iter().map(|key| (&key.access_key_id, &key.account));
        let declared = flags.chain(of_file).find(|(key, _)| *key == access_key_id);
        declared.and_then(|(_, account)| account.as_deref()).unwrap_or(access_key_id)
    }
}

/// A run of a scenario.
#[derive(Debug)]
pub(super) struct ScenarioRun {
    accounts: Accounts,
    script: Script,
    seed: Seed,
    generation: u64,
    /// How many calls each rule was applied to.
    applied: Vec<AtomicU64>,
    /// When it was loaded or reset, by the emulator's clock, in microseconds, so that any time of a clock fits.
    started: AtomicU64,
    /// The memory of the scenario and of the accounts that it declares, in bytes.
    bytes: usize,
}

impl ScenarioRun {
    /// # Errors
    /// One sentence about an invalid regular expression or header.
    pub(super) fn new(
        scenario: Arc<Scenario>,
        flags: &RunFlags,
        generation: u64,
        clock: &Arc<Clock>,
    ) -> Result<Self, LoadError> {
        let script = Script::new(scenario, generation)?;
        Ok(Self::of(script, flags, generation, clock))
    }

    /// The run of the default scenario.
    pub(super) fn ordinary(flags: &RunFlags, clock: &Arc<Clock>) -> Self {
        Self::of(ordinary(), flags, 1, clock)
    }

    fn of(script: Script, flags: &RunFlags, generation: u64, clock: &Arc<Clock>) -> Self {
        let scenario = script.scenario();
        let seed = match scenario.seed.filter(|_| !flags.seeded) {
            Some(seed) => Seed::new(Some(seed)),
            None => flags.seed,
        };
        let seed = seed.of_generation(generation);
        let declared = flags.keys.iter().map(|key| key.access_key_id.as_str()).collect::<Vec<_>>();
        let of_file = scenario.accounts.iter().filter(|key| !declared.contains(&key.access_key_id.as_str()));
        let keys = of_file.map(DeclaredKey::from).chain(flags.keys.iter().cloned()).collect();
        let config = AccountConfig {
            seed,
            limits: Arc::new(limits(scenario, &flags.limits)),
            clock: clock.clone(),
            nonces: flags.nonces.clone(),
            undeclared_bytes: flags.memory.share(MemoryKind::Accounts) / 4 * 3,
            counters: script.counters(),
        };
        let bytes = size(&script);
        let accounts = Accounts::new(keys, config);
        let applied = script.scenario().rules.iter().map(|_| AtomicU64::new(0)).collect();
        Self {
            accounts,
            script,
            seed,
            generation,
            applied,
            started: AtomicU64::new(micros(clock.read().elapsed)),
            bytes,
        }
    }

    /// The memory of the scenario and of the accounts that it declares, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Resets one account, or all of them and the time of the scenario, which is `now` by the emulator's clock.
    pub(super) fn reset(&self, account: Option<&str>, now: Duration) {
        if account.is_none() {
            self.started.store(micros(now), Ordering::Relaxed);
        }
        self.accounts.reset(account);
    }

    fn started(&self) -> Duration {
        Duration::from_micros(self.started.load(Ordering::Relaxed))
    }

    pub(super) fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    pub(super) fn script(&self) -> &Script {
        &self.script
    }

    /// Counts the rules of a decision.
    pub(super) fn count(&self, decision: &Decision) {
        for applied in decision.rules.iter().filter_map(|rule| self.applied.get(*rule)) {
            applied.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many calls each rule was applied to.
    pub(super) fn applied(&self) -> Vec<u64> {
        self.applied.iter().map(|applied| applied.load(Ordering::Relaxed)).collect()
    }

    pub(super) fn seed(&self) -> Seed {
        self.seed
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// The scenario's decision for a call of the account with this state.
    pub(super) fn decide(
        &self,
        call: &Call,
        operation: &'static Operation,
        access_key_id: Option<&str>,
        state: &mut AccountState,
        reading: ClockReading,
    ) -> Option<Box<Decision>> {
        let context = CallContext {
            operation,
            access_key_id,
            parameters: &call.parameters,
            headers: &call.headers,
            elapsed: reading.elapsed.saturating_sub(self.started().max(state.reset_at)),
        };
        self.script.decide(&mut state.counters, &context, &mut state.rule_rng)
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// The memory of a script and of the accounts that its scenario declares, in bytes.
fn size(script: &Script) -> usize {
    let accounts = script.scenario().accounts.iter().map(declared_size).sum::<usize>();
    size_of::<ScenarioRun>() + script.size() + accounts
}

/// The limits of a scenario, overridden by flags.
fn limits(scenario: &Scenario, flags: &AccountLimits) -> AccountLimits {
    let mut limits = flags.clone();
    for (name, rate) in &scenario.limits.operations {
        let Some(operation) = crate::contract::operations::find(name) else { continue };
        let qps = flags.qps.unwrap_or(rate.qps);
        let burst = flags.burst.or(rate.burst.filter(|_| flags.qps.is_none())).unwrap_or(qps);
        limits.operations.push((operation.kind, QpsLimit { qps, burst }));
    }
    if let Some(abnormal) = scenario.limits.abnormal_calls {
        limits.abnormal.count = abnormal.count;
        limits.abnormal.window = abnormal.window.0;
    }
    if scenario.limits.timestamps != TimestampWindow::default() {
        limits.timestamps = scenario.limits.timestamps;
    }
    limits
}
