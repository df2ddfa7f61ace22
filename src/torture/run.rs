//! One run: an emulator with a scenario, the command against it, and what came of both.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::contract::Strictness;
use crate::contract::coverage_event::{DELAYED, DROPPED, REPEATED};
use crate::emulator::Emulator;
use crate::scenario::Scenario;
use crate::server::webhook::Mapping;
use crate::torture::TortureError;
use crate::torture::injection::Injection;
use crate::torture::process::{CommandEnd, CommandLine, CommandRun};
use crate::torture::scenario::{ACCESS_KEY_ID, ACCESS_KEY_SECRET};
use crate::torture::traffic::Traffic;
use crate::torture::waits::longest_wait;

/// A variable for the command; `{url}`, `{endpoint}`, `{accessKeyId}` and `{accessKeySecret}` in its value are
/// replaced.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// The variables that are always set.
const VARIABLES: [(&str, &str); 4] = [
    ("CLOUDAUTH_LOCAL_URL", "{url}"),
    ("CLOUDAUTH_LOCAL_ENDPOINT", "{endpoint}"),
    ("CLOUDAUTH_LOCAL_ACCESS_KEY_ID", "{accessKeyId}"),
    ("CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET", "{accessKeySecret}"),
];

/// The command, and what every run of it has.
#[derive(Debug)]
pub struct RunSetup {
    /// The command.
    pub command: CommandLine,
    /// Variables besides those that are always set.
    pub variables: Vec<Variable>,
    /// Where callbacks really go.
    pub callback_maps: Vec<Mapping>,
    /// How strictly calls are judged.
    pub strictness: Strictness,
}

impl RunSetup {
    /// The variables of a run.
    #[must_use]
    pub fn variables(
        &self,
        url: &str,
        access_key_id: &str,
        access_key_secret: &str,
    ) -> Vec<(String, String)> {
        let endpoint = url.trim_start_matches("http://");
        let fill = |value: &str| {
            value
                .replace("{url}", url)
                .replace("{endpoint}", endpoint)
                .replace("{accessKeyId}", access_key_id)
                .replace("{accessKeySecret}", access_key_secret)
        };
        let always = VARIABLES.iter().map(|(name, value)| ((*name).to_owned(), fill(value)));
        let own = self.variables.iter().map(|variable| (variable.name.clone(), fill(&variable.value)));
        always.chain(own).collect()
    }
}

/// How the code under test took a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Survival {
    /// Exit code 0.
    Survived,
    /// Another exit code, or a signal.
    Failed,
    /// It took too long.
    Hung,
    /// A fault did not act: its call did not come.
    NotReached,
    /// It failed, and did not fail again.
    Flaky,
}

impl Survival {
    /// In words, as reports show it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Survived => "survived",
            Self::Failed => "failed",
            Self::Hung => "hung",
            Self::NotReached => "not reached",
            Self::Flaky => "flaky",
        }
    }

    /// Whether something is wrong with the code under test.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::Hung | Self::Flaky)
    }
}

/// What one run came to.
#[derive(Debug, Clone)]
pub struct RunRecord {
    /// How the code under test took it.
    pub survival: Survival,
    /// How the command ended, and what it wrote.
    pub command: CommandRun,
    /// What came to the emulator.
    pub traffic: Traffic,
    /// How long the command took.
    pub took: Duration,
    /// What the run cost besides the command.
    pub overhead: Duration,
}

/// Runs the command once, with a scenario that injects these faults.
///
/// # Errors
/// There is no emulator, or no command.
pub async fn run(
    setup: &RunSetup,
    mut stop: watch::Receiver<bool>,
    scenario: Scenario,
    injections: &[Injection],
    limit: Duration,
) -> Result<RunRecord, TortureError> {
    let begun = Instant::now();
    let limit = limit.saturating_add(longest_wait(&scenario));
    let account = scenario.accounts.first();
    let key = account.map_or(ACCESS_KEY_ID, |account| &account.access_key_id).to_owned();
    let secret = account.map_or(ACCESS_KEY_SECRET, |account| &account.access_key_secret).to_owned();
    let builder = setup.callback_maps.iter().fold(Emulator::builder().scenario(scenario), |builder, map| {
        builder.callback_map(&map.from, &map.to)
    });
    let emulator = builder.strictness(setup.strictness).start().await.map_err(TortureError::NoEmulator)?;
    let variables = setup.variables(emulator.url(), &key, &secret);
    let started = Instant::now();
    let command = setup
        .command
        .run(&variables, limit, &mut stop)
        .await
        .map_err(|source| TortureError::CannotStart { program: setup.command.program(), source })?;
    let took = started.elapsed();
    let traffic = Traffic::of(&emulator);
    let survival = survival(&command, &traffic, injections);
    drop(emulator);
    let overhead = begun.elapsed().saturating_sub(took);
    Ok(RunRecord { survival, command, traffic, took, overhead })
}

fn survival(command: &CommandRun, traffic: &Traffic, injections: &[Injection]) -> Survival {
    match command.end {
        CommandEnd::TimedOut => Survival::Hung,
        CommandEnd::Exited(Some(0)) if injections.iter().all(|injection| reached(injection, traffic)) => {
            Survival::Survived
        }
        CommandEnd::Exited(Some(0)) | CommandEnd::Stopped => Survival::NotReached,
        CommandEnd::Exited(_) => Survival::Failed,
    }
}

/// Whether a fault acted.
fn reached(injection: &Injection, traffic: &Traffic) -> bool {
    let name = injection.to_string();
    let acted = traffic.calls.iter().any(|call| call.rules.iter().any(|rule| rule.ends_with(&name)));
    let callback = injection.kind.then.callback.as_ref().is_none_or(|callback| {
        let met = |row: &crate::contract::coverage_event::CoverageEvent| {
            traffic.met.get(row.name).is_some_and(|n| *n > 0)
        };
        (callback.drop.is_none() || met(&DROPPED))
            && (callback.delay.is_none() || met(&DELAYED))
            && (callback.repeat.is_none() || met(&REPEATED))
    });
    acted && callback
}
