//! The state machine: what happens to a call, given the scenario and the counts of its account. It keeps no state of
//! its own, so that one script serves every account at once.

use std::sync::Arc;

use http::HeaderName;
use rand::Rng;

use super::shipped::SHIPPED;
use crate::contract::ApiError;
use crate::contract::error::INVALID_PARAMETER;
use crate::contract::reply::RawResponse;
use crate::scenario::decision::{ConnectionCut, Decision, ResponseChoice, raw};
use crate::scenario::format::{CallNumbers, Emulate, Then};
use crate::scenario::matcher::{CallContext, CompiledWhen, includes};
use crate::scenario::{Scenario, random, words};

/// A scenario made ready to decide.
#[derive(Debug)]
pub struct Script {
    scenario: Arc<Scenario>,
    generation: u64,
    rules: Vec<CompiledRule>,
    counters: usize,
    /// No rule from this one on counts calls.
    last_counting: usize,
}

/// The counts of one account, one for each rule that counts. The caller keeps it with the account, under its lock.
#[derive(Debug, Clone, Default)]
pub struct Counters {
    generation: u64,
    counts: Vec<u64>,
}

#[derive(Debug)]
struct CompiledRule {
    when: CompiledWhen,
    /// Whether there is nothing in `when` to look at.
    any_call: bool,
    calls: Option<(usize, CallNumbers)>,
    probability: Option<f64>,
    then: Action,
    /// How the rule is named to a developer.
    name: String,
}

#[derive(Debug)]
struct Action {
    error: Option<ApiError>,
    raw: Option<RawResponse>,
    words: Option<XEmulateRule>,
    then: Then,
}

/// Where the words of a call are.
#[derive(Debug)]
struct XEmulateRule {
    parameter: Option<String>,
    header: Option<HeaderName>,
    prefix: String,
}

impl Script {
    /// Makes a scenario ready. Each load of a scenario gets a `generation` of its own, from 1 on: counts of another
    /// generation start at zero.
    ///
    /// # Errors
    /// One sentence about a regular expression or header that cannot be used; a loaded scenario has none.
    pub fn new(scenario: Arc<Scenario>, generation: u64) -> Result<Self, String> {
        let mut rules = Vec::with_capacity(scenario.rules.len());
        let (mut counters, mut last_counting) = (0, 0);
        for (index, rule) in scenario.rules.iter().enumerate() {
            let calls = rule.when.calls.clone().map(|calls| {
                counters += 1;
                last_counting = index + 1;
                (counters - 1, calls)
            });
            let name = match &rule.description {
                Some(description) => format!("scenario rule {}: {description}", index + 1),
                None => format!("scenario rule {}", index + 1),
            };
            let when = CompiledWhen::new(&rule.when).map_err(|error| format!("{name}: {error}"))?;
            let then = Action::new(&rule.then).map_err(|error| format!("{name}: {error}"))?;
            let any_call = rule.when.is_empty();
            rules.push(CompiledRule {
                when,
                any_call,
                calls,
                probability: rule.when.probability,
                then,
                name,
            });
        }
        Ok(Self { scenario, generation, rules, counters, last_counting })
    }

    /// The scenario that it plays.
    #[must_use]
    pub fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }

    /// How a rule is named to a developer: its number and description.
    #[must_use]
    pub fn rule_name(&self, index: usize) -> Option<&str> {
        self.rules.get(index).map(|rule| rule.name.as_str())
    }

    /// Decides what happens to a call. Rules are asked in order; the first one that answers wins. A rule with `calls`
    /// counts every call for which the rest of its `when` holds, whatever the rules before it did. `None`, in a
    /// pointer's size, where no rule acts.
    pub fn decide(
        &self,
        counters: &mut Counters,
        situation: &CallContext<'_>,
        chance: &mut impl Rng,
    ) -> Option<Box<Decision>> {
        let mut decision = None;
        let mut answered = false;
        for (index, rule) in self.rules.iter().enumerate() {
            if answered && index >= self.last_counting {
                break;
            }
            if (answered && rule.calls.is_none()) || !(rule.any_call || rule.when.holds(situation)) {
                continue;
            }
            if let Some((slot, calls)) = &rule.calls
                && !includes(calls, counters.count(self, *slot))
            {
                continue;
            }
            if answered || rule.probability.is_some_and(|share| !random::met(share, chance)) {
                continue;
            }
            answered = rule.act(index, &mut decision, situation, chance);
        }
        decision
    }
}

