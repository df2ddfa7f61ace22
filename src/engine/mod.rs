//! The emulator itself: state and decisions, no IO. [`Engine::handle`] walks the checks of the contract in one visible
//! order; whatever a call meets leaves as an [`Outcome`].

pub mod abnormal;
pub mod accounts;
mod answer;
pub mod callbacks;
pub mod changes;
pub mod clock;
pub mod conduct;
pub mod coverage;
mod evidence;
pub mod flow;
mod forgotten;
mod fresh;
mod handle;
pub mod identity;
pub mod journal;
pub mod limits;
pub mod nonce;
mod outcomes;
pub mod own;
mod owned;
mod ring;
pub mod standing;
pub mod terms;
pub mod throttle;
pub mod transaction;
pub mod transactions;
pub mod visits;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use rand::rngs::ChaCha8Rng;

use accounts::DeclaredKey;
use callbacks::Callbacks;
use changes::Changes;
use clock::Clock;
use coverage::Coverage;
use identity::{Draw, Seed};
use journal::Journal;
use limits::Limits;
use transactions::{Bounds, Transactions};
use visits::Visits;

use crate::contract::reply::{Content, Format, Reply};
use crate::contract::{Fault, Strictness};
use crate::scenario::{Cut, Scenario};
use owned::Owned;
use world::{Flags, World};

/// What a run is set up with.
#[derive(Debug)]
pub struct Settings {
    /// The seed of all identifiers; `None` takes one from the machine's randomness.
    pub seed: Option<u64>,
    /// The access keys; with none, every key is taken and no signature is checked.
    pub keys: Vec<DeclaredKey>,
    /// The limits of every account.
    pub limits: Limits,
    /// How strictly parameters are judged.
    pub strictness: Strictness,
    /// The base of TransactionUrl, such as `http://localhost:8809`; `None` takes the host that the client called.
    pub public_url: Option<String>,
    /// The base URL of this server, for clients that named no usable host.
    pub base_url: String,
    /// How many transactions are kept.
    pub transactions: Bounds,
    /// The clock.
    pub clock: Arc<Clock>,
    /// How many calls are remembered.
    pub journal: journal::Bounds,
}

#[cfg(test)]
impl Settings {
    /// A run with one seed, every key taken, no throttling, and a clock by hand.
    pub(crate) fn of_a_test() -> Self {
        Self {
            seed: Some(7),
            keys: Vec::new(),
            limits: Limits { qps: Some(0), ..Limits::default() },
            strictness: Strictness::Strict,
            public_url: None,
            base_url: "http://127.0.0.1:8809".to_owned(),
            transactions: Bounds::default(),
            clock: Arc::new(Clock::by_hand("2026-11-22T10:00:00Z".parse().unwrap())),
            journal: journal::Bounds::default(),
        }
    }
}

/// The emulator.
#[derive(Debug)]
pub struct Engine {
    clock: Arc<Clock>,
    flags: Flags,
    world: RwLock<Arc<World>>,
    transactions: Mutex<Transactions>,
    own: Owned,
    callbacks: Callbacks,
    visits: Visits,
    changes: Arc<Changes>,
    /// The chance of calls that reach no account, and what they met.
    gateway: Mutex<(ChaCha8Rng, Coverage)>,
    /// What the accounts of the scenarios before this one had met. Taken before any lock of a world.
    past: Mutex<Coverage>,
    /// Held by whoever loads a scenario, so that worlds are built one after the other while calls go on.
    loading: Mutex<()>,
    journal: Journal,
    strictness: Strictness,
    public_url: Option<String>,
    base_url: String,
}

/// What became of a call: what the client gets, and what the log says of it.
#[derive(Debug)]
pub struct Outcome {
    /// The answer.
    pub reply: Reply,
    /// The operation, once it was known.
    pub operation: Option<&'static str>,
    /// The account, once it was known.
    pub account: Option<Arc<accounts::Account>>,
    /// The QPS that the operation has, for the headers of a throttling answer; 0 before the operation was known.
    pub qps: u32,
    /// What only a lenient run let through, one sentence each.
    pub tolerated: Vec<String>,
    /// The rules of the scenario that acted, each with its number and description.
    pub rules: Vec<String>,
    /// How the answer travels.
    pub delivery: Delivery,
    /// What became of the signature.
    pub signature: journal::Verdict,
    /// What the throttle had left behind the call; `None` where it did not reach one.
    pub throttle: Option<journal::Allowance>,
    /// The end of the check that the call started, where a scenario plans it.
    pub ending: Option<PlannedEnd>,
    /// When it was decided, by the clock of its account.
    pub at: clock::Moment,
}

/// When a check ends without its user: [`Engine::finish_as_planned`] is due then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedEnd {
    /// `TransactionId`.
    pub transaction_id: String,
    /// How long after the call.
    pub after: Duration,
}

/// How an answer travels to the client. The default is the ordinary way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivery {
    /// How long it waits first.
    pub delay: Duration,
    /// What goes wrong with the connection.
    pub cut: Option<Cut>,
    /// How slowly the body leaves, in bytes a second.
    pub dribble: Option<u32>,
}

