//! The reference: its state, and which run, account and clock belong to a name.

use std::collections::BTreeMap;
use std::time::Duration;

use cloudauth_local::engine::ids::Seed;

use crate::reference::account::Account;
use crate::reference::callback::{Attempts, Callback, Queue};
use crate::reference::check::{Check, Checks};
use crate::reference::clock::{ClockId, Clocks, ROOT};
use crate::reference::counts::Counts;
use crate::reference::names;
use crate::reference::request::{Asked, NO_CHECK};
use crate::reference::runs::Run;
use crate::reference::scenario::{AccountSpec, ScenarioSpec};
use crate::reference::seen::Seen;
use crate::reference::step::{CheckRef, Key, Setup, Step, target};

/// The first generation of runs of single keys.
const FIRST_OWN_GENERATION: u64 = 1 << 32;

/// The reference.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) setup: Setup,
    pub(crate) clocks: Clocks,
    pub(crate) common: Run,
    generation: u64,
    /// The runs of single keys.
    pub(crate) own: BTreeMap<String, Own>,
    /// The keys of accounts with another name than their key: of several, the last that got a scenario.
    key_of_account: BTreeMap<String, String>,
    /// How many runs the keys of each account have had.
    runs_of_account: BTreeMap<String, u64>,
    pub(crate) checks: Checks,
    /// The checks that calls with each key created, those that are gone too: client_cfg, TransactionId, MerchantBizId.
    pub(crate) created: BTreeMap<Key, Vec<(String, Asked)>>,
    /// Planned ends of checks, by their TransactionIds.
    pub(crate) ends: Queue<String>,
    pub(crate) callbacks: Queue<Callback>,
    pub(crate) attempts: Attempts,
    /// How many times the callback of each check was to be sent.
    pub(crate) posted: BTreeMap<String, u32>,
    /// The coverage of calls without an account, and of accounts of earlier runs.
    pub(crate) gateway: Counts,
    pub(crate) past: Counts,
    pub(crate) journal: u64,
    /// Since they were last asked for.
    pub(crate) events: Vec<String>,
}

/// The run of a key.
#[derive(Debug)]
pub(crate) struct Own {
    pub(crate) run: Run,
    pub(crate) clock: ClockId,
    pub(crate) scenario: ScenarioSpec,
}

/// A run: the common one, or that of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RunOf {
    All,
    Key(String),
}

impl Model {
    pub(crate) fn new(setup: &Setup) -> Self {
        let mut clocks = Clocks::new(names::START.parse().unwrap());
        let scenario = setup.scenario.clone().unwrap_or_else(ScenarioSpec::ordinary);
        let common = Run::new(setup, scenario, Seed::new(Some(setup.seed)), ROOT, &mut clocks);
        Self {
            clocks,
            common,
            generation: 1,
            own: BTreeMap::new(),
            key_of_account: BTreeMap::new(),
            runs_of_account: BTreeMap::new(),
            checks: Checks::new(setup.transactions),
            created: BTreeMap::new(),
            ends: Queue(Vec::new()),
            callbacks: Queue(Vec::new()),
            attempts: Attempts::default(),
            posted: BTreeMap::new(),
            gateway: Counts::default(),
            past: Counts::default(),
            journal: 0,
            events: Vec::new(),
            setup: setup.clone(),
        }
    }

