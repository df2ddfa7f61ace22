//! The settings with which an emulator is started inside a test.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::oneshot;

use crate::contract::Strictness;
use crate::emulator::Emulator;
use crate::engine::Engine;
use crate::engine::account::limits::AccountLimits;
use crate::engine::account::{AccountStanding as KeyStanding, DeclaredKey};
use crate::engine::clock::Clock;
use crate::engine::memory::MemoryBudget;
use crate::engine::settings::Settings;
use crate::scenario::{Scenario, format};
use crate::server::scenario_file::{self, ScenarioFileError};
use crate::server::webhook::{self, Mapping};
use crate::server::{self, ServerOptions};

/// The settings of an emulator.
///
/// ```
/// use std::time::Duration;
///
/// use cloudauth_local::emulator::Emulator;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let emulator = Emulator::builder()
///     .seed(7)
///     .scenario_text(r#"{ "rules": [{ "when": { "calls": { "first": 1 } }, "then": { "error": "Throttling.Api" } }] }"#)
///     .clock_by_hand("2026-11-22T10:00:00Z".parse().unwrap())
///     .start()
///     .await?;
/// let codes = [
///     emulator.call("testid", "KeepaliveIntl", &[]).await?.code(),
///     emulator.call("testid", "KeepaliveIntl", &[]).await?.code(),
/// ];
/// assert_eq!(codes, ["Throttling.Api", "Success"]);
/// emulator.clock().advance(Duration::from_secs(60));
/// # Ok::<(), std::io::Error>(()) }).unwrap();
/// ```
#[derive(Debug, Default)]
pub struct Builder {
    seed: Option<u64>,
    scenario: Option<Result<Scenario, ScenarioFileError>>,
    clock: Option<Timestamp>,
    keys: Vec<DeclaredKey>,
    limits: AccountLimits,
    strictness: Strictness,
    maps: Vec<Mapping>,
    memory: MemoryBudget,
}

impl Builder {
    /// The seed of all identifiers and of the random decisions of a scenario.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        self.scenario = Some(Ok(scenario));
        self
    }

    /// The scenario as JSON. If it is invalid, [`start`](Self::start) returns the error.
    #[must_use]
    pub fn scenario_text(mut self, text: &str) -> Self {
        self.scenario = Some(scenario_file::parse("scenario".as_ref(), text.as_bytes()));
        self
    }

    /// The scenario in a file. If it is invalid, [`start`](Self::start) returns the error.
    #[must_use]
    pub fn scenario_file(mut self, path: impl AsRef<std::path::Path>) -> Self {
        self.scenario = Some(scenario_file::load(path.as_ref()).map(|(scenario, _)| scenario));
        self
    }

    /// A clock that stands still until it is moved.
    #[must_use]
    pub fn clock_by_hand(mut self, start: Timestamp) -> Self {
        self.clock = Some(start);
        self
    }

    /// Declares an access key. With at least one declared, keys, signatures, timestamps and nonces are checked.
    #[must_use]
    pub fn account(mut self, access_key_id: &str, access_key_secret: &str, standing: KeyStanding) -> Self {
        self.keys.push(DeclaredKey::new(access_key_id, access_key_secret, standing));
        self
    }

    /// Calls per second that each account may make of each operation; 0 disables throttling.
    #[must_use]
    pub fn qps(mut self, qps: u32) -> Self {
        self.limits.qps = Some(qps);
        self
    }

    /// Compares the timestamps of calls with the clock alone. By default those near the time without moves pass too.
    #[must_use]
    pub fn timestamps_follow_clock(mut self) -> Self {
        self.limits.timestamps = format::TimestampWindow::Follow;
        self
    }

    /// How strictly calls are judged.
    #[must_use]
    pub fn strictness(mut self, strictness: Strictness) -> Self {
        self.strictness = strictness;
        self
    }

    /// The memory for everything that is kept, in bytes; [`DEFAULT_MEMORY`](crate::engine::memory::DEFAULT_MEMORY) without
    /// this, and at least [`MIN_MEMORY`](crate::engine::memory::MIN_MEMORY).
    #[must_use]
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = MemoryBudget { bytes };
        self
    }

    /// Sends callbacks for one base URL, such as `https://shop.example`, to another one on this machine.
    #[must_use]
    pub fn callback_map(mut self, from: &str, to: &str) -> Self {
        self.maps.push(Mapping { from: from.to_owned(), to: to.to_owned() });
        self
    }

    /// Starts it on a free loopback port, on the caller's runtime.
    ///
    /// # Errors
    /// No port is free, or the scenario is invalid; the message says why.
    #[allow(clippy::unused_async, reason = "it is awaited where it must run: on the caller's runtime")]
    pub async fn start(self) -> io::Result<Emulator> {
        let listener = server::listen((Ipv4Addr::LOCALHOST, 0).into())?;
        let address = listener.local_addr()?;
        let clock = Arc::new(self.clock.map_or_else(Clock::system, Clock::by_hand));
        let settings = Settings {
            seed: self.seed,
            keys: self.keys,
            limits: self.limits,
            strictness: self.strictness,
            clock,
            memory: self.memory,
            ..Settings::new(format!("http://{address}"))
        };
        let engine = match self.scenario.transpose().map_err(io::Error::other)? {
            None => Engine::new(settings),
            Some(scenario) => {
                Engine::with_scenario(settings, Arc::new(scenario)).map_err(io::Error::other)?
            }
        };
        let engine = Arc::new(engine);
        let (stop, stopped) = oneshot::channel::<()>();
        let callbacks = webhook::WebhookSettings { maps: self.maps, ..webhook::WebhookSettings::default() };
        let options = ServerOptions { callbacks, ..ServerOptions::default() };
        let serving = server::serve(listener, engine.clone(), options, async {
            drop(stopped.await);
        });
        let task = tokio::spawn(async move {
            serving.await;
        });
        Ok(Emulator { address, engine, task, _stop: stop })
    }
}