/// The script that is played when no scenario is given.
#[must_use]
pub fn ordinary() -> Script {
    let (_, text) = SHIPPED[0];
    // The tests see to it that the shipped text can be read; without it nothing is emulated on demand.
    let scenario = Arc::new(serde_json::from_str(text).unwrap_or_default());
    Script::new(scenario, 1).unwrap_or_else(|_| Script {
        scenario: Arc::default(),
        generation: 1,
        rules: Vec::new(),
        counters: 0,
        last_counting: 0,
    })
}

impl Counters {
    /// One more call for a rule; its number.
    fn count(&mut self, script: &Script, slot: usize) -> u64 {
        if self.generation != script.generation {
            self.generation = script.generation;
            self.counts.clear();
        }
        self.counts.resize(script.counters, 0);
        let Some(count) = self.counts.get_mut(slot) else { return 0 };
        *count = count.saturating_add(1);
        *count
    }
}

impl CompiledRule {
    /// Adds what this rule does to a decision; whether it answers.
    fn act(
        &self,
        index: usize,
        decision: &mut Option<Box<Decision>>,
        situation: &CallContext<'_>,
        chance: &mut impl Rng,
    ) -> bool {
        let Some(place) = &self.then.words else {
            let decision = decision.get_or_insert_default();
            decision.rules.push(index);
            return self.then.apply(decision, chance);
        };
        let Some(text) = place.of(situation) else { return false };
        let decision = decision.get_or_insert_default();
        decision.rules.push(index);
        match words::read(text).and_then(|then| Action::new(&then)) {
            Ok(action) => {
                // The rule's own members, a delay for example, act beside the words.
                self.then.apply(decision, chance);
                action.apply(decision, chance)
            }
            Err(message) => {
                let message = format!("Invalid parameter: {message}");
                decision.answer = ResponseChoice::Error(INVALID_PARAMETER.with_message(message));
                true
            }
        }
    }
}

impl XEmulateRule {
    fn new(emulate: &Emulate) -> Result<Self, String> {
        let header = emulate.header.as_ref().map(|name| name.parse());
        Ok(Self {
            parameter: emulate.parameter.clone(),
            header: header.transpose().map_err(|_| format!("{:?} is no header name", emulate.header))?,
            prefix: emulate.prefix.clone().unwrap_or_default(),
        })
    }

    /// The words in a call, where it has any.
    fn of<'a>(&self, situation: &CallContext<'a>) -> Option<&'a str> {
        let parameter = self.parameter.as_ref().and_then(|name| situation.parameters.value(name));
        let header = || situation.headers.get(self.header.as_ref()?)?.to_str().ok();
        parameter.or_else(header)?.strip_prefix(self.prefix.as_str())
    }
}

impl Action {
    fn new(then: &Then) -> Result<Self, String> {
        let error = then.error.map(|code| {
            let mut error =
                code.0.with_message(then.message.clone().unwrap_or_else(|| code.0.message.to_owned()));
            error.status = then.status.unwrap_or(error.status);
            error.retry_after = then.retry_after.map(|span| span.0);
            error
        });
        let raw = then.reply.as_ref().map(raw).transpose()?;
        let words = then.emulate.as_ref().map(XEmulateRule::new).transpose()?;
        Ok(Self { error, raw, words, then: then.clone() })
    }

    fn apply(&self, decision: &mut Decision, chance: &mut impl Rng) -> bool {
        let then = &self.then;
        if let Some(delay) = then.delay {
            decision.delay = decision.delay.saturating_add(random::delay(delay, chance));
        }
        if let Some(connection) = then.connection {
            decision.cut = Some(ConnectionCut::from(connection));
        }
        decision.bytes_per_second = decision.bytes_per_second.or(then.dribble);
        if let Some(given) = &then.verification {
            let outcome = decision.verification.get_or_insert_default();
            outcome.passed = outcome.passed.or(given.passed);
            outcome.sub_code = outcome.sub_code.take().or_else(|| given.sub_code.clone());
            outcome.after = outcome.after.or(given.after);
            for (name, value) in &given.fields {
                outcome.fields.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        if let Some(given) = &then.callback {
            let callback = decision.callback.get_or_insert_default();
            callback.delay = callback.delay.or(given.delay);
            callback.repeat = callback.repeat.or(given.repeat);
            callback.drop = callback.drop.or(given.drop);
        }
        if let Some(error) = &self.error {
            decision.answer = ResponseChoice::Error(error.clone());
        } else if let Some(raw) = &self.raw {
            decision.answer = ResponseChoice::Raw(raw.clone());
        }
        then.answers()
    }
}
