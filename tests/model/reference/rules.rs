//! What the rules of a scenario decide for one call.

use std::time::Duration;

use rand::RngExt as _;

use crate::reference::account::Account;
use crate::reference::scenario::{
    CallbackSpec, CallsSpec, RuleSpec, Source, Test, ThenSpec, VerificationSpec, WhenSpec,
};

/// The commands with which a call selects its fault, and what they mean; the last one is none.
const WORDS: [&str; 16] = [
    "Throttling.Api",
    "InternalError,status:503",
    "Throttling.User,retryAfter:800ms",
    "delay:2s",
    "verification:passed",
    "verification:301",
    "callback:drop",
    "callback:2",
    "callback:5s",
    "result:1006",
    "expires:1m",
    "pass",
    "verification:passed,callback:3",
    "Forbidden.RAM",
    "reset,delay:1s",
    "nonsense",
];

/// How many commands there are.
pub(crate) const COMMANDS: usize = WORDS.len();

/// A command's text.
pub(crate) fn words(number: usize) -> &'static str {
    WORDS[number % WORDS.len()]
}

/// What a rule sees of a call.
pub(crate) struct Call<'a> {
    pub(crate) operation: usize,
    pub(crate) key: Option<&'a str>,
    pub(crate) user: Option<&'a str>,
    pub(crate) header: Option<&'a str>,
    /// Since the scenario was loaded.
    pub(crate) elapsed: Duration,
}

/// What happens to a call.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    /// The rules that apply, with their names.
    pub(crate) rules: Vec<(usize, String)>,
    pub(crate) response: Response,
    pub(crate) delay: Duration,
    pub(crate) dribble: Option<u32>,
    pub(crate) reset: bool,
    pub(crate) verification: Option<VerificationSpec>,
    pub(crate) callback: Option<CallbackSpec>,
}

#[derive(Debug, Default)]
pub(crate) enum Response {
    #[default]
    Ordinary,
    Error {
        code: String,
        status: Option<u16>,
        retry_after: Option<Duration>,
    },
    /// These commands are none.
    Nonsense(String),
    Raw,
}

/// The decision; none if no rule applies.
pub(crate) fn decide(rules: &[RuleSpec], account: &mut Account, call: &Call<'_>) -> Option<Decision> {
    let mut decision = Decision::default();
    let mut ended = false;
    for (index, rule) in rules.iter().enumerate() {
        if !matches(&rule.when, call) {
            continue;
        }
        // Whatever the rules before it did, the call is counted.
        let included = rule.when.calls.as_ref().is_none_or(|calls| {
            account.matched[index] += 1;
            includes(calls, account.matched[index])
        });
        if ended || !included {
            continue;
        }
        if let Some(percent) = rule.when.percent
            && account.random.random::<f64>() >= f64::from(percent) / 100.0
        {
            continue;
        }
        ended = apply(index, rule, &mut decision, account, call);
    }
    (!decision.rules.is_empty()).then_some(decision)
}

fn matches(when: &WhenSpec, call: &Call<'_>) -> bool {
    when.operation.is_none_or(|operation| operation == call.operation)
        && when.key.as_ref().is_none_or(|test| holds(test, call.key))
        && when.user.as_ref().is_none_or(|test| holds(test, call.user))
        && when.header.as_ref().is_none_or(|test| holds(test, call.header))
        && when.from.is_none_or(|from| call.elapsed >= Duration::from_secs(from))
        && when.to.is_none_or(|to| call.elapsed < Duration::from_secs(to))
}

fn holds(test: &Test, value: Option<&str>) -> bool {
    let Some(value) = value else { return *test == Test::Present(false) };
    match test {
        Test::Equals(text) => value == text,
        Test::StartsWith(text) => value.starts_with(text.as_str()),
        Test::EndsWith(text) => value.ends_with(text.as_str()),
        Test::Contains(text) => value.contains(text.as_str()),
        Test::Matches(start, ends) => {
            let rest = value.strip_prefix(start.as_str());
            rest.is_some_and(|rest| rest.ends_with(|last| ends.contains(last)))
        }
        Test::OneOf(texts) => texts.iter().any(|text| text == value),
        Test::Present(present) => *present,
    }
}

fn includes(calls: &CallsSpec, number: u64) -> bool {
    calls.first.is_none_or(|first| number <= first)
        && calls.after.is_none_or(|after| number > after)
        && calls.nth.as_ref().is_none_or(|nth| nth.contains(&number))
        && calls.every.is_none_or(|every| number.is_multiple_of(every))
}

