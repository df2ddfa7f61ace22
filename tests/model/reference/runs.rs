//! A run of a scenario: its keys, its limits, its accounts, and how often each rule acted.

use std::collections::BTreeMap;
use std::time::Duration;

use cloudauth_local::engine::ids::Seed;

use crate::reference::account::{Account, Limit};
use crate::reference::clock::{ClockId, Clocks};
use crate::reference::counts::Counts;
use crate::reference::scenario::{AccountSpec, ScenarioSpec};
use crate::reference::step::Setup;

/// The calls per second that the documentation allows.
const DOCUMENTED_QPS: u32 = 10;
/// How many accounts of undeclared keys there are at most, and how many go at once.
const MAX_UNDECLARED: usize = 10_000;

#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) scenario: ScenarioSpec,
    pub(crate) keys: Vec<AccountSpec>,
    pub(crate) limits: Vec<Limit>,
    pub(crate) abnormal: (u32, Duration),
    pub(crate) seed: Seed,
    /// The clock that the clocks of its accounts follow.
    clock: ClockId,
    pub(crate) loaded: Duration,
    pub(crate) acted: Vec<u64>,
    accounts: BTreeMap<String, Account>,
    /// The last epoch of each account that was evicted.
    epochs: BTreeMap<String, u64>,
    /// The coverage of evicted accounts.
    evicted: Counts,
}

impl Run {
    pub(crate) fn new(
        setup: &Setup,
        scenario: ScenarioSpec,
        seed: Seed,
        clock: ClockId,
        clocks: &mut Clocks,
    ) -> Self {
        // A flag overrides the file.
        let of_file = scenario.accounts.iter().filter(|one| setup.keys.iter().all(|key| key.key != one.key));
        let keys: Vec<_> = of_file.chain(&setup.keys).cloned().collect();
        let limits = (0..5).map(|operation| limit(setup, &scenario, operation)).collect();
        let (count, window) = scenario.abnormal.unwrap_or(setup.abnormal);
        let mut run = Self {
            acted: vec![0; scenario.rules.len()],
            keys,
            limits,
            abnormal: (count, Duration::from_secs(window)),
            seed,
            clock,
            loaded: clocks.elapsed(clock),
            accounts: BTreeMap::new(),
            epochs: BTreeMap::new(),
            evicted: Counts::default(),
            scenario,
        };
        let names: Vec<_> = run.keys.iter().map(AccountSpec::account).collect();
        for name in names {
            run.account_or_new(&name, clocks);
        }
        run
    }

    pub(crate) fn has_keys(&self) -> bool {
        !self.keys.is_empty()
    }

    pub(crate) fn key(&self, key: &str) -> Option<&AccountSpec> {
        self.keys.iter().find(|one| one.name() == key)
    }

    pub(crate) fn account(&mut self, name: &str) -> &mut Account {
        self.accounts.get_mut(name).unwrap()
    }

    pub(crate) fn accounts(&self) -> impl ExactSizeIterator<Item = &Account> {
        self.accounts.values()
    }

    /// The account with this name, or of this key.
    pub(crate) fn named(&self, name: &str) -> Option<&Account> {
        let of_key = self.key(name).map(AccountSpec::account);
        self.accounts.get(of_key.as_deref().unwrap_or(name))
    }

    /// The account of a key that nobody declared.
    pub(crate) fn undeclared(&mut self, name: &str, second: u64, clocks: &mut Clocks) {
        if !self.accounts.contains_key(name) && self.accounts.len() >= MAX_UNDECLARED {
            self.evict();
        }
        self.account_or_new(name, clocks).last_call = second;
    }

    fn account_or_new(&mut self, name: &str, clocks: &mut Clocks) -> &mut Account {
        let Self { scenario, limits, seed, clock, epochs, .. } = self;
        self.accounts.entry(name.to_owned()).or_insert_with(|| {
            let epoch = epochs.get(name).map_or(0, |last| last + 1);
            Account::new(name, *seed, epoch, clocks.over(*clock), scenario.rules.len(), limits)
        })
    }

    /// A tenth of the accounts goes: those whose last call is the longest ago, of one second in the order of their names.
    fn evict(&mut self) {
        let mut order: Vec<_> = self.accounts.values().map(|one| (one.last_call, one.name.clone())).collect();
        order.sort();
        for (_, name) in order.into_iter().take(MAX_UNDECLARED / 10) {
            let account = self.accounts.remove(&name).unwrap();
            self.evicted.add(&account.counts);
            self.epochs.insert(name, account.epoch);
        }
    }

    pub(crate) fn reset(&mut self, name: Option<&str>, clocks: &mut Clocks) {
        let Some(name) = name else {
            self.loaded = clocks.elapsed(self.clock);
            self.accounts.values_mut().for_each(|account| account.reset(clocks));
            self.evicted = Counts::default();
            return;
        };
        if let Some(name) = self.named(name).map(|found| found.name.clone()) {
            self.account(&name).reset(clocks);
        }
    }

    /// The sum of the coverage of all its accounts.
    pub(crate) fn coverage(&self) -> Counts {
        let mut sum = self.evicted.clone();
        self.accounts.values().for_each(|one| sum.add(&one.counts));
        sum
    }
}

/// The limit of an operation: a flag overrides the scenario, and that the documentation.
fn limit(setup: &Setup, scenario: &ScenarioSpec, operation: usize) -> Limit {
    let of_file = scenario.limits.iter().find(|(one, ..)| *one == operation);
    let qps = setup.qps.or(of_file.map(|(_, qps, _)| *qps)).unwrap_or(DOCUMENTED_QPS);
    let of_file = of_file.filter(|_| setup.qps.is_none()).and_then(|(.., burst)| *burst);
    Limit { qps, burst: setup.burst.or(of_file).unwrap_or(qps) }
}