    /// Takes a step.
    pub(crate) fn step(&mut self, step: &Step) -> Seen {
        match step {
            Step::Call(call) => {
                let asked = self.asked_by(call);
                return Seen::Answer(Box::new(self.call(call, &asked)));
            }
            Step::Garbage => return Seen::Answer(Box::new(self.garbage())),
            Step::ManyKeys { first, count } => return self.many_keys(*first, *count),
            Step::Advance { key, ms } => {
                if let Some(clock) = self.clock_for(*key) {
                    self.clocks.advance(clock, Duration::from_millis(*ms));
                }
            }
            Step::Set { key, seconds } => {
                if let Some(clock) = self.clock_for(*key) {
                    let to = target(self.clocks.now(clock), *seconds);
                    self.clocks.set(clock, to);
                }
            }
            Step::Timestamps { key, follow } => {
                if let Some(clock) = self.clock_for(*key) {
                    self.clocks.set_follow(clock, *follow);
                }
            }
            Step::Load { key: None, scenario } => self.load(scenario),
            Step::Load { key: Some(key), scenario } => self.load_own(&names::name(*key), scenario),
            Step::Clear { key: Some(key) } => self.clear(&names::name(*key)),
            Step::Clear { key: None } => self.clear_all(),
            Step::Reset { key } => self.reset(*key),
            Step::Open { check, changed } => {
                let client_cfg = self.client_cfg(*check, *changed);
                return Seen::Page(self.open(&client_cfg));
            }
            Step::Reach { check, page } => {
                let client_cfg = self.client_cfg(*check, 0);
                return Seen::Reached(self.reach(&client_cfg, names::PAGES[*page]));
            }
            Step::Finish { check, code, end } => {
                let client_cfg = self.client_cfg(*check, 0);
                return Seen::Finished(self.finish(&client_cfg, code, end));
            }
            Step::Complete { check, passed, end } => {
                let (id, _) = self.asked(*check);
                return Seen::Completed(self.complete(&id, *passed, end));
            }
            Step::Deliver { receiver } => return self.deliver(*receiver),
            Step::Inspect { key } => return Seen::Inspected(Box::new(self.inspect(*key))),
        }
        Seen::Nothing
    }

    /// What a check is asked for by.
    pub(crate) fn asked(&self, check: CheckRef) -> Asked {
        let created = self.created.get(&check.key);
        let found = created.map(|all| all[check.nth % all.len()].1.clone());
        found.unwrap_or_else(|| (NO_CHECK.to_owned(), names::biz(0)))
    }

    /// The value in a check's URL, as it is or changed.
    pub(crate) fn client_cfg(&self, check: CheckRef, changed: u8) -> String {
        let nothing = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned();
        let created = self.created.get(&check.key);
        let found = created.map_or(nothing, |all| all[check.nth % all.len()].0.clone());
        let (number, secret) = found.split_at(20);
        match changed {
            0 => found,
            1 => format!("{number}BBBBBBBBBBBBBBBBBBBBBBBB"),
            _ => format!("CCCCCCCCCCCCCCCCCCCC{secret}"),
        }
    }

    fn clock_for(&mut self, key: Option<Key>) -> Option<ClockId> {
        key.map_or(Some(ROOT), |key| self.clock_of(&names::name(key)))
    }

    pub(crate) fn run(&mut self, of: &RunOf) -> &mut Run {
        match of {
            RunOf::All => &mut self.common,
            RunOf::Key(key) => &mut self.own.get_mut(key).unwrap().run,
        }
    }

    /// The run that plays the calls of a key.
    pub(crate) fn run_of(&self, key: &str) -> RunOf {
        if self.own.contains_key(key) { RunOf::Key(key.to_owned()) } else { RunOf::All }
    }

    fn own_of_account(&self, account: &str) -> Option<&Own> {
        self.own.get(self.key_of_account.get(account)?)
    }

    /// The account with this name or key, in the run of the key's next call, and that run.
    pub(crate) fn account_named(&self, name: &str) -> Option<(RunOf, &Account)> {
        if let Some(found) = self.own.get(name).and_then(|own| own.run.named(name)) {
            return Some((RunOf::Key(name.to_owned()), found));
        }
        if let Some(found) = self.common.named(name) {
            return Some((RunOf::All, found));
        }
        let found = self.own_of_account(name)?.run.named(name)?;
        Some((RunOf::Key(self.key_of_account.get(name)?.clone()), found))
    }

    /// The clock of an account that exists, by its name or key.
    pub(crate) fn known_clock_of(&self, name: &str) -> Option<ClockId> {
        let own = self.own.get(name).map(|own| own.clock);
        own.or_else(|| self.common.named(name).map(|account| account.clock))
            .or_else(|| self.own_of_account(name).map(|own| own.clock))
    }

