//! The script of a scenario: decides what happens to a call, given the counters of its account. It is immutable, so one
//! script serves all accounts concurrently.

use std::io;
use std::sync::Arc;

use http::HeaderName;
use rand::Rng;

use super::shipped::SHIPPED;
use crate::contract::ApiError;
use crate::contract::error::INVALID_PARAMETER;
use crate::contract::reply::RawResponse;
use crate::scenario::budget::CompileBudget;
use crate::scenario::decision::{ConnectionCut, Decision, ResponseChoice, raw};
use crate::scenario::error::{RuleError, ScenarioError};
use crate::scenario::format::{CallNumbers, Emulate, Rule, Then};
use crate::scenario::matcher::{CallContext, CompiledWhen, includes};
use crate::scenario::{Scenario, random, words};

/// The maximum length of the commands in the name of a rule, in bytes.
const MAX_COMMANDS: usize = 200;
/// The maximum length of a description in the name of a rule, in bytes: every call that the rule acts on has its name.
const MAX_DESCRIPTION: usize = 500;

/// A compiled scenario.
#[derive(Debug)]
pub struct Script {
    scenario: Arc<Scenario>,
    generation: u64,
    rules: Vec<CompiledRule>,
    counters: usize,
    /// The index after the last rule that counts calls.
    counting_end: usize,
    /// The memory of the compiled regular expressions, in bytes.
    patterns: usize,
}

/// The call counters of one account, one for each rule with `calls`. Kept by the caller with the account, under its lock.
#[derive(Debug, Clone, Default)]
pub struct Counters {
    generation: u64,
    counts: Vec<u64>,
}

#[derive(Debug)]
struct CompiledRule {
    when: CompiledWhen,
    /// Whether `when` is empty.
    any_call: bool,
    calls: Option<(usize, CallNumbers)>,
    probability: Option<f64>,
    then: Action,
    /// The name in logs and the journal: number and description.
    name: String,
}

#[derive(Debug)]
struct Action {
    error: Option<ApiError>,
    raw: Option<RawResponse>,
    words: Option<XEmulateRule>,
    then: Then,
}

/// Where the commands of a call are.
#[derive(Debug)]
struct XEmulateRule {
    parameter: Option<String>,
    header: Option<HeaderName>,
    prefix: String,
}

impl Script {
    /// Compiles a scenario. Each load of a scenario has its own `generation`, from 1 on; counters of another generation
    /// restart at zero.
    ///
    /// # Errors
    /// A regular expression or a header is invalid; [`load`](super::load) refuses such scenarios.
    pub fn new(scenario: Arc<Scenario>, generation: u64) -> Result<Self, ScenarioError> {
        let mut rules = Vec::with_capacity(scenario.rules.len());
        let (mut counters, mut counting_end) = (0, 0);
        let mut budget = CompileBudget::default();
        for (index, rule) in scenario.rules.iter().enumerate() {
            let calls = rule.when.calls.clone().map(|calls| {
                counters += 1;
                counting_end = index + 1;
                (counters - 1, calls)
            });
            let name = match &rule.description {
                Some(description) => {
                    let description = &description[..description.floor_char_boundary(MAX_DESCRIPTION)];
                    format!("scenario rule {}: {description}", index + 1)
                }
                None => format!("scenario rule {}", index + 1),
            };
            let in_rule = |error| ScenarioError { rule: name.clone(), error };
            let when = CompiledWhen::new(&rule.when, &mut budget).map_err(in_rule)?;
            let then = Action::new(&rule.then).map_err(in_rule)?;
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
        Ok(Self { scenario, generation, rules, counters, counting_end, patterns: budget.memory() })
    }

    /// The number of rules that count calls.
    #[must_use]
    pub fn counters(&self) -> usize {
        self.counters
    }

    /// The approximate memory of the scenario and its compiled form, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        let mut text = ByteCount(0);
        // Counting cannot fail.
        let _ = serde_json::to_writer(&mut text, &*self.scenario);
        let rule = 2 * size_of::<Rule>() + size_of::<CompiledRule>();
        // Strings are kept as they were read, by the rules of the scenario, and by the compiled ones.
        size_of::<Self>() + 4 * text.0 + self.rules.len() * rule + self.patterns
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }

    /// The name of a rule: its number and description.
    #[must_use]
    pub fn rule_name(&self, index: usize) -> Option<&str> {
        self.rules.get(index).map(|rule| rule.name.as_str())
    }

    /// The names of the rules that apply, in which an `emulate` rule has the commands of the call.
    #[must_use]
    pub fn rule_names(&self, decision: &Decision) -> Vec<String> {
        let of_call = |index: &usize| decision.named.iter().find(|(named, _)| named == index);
        let name =
            |index: &usize| of_call(index).map(|(_, name)| name.as_str()).or_else(|| self.rule_name(*index));
        decision.rules.iter().filter_map(name).map(str::to_owned).collect()
    }

    /// Decides what happens to a call. Rules are evaluated in order, up to the first one that determines the response. A
    /// rule with `calls` counts every call that matches the rest of its `when`, whatever the rules before it did. `None` if
    /// no rule applies; boxed so that this common case is small.
    pub fn decide(
        &self,
        counters: &mut Counters,
        context: &CallContext<'_>,
        rng: &mut impl Rng,
    ) -> Option<Box<Decision>> {
        let mut decision = None;
        let mut ended = false;
        for (index, rule) in self.rules.iter().enumerate() {
            if ended && index >= self.counting_end {
                break;
            }
            if (ended && rule.calls.is_none()) || !(rule.any_call || rule.when.is_match(context)) {
                continue;
            }
            if let Some((slot, calls)) = &rule.calls
                && !includes(calls, counters.count(self, *slot))
            {
                continue;
            }
            if ended || rule.probability.is_some_and(|probability| !random::happens(probability, rng)) {
                continue;
            }
            ended = rule.apply(index, &mut decision, context, rng);
        }
        decision
    }
}