/// Adds what a rule does; true if no other rule acts.
fn apply(
    index: usize,
    rule: &RuleSpec,
    decision: &mut Decision,
    account: &mut Account,
    call: &Call<'_>,
) -> bool {
    let name = match &rule.description {
        Some(description) => format!("scenario rule {}: {description}", index + 1),
        None => format!("scenario rule {}", index + 1),
    };
    let Some(source) = rule.then.emulate else {
        decision.rules.push((index, name));
        return act(&rule.then, decision, account);
    };
    let commands = match source {
        Source::User => call.user.and_then(|user| user.strip_prefix("emulate:")),
        Source::Header => call.header,
    };
    let Some(commands) = commands else { return false };
    let named = match name.split_once("<words>") {
        Some((before, after)) => format!("{before}{commands}{after}"),
        None => format!("{name}: {commands}"),
    };
    decision.rules.push((index, named));
    let Some(then) = meaning(commands) else {
        decision.response = Response::Nonsense(commands.to_owned());
        return true;
    };
    act(&rule.then, decision, account);
    act(&then, decision, account)
}

fn act(then: &ThenSpec, decision: &mut Decision, account: &mut Account) -> bool {
    if let Some((min, max)) = then.delay {
        let mut delay = Duration::from_millis(min);
        if max != min {
            delay += Duration::from_millis(max - min).mul_f64(account.random.random::<f64>());
        }
        decision.delay += Duration::from_micros(u64::try_from(delay.as_micros()).unwrap());
    }
    decision.reset |= then.reset;
    decision.dribble = decision.dribble.or(then.dribble);
    if let Some(given) = &then.verification {
        let known = decision.verification.get_or_insert_default();
        known.passed = known.passed.or(given.passed);
        known.sub_code = known.sub_code.take().or_else(|| given.sub_code.clone());
        known.after = known.after.or(given.after);
        known.result_code = known.result_code.take().or_else(|| given.result_code.clone());
        known.expires = known.expires.or(given.expires);
        known.surname = known.surname.take().or_else(|| given.surname.clone());
        known.copy |= given.copy;
        known.omits |= given.omits;
    }
    if let Some(given) = then.callback {
        let known = decision.callback.get_or_insert_default();
        known.delay = known.delay.or(given.delay);
        known.repeat = known.repeat.or(given.repeat);
        known.drop = known.drop.or(given.drop);
        known.post |= given.post;
    }
    if let Some(code) = &then.error {
        decision.response = Response::Error {
            code: code.clone(),
            status: then.status,
            retry_after: then.retry_after.map(Duration::from_millis),
        };
    } else if then.reply {
        decision.response = Response::Raw;
    }
    ends(then)
}

fn ends(then: &ThenSpec) -> bool {
    then.error.is_some() || then.reply || then.pass || then.reset
}

/// What commands mean; none if they are none.
fn meaning(commands: &str) -> Option<ThenSpec> {
    let nothing = ThenSpec::default();
    let error = |code: &str| ThenSpec { error: Some(code.to_owned()), ..ThenSpec::default() };
    let check = |check| ThenSpec { verification: Some(check), ..ThenSpec::default() };
    let passed = VerificationSpec { passed: Some(true), ..VerificationSpec::default() };
    let callback = |callback| ThenSpec { callback: Some(callback), ..ThenSpec::default() };
    let told = CallbackSpec::default();
    Some(match commands {
        "Throttling.Api" | "Forbidden.RAM" => error(commands),
        "InternalError,status:503" => ThenSpec { status: Some(503), ..error("InternalError") },
        "Throttling.User,retryAfter:800ms" => ThenSpec { retry_after: Some(800), ..error("Throttling.User") },
        "delay:2s" => ThenSpec { delay: Some((2000, 2000)), ..nothing },
        "verification:passed" => check(passed),
        "verification:301" => check(VerificationSpec {
            passed: Some(false),
            sub_code: Some("301".to_owned()),
            ..VerificationSpec::default()
        }),
        "callback:drop" => callback(CallbackSpec { drop: Some(true), ..told }),
        "callback:2" => callback(CallbackSpec { repeat: Some(2), ..told }),
        "callback:5s" => callback(CallbackSpec { delay: Some(5000), ..told }),
        "result:1006" => {
            check(VerificationSpec { result_code: Some("1006".to_owned()), ..VerificationSpec::default() })
        }
        "expires:1m" => check(VerificationSpec { expires: Some(60_000), ..VerificationSpec::default() }),
        "pass" => ThenSpec { pass: true, ..nothing },
        "verification:passed,callback:3" => {
            ThenSpec { callback: Some(CallbackSpec { repeat: Some(3), ..told }), ..check(passed) }
        }
        "reset,delay:1s" => ThenSpec { reset: true, delay: Some((1000, 1000)), ..nothing },
        _ => return None,
    })
}