    /// The same; where no key is declared the account comes into being.
    pub(crate) fn clock_of(&mut self, name: &str) -> Option<ClockId> {
        self.known_clock_of(name).or_else(|| {
            if self.common.has_keys() {
                return None;
            }
            let second = self.clocks.elapsed(ROOT).as_secs();
            self.common.undeclared(name, second, &mut self.clocks);
            Some(self.common.account(name).clock)
        })
    }

    /// The present of a check's account; of the emulator, if it is gone.
    pub(crate) fn time_of(&self, check: Option<&Check>) -> Duration {
        let clock = check.and_then(|check| self.known_clock_of(&check.account));
        self.clocks.elapsed(clock.unwrap_or(ROOT))
    }

    /// Counts something of an account.
    pub(crate) fn count(&mut self, account: &str, what: &str) {
        let found = self.account_named(account).map(|(run, found)| (run, found.name.clone()));
        match found {
            Some((run, name)) => self.run(&run).account(&name).counts.count(what),
            None => self.gateway.count(what),
        }
    }

    fn load(&mut self, scenario: &ScenarioSpec) {
        self.generation += 1;
        // A seed in a flag overrides that of the scenario.
        let seed = Seed::new(Some(self.setup.seed)).of_generation(self.generation);
        let run = Run::new(&self.setup, scenario.clone(), seed, ROOT, &mut self.clocks);
        let old = std::mem::replace(&mut self.common, run);
        self.past.add(&old.coverage());
    }

    fn load_own(&mut self, key: &str, scenario: &ScenarioSpec) {
        let clock = self.clock_of(key).unwrap_or_else(|| self.clocks.over(ROOT));
        let mut merged = scenario.clone();
        // Of the common accounts that of the key, or any, so that an undeclared key stays unknown.
        let common = &self.common.scenario.accounts;
        let declares = scenario.accounts.iter().any(|one| one.name() == key);
        let own = common.iter().find(|one| one.name() == key).filter(|_| !declares);
        let any = common.first().filter(|_| scenario.accounts.is_empty());
        merged.accounts.extend(own.or(any).cloned());
        let declared = self.setup.keys.iter().chain(&merged.accounts).find(|one| one.name() == key);
        let account = declared.map_or_else(|| key.to_owned(), AccountSpec::account);
        let number = self.runs_of_account.entry(account).or_default();
        let generation = FIRST_OWN_GENERATION + *number;
        *number += 1;
        let seed = Seed::new(Some(scenario.seed.unwrap_or(self.setup.seed))).of_generation(generation);
        let run = Run::new(&self.setup, merged, seed, clock, &mut self.clocks);
        self.clear(key);
        if let Some(account) = run.key(key).map(AccountSpec::account).filter(|name| name != key) {
            self.key_of_account.insert(account, key.to_owned());
        }
        self.own.insert(key.to_owned(), Own { run, clock, scenario: scenario.clone() });
    }

    fn clear(&mut self, key: &str) {
        if let Some(old) = self.own.remove(key) {
            self.past.add(&old.run.coverage());
            self.key_of_account.retain(|_, of| of != key);
        }
    }

    fn clear_all(&mut self) {
        while let Some(key) = self.own.keys().next().cloned() {
            self.clear(&key);
        }
    }

    fn reset(&mut self, key: Option<Key>) {
        let Some(key) = key.map(names::name) else {
            self.clear_all();
            self.clocks.reset(ROOT);
            self.common.reset(None, &mut self.clocks);
            self.checks.remove(|_| true);
            self.attempts.kept.clear();
            self.gateway = Counts::default();
            self.past = Counts::default();
            self.events.push("reset".to_owned());
            return;
        };
        let account = self.account_named(&key).map_or_else(|| key.clone(), |(_, found)| found.name.clone());
        self.clear(&key);
        self.common.reset(Some(&account), &mut self.clocks);
        self.checks.remove(|one| one.account == account);
        self.attempts.kept.retain(|one| one.account != account);
        self.events.push(format!("reset {account}"));
    }
}