/// Counts the bytes that are written.
struct ByteCount(usize);

impl io::Write for ByteCount {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The script of the default scenario.
#[must_use]
pub fn ordinary() -> Script {
    let (_, text) = SHIPPED[0];
    // Tests ensure that the shipped scenario is valid.
    let scenario = Arc::new(serde_json::from_str(text).unwrap_or_default());
    Script::new(scenario, 1).unwrap_or_else(|_| Script {
        scenario: Arc::default(),
        generation: 1,
        rules: Vec::new(),
        counters: 0,
        counting_end: 0,
        patterns: 0,
    })
}

impl Counters {
    /// Counts a call for a rule. Returns the call's number.
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
    /// Adds this rule's effects to a decision. Returns whether evaluation ends.
    fn apply(
        &self,
        index: usize,
        decision: &mut Option<Box<Decision>>,
        context: &CallContext<'_>,
        rng: &mut impl Rng,
    ) -> bool {
        let Some(source) = &self.then.words else {
            let decision = decision.get_or_insert_default();
            decision.rules.push(index);
            return self.then.apply(decision, rng);
        };
        let Some(text) = source.of(context) else { return false };
        let decision = decision.get_or_insert_default();
        decision.rules.push(index);
        decision.named.push((index, self.name_with(text)));
        let then = words::read(text).map_err(|error| error.to_string());
        match then.and_then(|then| Action::new(&then).map_err(|error| error.to_string())) {
            Ok(action) => {
                // Other members of the rule, for example a delay, apply in addition to the commands.
                self.then.apply(decision, rng);
                action.apply(decision, rng)
            }
            Err(message) => {
                let message = format!("Invalid parameter: {message}");
                decision.response = ResponseChoice::Error(INVALID_PARAMETER.with_message(message));
                true
            }
        }
    }

    /// The name of the rule with the commands of a call: in the place of `<words>`, or after the name.
    fn name_with(&self, commands: &str) -> String {
        let commands = &commands[..commands.floor_char_boundary(MAX_COMMANDS)];
        let commands: String = commands.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        match self.name.split_once("<words>") {
            Some((before, after)) => format!("{before}{commands}{after}"),
            None => format!("{}: {commands}", self.name),
        }
    }
}

impl XEmulateRule {
    fn new(emulate: &Emulate) -> Result<Self, RuleError> {
        let parse = |name: &String| name.parse().map_err(|_| RuleError::HeaderName(name.clone()));
        let header = emulate.header.as_ref().map(parse);
        Ok(Self {
            parameter: emulate.parameter.clone(),
            header: header.transpose()?,
            prefix: emulate.prefix.clone().unwrap_or_default(),
        })
    }

    /// The commands in a call, if it has any.
    fn of<'a>(&self, context: &CallContext<'a>) -> Option<&'a str> {
        let parameter = self.parameter.as_ref().and_then(|name| context.parameters.value(name));
        let header = || context.headers.get(self.header.as_ref()?)?.to_str().ok();
        parameter.or_else(header)?.strip_prefix(self.prefix.as_str())
    }
}

impl Action {
    fn new(then: &Then) -> Result<Self, RuleError> {
        let error = then.error.map(|code| {
            let mut error =
                code.0.with_message(then.message.clone().unwrap_or_else(|| code.0.message.to_owned()));
            error.status = then.status.unwrap_or(error.status);
            error.retry_after = then.retry_after.map(|duration| duration.0);
            error
        });
        let raw = then.reply.as_ref().map(raw).transpose()?;
        let words = then.emulate.as_ref().map(XEmulateRule::new).transpose()?;
        Ok(Self { error, raw, words, then: then.clone() })
    }

    fn apply(&self, decision: &mut Decision, rng: &mut impl Rng) -> bool {
        let then = &self.then;
        if let Some(delay) = then.delay {
            decision.delay = decision.delay.saturating_add(random::delay(delay, rng));
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
            outcome.result_code = outcome.result_code.or(given.result_code);
            outcome.expires = outcome.expires.or(given.expires);
            for (name, value) in &given.fields {
                outcome.fields.entry(name.clone()).or_insert_with(|| value.clone());
            }
            if outcome.spoof_type.is_empty() {
                outcome.spoof_type.clone_from(&given.spoof_type);
            }
            if outcome.omit.is_empty() {
                outcome.omit.clone_from(&given.omit);
            }
        }
        if let Some(given) = &then.callback {
            let callback = decision.callback.get_or_insert_default();
            callback.delay = callback.delay.or(given.delay);
            callback.repeat = callback.repeat.or(given.repeat);
            callback.drop = callback.drop.or(given.drop);
            callback.method = callback.method.or(given.method);
        }
        if let Some(error) = &self.error {
            decision.response = ResponseChoice::Error(error.clone());
        } else if let Some(raw) = &self.raw {
            decision.response = ResponseChoice::Raw(raw.clone());
        }
        then.ends_evaluation()
    }
}
