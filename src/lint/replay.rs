//! What would have happened with another scenario: the recorded calls are played through two emulators, one as it is
//! and one with the scenario, each with its clock at the time of the recording.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::contract::Call;
use crate::contract::identity::IdentityFields;
use crate::contract::redirect;
use crate::contract::reply::Content;
use crate::engine::clock::Clock;
use crate::engine::transaction::CheckEnd;
use crate::engine::{Engine, LoadError, Outcome, Settings};
use crate::lint::recorded::RecordedCall;
use crate::scenario::Scenario;

/// An answer that would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedAnswer {
    /// The number of the entry in the file.
    pub entry: usize,
    /// The operation.
    pub operation: String,
    /// How it was answered when it was recorded; empty where the file does not say.
    pub recorded: String,
    /// How the emulator answers it without the scenario.
    pub without: String,
    /// How it answers it with the scenario.
    pub with: String,
    /// The rules that act.
    pub rules: Vec<String>,
}

/// The answers that would change.
///
/// # Errors
/// What of the scenario cannot be used.
pub fn changes(
    calls: &[RecordedCall],
    scenario: &Arc<Scenario>,
    seed: u64,
) -> Result<Vec<ChangedAnswer>, LoadError> {
    let start = calls.first().map_or_else(Timestamp::now, |call| call.at);
    let mut without = Player::new(Engine::new(settings(start, seed)));
    let mut with = Player::new(Engine::with_scenario(settings(start, seed), scenario.clone())?);
    let mut changed = Vec::new();
    for recorded in calls {
        let (Some(before), Some(after)) = (without.play(recorded), with.play(recorded)) else { continue };
        if before.said != after.said {
            changed.push(ChangedAnswer {
                entry: recorded.entry,
                operation: recorded.operation().map_or("-", |operation| operation.name).to_owned(),
                recorded: recorded.answer.code.clone(),
                without: before.said,
                with: after.said,
                rules: after.rules,
            });
        }
    }
    Ok(changed)
}

fn settings(start: Timestamp, seed: u64) -> Settings {
    Settings {
        seed: Some(seed),
        clock: Arc::new(Clock::by_hand(start)),
        ..Settings::new("http://127.0.0.1:8809")
    }
}

/// An emulator that calls are played through.
struct Player {
    engine: Engine,
    /// TransactionIds of the recording and those of this emulator.
    transactions: Vec<(String, String)>,
    /// ClientCfgs of this emulator, by TransactionId.
    client_cfgs: HashMap<String, String>,
}

/// What an emulator says to a call.
struct Said {
    said: String,
    rules: Vec<String>,
}

impl Player {
    fn new(engine: Engine) -> Self {
        Self { engine, transactions: Vec::new(), client_cfgs: HashMap::new() }
    }

    fn play(&mut self, recorded: &RecordedCall) -> Option<Said> {
        self.pass_time(recorded.at);
        let call = recorded.call(&self.transactions)?;
        self.end_as_recorded(recorded, &call);
        let outcome = self.engine.handle(&call);
        // It plans the end of a check, too.
        self.engine.record(Some(&call), &outcome, Duration::ZERO);
        self.remember_transaction(recorded, &outcome);
        Some(Said { said: said(&outcome), rules: outcome.facts.rules })
    }

    /// Lets the time pass until a call came, with what is due on the way.
    fn pass_time(&self, to: Timestamp) {
        let clock = self.engine.clock();
        loop {
            let ahead = Duration::try_from(to.duration_since(clock.read().now)).unwrap_or_default();
            match self.engine.end_due_checks() {
                Some(wait) if wait <= ahead => clock.advance(wait),
                _ => return clock.advance(ahead),
            }
        }
    }

    /// Ends the check of a CheckResult that was answered with a result when it was recorded.
    fn end_as_recorded(&self, recorded: &RecordedCall, call: &Call) {
        let passed = recorded.answer.result.iter().find(|(name, _)| name == "Passed");
        let id = call.parameters.value("TransactionId").and_then(|id| self.client_cfgs.get(id));
        let (Some((_, passed)), Some(client_cfg)) = (passed, id) else { return };
        let passed = passed == "Y";
        let code = if passed { redirect::PASSED } else { redirect::NOT_PASSED };
        let Some(result) = redirect::client_result(code) else { return };
        let ending =
            CheckEnd { passed, sub_code: None, edits: IdentityFields::default(), spoof_types: Vec::new() };
        // A check that has ended already stays as it is.
        let _ = self.engine.finish(client_cfg, result, &ending);
    }

    /// Keeps the identifiers of a check that was started, in place of those of the recording.
    fn remember_transaction(&mut self, recorded: &RecordedCall, outcome: &Outcome) {
        let Content::Success { result, .. } = &outcome.reply.content else { return };
        let ours = |wanted: &str| {
            let found = result.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| value.text().into_owned())
        };
        let Some(id) = ours("TransactionId") else { return };
        if let Some(client_cfg) = ours("ClientCfg") {
            self.client_cfgs.insert(id.clone(), client_cfg);
        }
        let theirs = recorded.answer.result.iter().find(|(name, _)| name == "TransactionId");
        if let Some((_, theirs)) = theirs {
            self.transactions.push((theirs.clone(), id));
        }
    }
}

/// An answer in words: its code, and how it travels where that is not the ordinary way.
fn said(outcome: &Outcome) -> String {
    let mut said = match outcome.reply.code() {
        "-" => format!("{} as the scenario has it", outcome.reply.status()),
        code => code.to_owned(),
    };
    let delivery = outcome.delivery;
    if !delivery.delay.is_zero() {
        let _ = write!(said, ", {:?} late", delivery.delay);
    }
    if let Some(cut) = delivery.cut {
        let _ = write!(said, ", {}", cut.fault.sentence());
    }
    if let Some(rate) = delivery.bytes_per_second {
        let _ = write!(said, ", {rate} bytes a second");
    }
    said
}
