//! The emulator: state and decisions, no IO. [`Engine::handle`] runs the checks of the contract in order and returns an
//! [`Outcome`].

pub mod account;
pub mod call;
pub mod callback;
pub mod clock;
pub mod conduct;
pub mod coverage;
pub mod events;
pub mod ids;
mod inspect;
pub mod journal;
pub mod memory;
mod ring;
mod scenario_run;
pub mod settings;
mod sync;
pub mod transaction;

pub use call::{CallFacts, Delivery, Outcome};
pub use scenario_run::error::LoadError;
pub use settings::Settings;

use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use crate::engine::call::refused::{RefusedRequests, RequestKey};
use crate::engine::callback::outbox::Outbox;
use crate::engine::callback::record::CallbackRecord;
use crate::engine::events::EventFeed;
use crate::engine::ids::{CallIds, Seed};
use crate::engine::journal::JournalBounds;
use crate::engine::memory::{MemoryBudget, MemoryKind};
use crate::engine::sync::{lock, read, write};
use account::nonce::NonceMemory;
use clock::Clock;
use coverage::Coverage;
use journal::Journal;

use crate::contract::overlay::Overlay;
use crate::engine::transaction::non_browser_fetches::NonBrowserFetches;
use crate::engine::transaction::shared::SharedTransactions;
use crate::engine::transaction::store::TransactionBounds;

use crate::contract::reply::{Content, Format};
use crate::contract::{ApiError, Strictness};
use crate::engine::scenario_run::key_scenarios::KeyScenarios;
use crate::engine::scenario_run::{RunFlags, ScenarioRun};
use crate::scenario::Scenario;

/// The emulator.
#[derive(Debug)]
pub struct Engine {
    clock: Arc<Clock>,
    flags: RunFlags,
    run: RwLock<Arc<ScenarioRun>>,
    transactions: SharedTransactions,
    key_scenarios: KeyScenarios,
    callbacks: CallbackRecord,
    outbox: Outbox,
    non_browser_fetches: NonBrowserFetches,
    events: Arc<EventFeed>,
    /// Identifiers and coverage of requests without an account.
    gateway: Mutex<(RefusedRequests, Coverage)>,
    /// The coverage of accounts of previous scenarios. Locked before any lock of a run.
    past: Mutex<Coverage>,
    /// Held while a scenario is loaded, so that runs are built one at a time; calls continue meanwhile.
    loading: Mutex<()>,
    journal: Journal,
    memory: MemoryBudget,
    strictness: Strictness,
    public_url: Option<String>,
    base_url: String,
    overlay: Option<Arc<Overlay>>,
}