impl Outcome {
    /// What the developer is told about a refusal beyond its message.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match &self.reply.content {
            Content::Fault(fault) => fault.hint.as_deref(),
            Content::Success { .. } | Content::Raw(_) => None,
        }
    }
}

impl Engine {
    /// An emulator at rest, with the scenario that is active when none is given.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let Settings { seed, keys, limits, strictness, public_url, base_url, transactions, clock, journal } =
            settings;
        let flags = Flags { seed: Seed::new(seed), seeded: seed.is_some(), keys, limits };
        let world = World::ordinary(&flags, &clock);
        Self {
            gateway: Mutex::new((flags.seed.generator(""), Coverage::default())),
            past: Mutex::default(),
            loading: Mutex::default(),
            journal: Journal::new(journal),
            world: RwLock::new(Arc::new(world)),
            own: Owned::default(),
            clock,
            flags,
            transactions: Mutex::new(Transactions::new(transactions)),
            callbacks: Callbacks::default(),
            visits: Visits::default(),
            changes: Arc::default(),
            strictness,
            public_url,
            base_url,
        }
    }

    /// An emulator at rest with a scenario. The settings override what the scenario says.
    ///
    /// # Errors
    /// One sentence about what cannot be used; a scenario that was read from a text has nothing of the kind.
    pub fn with_scenario(settings: Settings, scenario: Arc<Scenario>) -> Result<Self, String> {
        let engine = Self::new(settings);
        let world = World::new(scenario, &engine.flags, 1, &engine.clock)?;
        lock(&engine.gateway).0 = world.seed().generator("");
        *write(&engine.world) = Arc::new(world);
        Ok(engine)
    }

    /// Plays another scenario from the next call on. It begins a new world: counts, throttles, nonces and chance start
    /// anew, and the time since it was loaded starts at zero. A call that is under way ends in the world that it began
    /// in.
    ///
    /// # Errors
    /// As [`with_scenario`](Self::with_scenario); the scenario that is played then stays.
    pub fn load(&self, scenario: Arc<Scenario>) -> Result<(), String> {
        self.replace(|generation| World::new(scenario, &self.flags, generation, &self.clock))
    }

    /// Builds a world and puts it in the place of the common one. Calls wait for the exchange alone.
    fn replace(&self, build: impl FnOnce(u64) -> Result<World, String>) -> Result<(), String> {
        let _alone = lock(&self.loading);
        let world = Arc::new(build(self.world().generation() + 1)?);
        self.retire(|| [std::mem::replace(&mut *write(&self.world), world)]);
        Ok(())
    }

    /// Lets an exchange take worlds away, and keeps what their accounts have met. Nobody sums up in between, so that
    /// nothing is counted twice or not at all.
    fn retire<W: IntoIterator<Item = Arc<World>>>(&self, exchange: impl FnOnce() -> W) {
        let mut past = lock(&self.past);
        for world in exchange() {
            past.add(&world.accounts().coverage());
        }
    }

    /// The scenario that is played.
    #[must_use]
    pub fn scenario(&self) -> Arc<Scenario> {
        self.world().script().scenario().clone()
    }

    /// The world of the next call.
    fn world(&self) -> Arc<World> {
        read(&self.world).clone()
    }

    /// The clock that everything here goes by.
    #[must_use]
    pub fn clock(&self) -> &Arc<Clock> {
        &self.clock
    }

    /// The seed that gives this run again.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.world().seed().number()
    }

    /// The base URL of this server, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The public URL that was set.
    #[must_use]
    pub fn public_url(&self) -> Option<&str> {
        self.public_url.as_deref()
    }

    /// The answer to a request that was refused before it became a call.
    #[must_use]
    pub fn refuse(&self, fault: Fault) -> Outcome {
        let draw = self.gateway_draw();
        let content = Content::Fault(fault);
        self.count(None, &content);
        Outcome {
            reply: reply(&draw, Format::Json, content),
            operation: None,
            account: None,
            qps: 0,
            tolerated: Vec::new(),
            rules: Vec::new(),
            delivery: Delivery::default(),
            signature: journal::Verdict::NotReached,
            throttle: None,
            ending: None,
            at: self.clock.read(),
        }
    }

    /// Whether a check can still end: it did not yet, and its transaction is kept.
    #[must_use]
    pub fn is_under_way(&self, transaction_id: &str) -> bool {
        let mut transactions = lock(&self.transactions);
        transactions.get(transaction_id, Duration::ZERO).is_some_and(|found| found.verdict().is_none())
    }

    fn gateway_draw(&self) -> Draw {
        Draw::next(&mut lock(&self.gateway).0)
    }
}

fn reply(draw: &Draw, format: Format, content: Content) -> Reply {
    Reply { request_id: draw.request_id(), trace_id: draw.trace_id(), format, content }
}

/// Locks; a thread that panicked while it held the lock left plain data behind, which is still good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Locks for reading. See [`lock`].
fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

/// Locks for writing. See [`lock`].
fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
