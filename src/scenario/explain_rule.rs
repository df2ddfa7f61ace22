//! Explains a rule in a sentence.
#![allow(clippy::format_push_string, reason = "runs once, for a person to read")]

use crate::scenario::format::{
    Body, CallNumbers, Conditions, Connection, ConnectionFault, Delay, Match, Rule, Then, Verification, When,
};
use crate::scenario::read::wording::list;

/// Explains a rule: which calls it matches, and its effects.
pub(super) fn rule(rule: &Rule) -> String {
    let rest = match &rule.then {
        then if then.ends_evaluation() => "",
        then if then.emulate.is_some() => "; without commands evaluation continues",
        _ => "; evaluation continues",
    };
    format!("{}: {}{rest}.", capital(&calls(&rule.when)), effects(&rule.then).join("; "))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// The calls that a rule matches, as a noun phrase.
fn calls(when: &When) -> String {
    let mut tests = Vec::new();
    if let Some(given) = &when.access_key_id {
        tests.push(format!("whose access key {}", value(given)));
    }
    for (name, given) in &when.parameters.0 {
        tests.push(format!("whose {name} {}", value(given)));
    }
    for (name, given) in &when.headers.0 {
        tests.push(format!("whose header {name} {}", value(given)));
    }
    if let Some(during) = &when.during {
        tests.push(match (during.from, during.to) {
            (Some(from), Some(to)) => format!("from {from} to {to} after the scenario was loaded"),
            (Some(from), None) => format!("later than {from} after the scenario was loaded"),
            (None, Some(to)) => format!("in the first {to} after the scenario was loaded"),
            (None, None) => "at any time".to_owned(),
        });
    }
    let kind = when.operation.map_or("calls".to_owned(), |operation| format!("{operation} calls"));
    let mut text = if tests.is_empty() { kind } else { format!("{kind} {}", list(&tests, "and")) };
    text = match &when.calls {
        Some(given) => format!("of each account's {text}, {}", numbers(given)),
        None => format!("all {text}"),
    };
    match when.probability {
        Some(probability) => {
            format!("a random {} % of {}", percent(probability), text.replacen("of each", "each", 1))
        }
        None => text,
    }
}

fn percent(probability: f64) -> String {
    let rounded = (probability * 1e6).round() / 1e4;
    rounded.to_string()
}

fn numbers(calls: &CallNumbers) -> String {
    let mut all = Vec::new();
    if let Some(nth) = &calls.nth {
        let words: Vec<String> = nth.iter().map(u64::to_string).collect();
        all.push(format!("number {}", list(&words, "and")));
    }
    match calls.first {
        Some(1) => all.push("the first one".to_owned()),
        Some(first) => all.push(format!("the first {first}")),
        None => {}
    }
    if let Some(after) = calls.after {
        all.push(format!("those after the first {after}"));
    }
    match calls.every {
        Some(1) => all.push("every one".to_owned()),
        Some(2) => all.push("every other one".to_owned()),
        Some(every) => all.push(format!("every {every}th one")),
        None => {}
    }
    all.join(", but only ")
}

/// Conditions on a value, as a verb phrase.
fn value(given: &Match) -> String {
    let conditions = match given {
        Match::Text(text) => return format!("is {text:?}"),
        Match::Conditions(conditions) => conditions.clone(),
    };
    let Conditions { equals, starts_with, ends_with, contains, matches, one_of, present } = conditions;
    let quoted = |texts: Vec<String>| texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>();
    let all: Vec<String> = [
        present.map(|present| if present { "is present".to_owned() } else { "is absent".to_owned() }),
        equals.map(|text| format!("is {text:?}")),
        one_of.map(|texts| format!("is {}", list(&quoted(texts), "or"))),
        starts_with.map(|text| format!("starts with {text:?}")),
        ends_with.map(|text| format!("ends with {text:?}")),
        contains.map(|text| format!("contains {text:?}")),
        matches.map(|text| format!("matches /{text}/")),
    ]
    .into_iter()
    .flatten()
    .collect();
    list(&all, "and")
}

/// The effects, each as a clause.
#[must_use]
pub fn effects(then: &Then) -> Vec<String> {
    let mut all = Vec::new();
    match then.delay {
        Some(Delay::Fixed(duration)) => all.push(format!("the response is delayed by {duration}")),
        Some(Delay::Range(range)) => {
            all.push(format!("the response is delayed by {} to {}", range.min, range.max));
        }
        Some(Delay::Median(distribution)) => all.push(format!(
            "the response is delayed, by less than {} for half of the calls and more than {} for one in a hundred",
            distribution.median, distribution.p99
        )),
        None => {}
    }
    if let Some(code) = then.error {
        let mut text = format!("the response is {} {code}", then.status.unwrap_or(code.0.status));
        if let Some(message) = &then.message {
            text += &format!(" with the message {message:?}");
        }
        if let Some(wait) = then.retry_after {
            text += &format!(", and the client is told to wait {wait}");
        }
        all.push(text);
    }
    if let Some(reply) = &then.reply {
        all.push(format!("the response is a raw {} {}", reply.status.unwrap_or(200), body(&reply.body)));
    }
    if then.pass.is_some() {
        all.push("the call is handled normally, without further rules".to_owned());
    }
    if let Some(emulate) = &then.emulate {
        let source = match (&emulate.parameter, &emulate.header) {
            (Some(name), _) => name.clone(),
            (_, Some(name)) => format!("the header {name}"),
            _ => "the call".to_owned(),
        };
        let prefix = emulate.prefix.as_ref().map_or(String::new(), |prefix| format!(" after {prefix:?}"));
        all.push(format!("the fault is selected by commands in {source}{prefix}"));
    }
    all.extend(then.connection.map(connection));
    if let Some(rate) = then.dribble {
        all.push(format!("the body is sent at {rate} bytes per second"));
    }
    all.extend(then.verification.as_ref().map(verification));
    if let Some(callback) = &then.callback {
        if callback.drop == Some(true) {
            all.push("the callback is never sent".to_owned());
        }
        all.extend(callback.delay.map(|delay| format!("the callback is delayed by {delay}")));
        all.extend(callback.repeat.map(|times| format!("the callback is sent {times} times")));
        all.extend(callback.method.map(|method| format!("the callback is sent by {}", method.name())));
    }
    all
}

fn body(body: &Body) -> String {
    match body.text().len() {
        0 => "without a body".to_owned(),
        bytes => format!("with a body of {bytes} bytes"),
    }
}

fn connection(connection: Connection) -> String {
    match connection {
        Connection::Fault(fault) => fault.sentence().to_owned(),
        Connection::Stall(stall) => format!("{} for {}", ConnectionFault::Stall.sentence(), stall.stall),
    }
}

fn verification(outcome: &Verification) -> String {
    if let Some(code) = outcome.result_code {
        return format!(
            "the identity check ends in the browser with {code} ({}) and has no result",
            code.0.outcome.meaning
        );
    }
    if let Some(span) = outcome.expires {
        return format!("the identity check expires {span} after Initialize");
    }
    let mut text = format!(
        "the identity check {} without a user",
        if outcome.passed.unwrap_or(true) { "passes" } else { "fails" }
    );
    if let Some(code) = &outcome.sub_code {
        text += &format!(" with the SubCode {code}");
    }
    if let Some(after) = outcome.after {
        text += &format!(", {after} after Initialize");
    }
    if !outcome.fields.is_empty() {
        let fields: Vec<String> =
            outcome.fields.iter().map(|(name, value)| format!("{name} {value:?}")).collect();
        text += &format!(", and the data read from the document is {}", list(&fields, "and"));
    }
    if !outcome.spoof_type.is_empty() {
        let types: Vec<_> = outcome.spoof_type.iter().map(|spoof| spoof.name().to_owned()).collect();
        text += &format!(", and the document is taken for {}", list(&types, "and"));
    }
    if !outcome.omit.is_empty() {
        let names: Vec<_> = outcome.omit.iter().map(|member| member.name().to_owned()).collect();
        text += &format!(", and CheckResult leaves out {}", list(&names, "and"));
    }
    text
}