impl Engine {
    /// An emulator with the default scenario.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let Settings {
            seed,
            keys,
            limits,
            strictness,
            public_url,
            base_url,
            transactions,
            clock,
            journal,
            memory,
        } = settings;
        let journal =
            JournalBounds { bytes: journal.bytes.min(memory.share(MemoryKind::Journal)), ..journal };
        let transactions = TransactionBounds {
            bytes: transactions.bytes.min(memory.share(MemoryKind::Transactions)),
            ..transactions
        };
        let nonces = Arc::new(NonceMemory::new(memory.share(MemoryKind::Accounts) / 4));
        let flags = RunFlags { seed: Seed::new(seed), seeded: seed.is_some(), keys, limits, memory, nonces };
        let run = ScenarioRun::ordinary(&flags, &clock);
        Self {
            gateway: Mutex::new((RefusedRequests::new(flags.seed), Coverage::default())),
            past: Mutex::default(),
            loading: Mutex::default(),
            journal: Journal::new(journal),
            run: RwLock::new(Arc::new(run)),
            key_scenarios: KeyScenarios::default(),
            flags,
            transactions: SharedTransactions::new(transactions),
            callbacks: CallbackRecord::new(memory.share(MemoryKind::Callbacks)),
            outbox: Outbox::new(&clock),
            clock,
            non_browser_fetches: NonBrowserFetches::default(),
            events: Arc::default(),
            memory,
            strictness,
            public_url,
            base_url,
            overlay: None,
        }
    }

    /// An emulator with a scenario. The settings override those of the scenario.
    ///
    /// # Errors
    /// A regular expression or a header is invalid; scenarios from [`load`](crate::scenario::load) are valid.
    pub fn with_scenario(settings: Settings, scenario: Arc<Scenario>) -> Result<Self, LoadError> {
        let engine = Self::new(settings);
        let run = ScenarioRun::new(scenario, &engine.flags, 1, &engine.clock)?;
        engine.check_scenario_memory(run.bytes(), 0)?;
        lock(&engine.gateway).0 = RefusedRequests::new(run.seed());
        *write(&engine.run) = Arc::new(run);
        Ok(engine)
    }

    /// Loads another scenario, used from the next call on. It starts a new run: counters, throttles, nonces and random
    /// numbers restart, and the time since it was loaded is zero. Calls in progress continue in the previous run.
    ///
    /// # Errors
    /// As [`with_scenario`](Self::with_scenario); the current scenario is then kept.
    pub fn load(&self, scenario: Arc<Scenario>) -> Result<(), LoadError> {
        self.replace(|generation| ScenarioRun::new(scenario, &self.flags, generation, &self.clock))
    }

    /// Builds a run and replaces the common one. Calls wait only for the replacement.
    fn replace(&self, build: impl FnOnce(u64) -> Result<ScenarioRun, LoadError>) -> Result<(), LoadError> {
        let _alone = lock(&self.loading);
        let run = Arc::new(build(self.run().generation() + 1)?);
        self.check_scenario_memory(run.bytes(), self.key_scenarios.read().bytes_without(None))?;
        self.retire(|| [std::mem::replace(&mut *write(&self.run), run)]);
        Ok(())
    }

    /// Replaces runs with `exchange`, which returns the old ones, and keeps the coverage of their accounts. Sums of coverage
    /// take the same lock, so that nothing is counted twice or not at all.
    fn retire<W: IntoIterator<Item = Arc<ScenarioRun>>>(&self, exchange: impl FnOnce() -> W) {
        let mut past = lock(&self.past);
        for run in exchange() {
            past.add(&run.accounts().coverage());
        }
    }

    /// The current scenario.
    #[must_use]
    pub fn scenario(&self) -> Arc<Scenario> {
        self.run().script().scenario().clone()
    }

    /// The common run, used by the next call.
    fn run(&self) -> Arc<ScenarioRun> {
        read(&self.run).clone()
    }

    /// The emulator's clock.
    #[must_use]
    pub fn clock(&self) -> &Arc<Clock> {
        &self.clock
    }

    /// The seed that reproduces this run.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.run().seed().number()
    }

    /// The base URL of this server, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The public URL, if one is set.
    #[must_use]
    pub fn public_url(&self) -> Option<&str> {
        self.public_url.as_deref()
    }

    /// The outcome of a request that was refused before it became a call. `request` describes it, the same whenever it is
    /// sent.
    #[must_use]
    pub fn refuse(&self, mut error: ApiError, request: &str) -> Outcome {
        let ids = self.refused_ids(RequestKey::of_request(request));
        self.count(None, Some(error.row));
        let hint = error.hint.take();
        Outcome {
            reply: self.reply(&ids, Format::Json, Content::Error(error), None),
            facts: CallFacts { hint, ..CallFacts::default() },
            account: None,
            qps: 0,
            delivery: Delivery::default(),
            planned_end: None,
            at: self.clock.read(),
        }
    }

    /// Whether a check can still end: it has not ended, and its transaction is kept.
    #[must_use]
    pub fn is_under_way(&self, transaction_id: &str) -> bool {
        let mut transactions = self.transactions.lock();
        transactions.get(transaction_id, Duration::ZERO).is_some_and(|found| found.result().is_none())
    }

    fn refused_ids(&self, key: RequestKey) -> CallIds {
        lock(&self.gateway).0.next(key)
    }
}
