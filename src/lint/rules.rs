//! What is looked for in recorded calls: one row a rule, with why it matters. Those about retries, nonces and polling are
//! the rules of client conduct.

use std::time::Duration;

use serde::Serialize;

use crate::contract::error;
use crate::contract::nearest::nearest;
use crate::contract::reply::Format;
use crate::contract::validate::Tolerated;
use crate::contract::{Call, Operation, ParameterSource, Strictness};
use crate::engine::call::{CallFacts, SignatureCheck};
use crate::engine::conduct;
use crate::engine::journal::{JournalEntry, JournalParameter, is_secret};
use crate::lint::recorded::RecordedCall;
use crate::scenario::format::COMMON_PARAMETERS;
use crate::signature::{self, Presented, timestamp};

/// Something that a recorded call does wrong.
#[derive(Debug, PartialEq, Eq)]
pub struct LintRule {
    /// Its name, for programs.
    pub name: &'static str,
    /// Why it matters, and what to do.
    pub why: &'static str,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident: $word:literal, $why:literal;)*) => {
        $($(#[$doc])* pub static $name: LintRule = LintRule { name: $word, why: $why };)*
        /// Every rule about a single call.
        pub static RULES: &[&LintRule] = &[$(&$name),*];
    };
}

rules! {
    /// A parameter that the documentation forbids.
    FORBIDDEN: "forbiddenParameter", "The documentation forbids it, and the service refuses the call.";
    /// A required parameter is absent or empty.
    MISSING: "missingParameter", "The parameter is required, and the service refuses the call without it.";
    /// A parameter that passes although the documentation says otherwise.
    TOLERATED: "toleratedParameter",
        "It passes today although the documentation says otherwise, and may be refused at any time.";
    /// A parameter that no operation has.
    UNKNOWN: "unknownParameter", "The service ignores it, so that what was meant does not happen.";
    /// No Format in a V1 call.
    NO_FORMAT: "noFormat", "Without Format a V1 call is answered in XML, which a JSON parser cannot read.";
    /// Another method.
    METHOD: "methodNotPost", "The documentation has POST only; another method is refused, or was not seen to pass.";
    /// A timestamp far from the time of the recording.
    CLOCK: "clockOff", "A timestamp more than 15 minutes away is refused. Local time sent as UTC is the usual cause.";
    /// A call over http.
    IN_THE_OPEN: "secretInTheOpen",
        "The traffic can be read and changed on its way. Use https.";
    /// A token that the file itself gives away.
    IN_THE_FILE: "secretInTheFile",
        "The token works until it expires. Mask it before you share the file.";
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LintFinding {
    /// The number of the entry in the file.
    pub entry: usize,
    /// The rule.
    pub rule: &'static str,
    /// What was seen.
    pub seen: String,
    /// Why it matters.
    pub why: &'static str,
}

/// Everything that is wrong with recorded calls, in the order of their entries.
#[must_use]
pub fn findings(calls: &[RecordedCall]) -> Vec<LintFinding> {
    let mut found = Vec::new();
    let mut entries = Vec::new();
    for recorded in calls {
        let Some(call) = recorded.call(&[]) else { continue };
        let mut add = |rule: &'static LintRule, seen: String| {
            found.push(LintFinding { entry: recorded.entry, rule: rule.name, seen, why: rule.why });
        };
        if let Some(operation) = recorded.operation() {
            parameters(&call, operation, &mut add);
        }
        sending(recorded, &call, &mut add);
        secrets(recorded, &call, &mut add);
        entries.push(journal_entry(recorded, &call, calls));
    }
    for finding in conduct::of_recorded(&entries).findings {
        for (index, entry) in finding.calls.iter().enumerate() {
            let seen = if index == 0 { finding.seen.clone() } else { "again".to_owned() };
            found.push(LintFinding {
                entry: usize::try_from(*entry).unwrap_or_default(),
                rule: finding.mistake.name,
                seen,
                why: finding.mistake.why,
            });
        }
    }
    found.sort_by_key(|finding| finding.entry);
    found
}

/// What the tables say of the parameters.
fn parameters(call: &Call, operation: &'static Operation, add: &mut impl FnMut(&'static LintRule, String)) {
    for row in operation.parameters {
        let values: Vec<_> = call
            .parameters
            .iter()
            .filter(|item| item.name == row.name && !item.value.is_empty())
            .map(|item| item.value)
            .collect();
        let Some(first) = values.first() else {
            if row.required {
                add(&MISSING, format!("{} is absent or empty", row.name));
            }
            continue;
        };
        match row.judge(first).level {
            Some(Strictness::Documented) => {}
            Some(level) => add(&TOLERATED, Tolerated { parameter: row, level }.sentence()),
            None => add(&FORBIDDEN, format!("{} {}", row.name, row.form.expectation())),
        }
        if values.iter().any(|value| value != first) {
            add(&FORBIDDEN, format!("{} is given more than once, with different values", row.name));
        }
    }
    let known = || operation.parameters.iter().map(|row| row.name).chain(COMMON_PARAMETERS.iter().copied());
    for item in call.parameters.iter() {
        let meant = nearest(item.name, known());
        // A secret under a wrong name is a finding of its own.
        let other = |name: &str| name != item.name && !item.name.ends_with("Secret");
        if let Some(meant) = meant.filter(|_| known().all(other)) {
            add(&UNKNOWN, format!("{} is ignored; {meant} is meant", item.name));
        }
    }
}

/// How the call was sent.
fn sending(recorded: &RecordedCall, call: &Call, add: &mut impl FnMut(&'static LintRule, String)) {
    if !["POST", ""].contains(&recorded.method.as_str()) {
        add(&METHOD, format!("the call was sent by {}", recorded.method));
    }
    let Ok(presented) = signature::presented(call) else { return };
    if matches!(presented, Presented::V1(_)) && call.parameters.value("Format").is_none() {
        add(&NO_FORMAT, "the V1 call has no Format".to_owned());
    }
    let Some(claimed) = presented.timestamp().and_then(timestamp::parse) else { return };
    let away = recorded.at.duration_since(claimed);
    if away.unsigned_abs() > timestamp::WINDOW {
        let way = if away.is_negative() { "ahead of" } else { "behind" };
        let minutes = away.unsigned_abs().as_secs() / 60;
        add(&CLOCK, format!("the timestamp is {minutes} minutes {way} the recording"));
    }
}

/// Secrets and tokens, and calls over http.
fn secrets(recorded: &RecordedCall, call: &Call, add: &mut impl FnMut(&'static LintRule, String)) {
    let token = recorded
        .header("x-acs-security-token")
        .or_else(|| call.parameters.value("SecurityToken"))
        // The emulator's own journal masks it.
        .filter(|token| !token.starts_with("***"));
    if token.is_some() {
        add(&IN_THE_FILE, "the recording holds a SecurityToken in full".to_owned());
    }
    let local = ["localhost", "127.0.0.1", "[::1]"].contains(&recorded.host.as_str());
    if recorded.scheme == "http" && !local {
        let sent = if token.is_some() { "a SecurityToken" } else { "a call" };
        add(&IN_THE_OPEN, format!("{sent} went to {} over http", recorded.host));
    }
}

/// The call as the rules of conduct read calls.
fn journal_entry(recorded: &RecordedCall, call: &Call, calls: &[RecordedCall]) -> JournalEntry {
    let start = calls.first().map_or(recorded.at, |first| first.at);
    let presented = signature::presented(call).ok();
    let key = presented.as_ref().and_then(Presented::access_key_id).map(str::to_owned);
    let answer = &recorded.answer;
    let nonce = presented.as_ref().and_then(Presented::nonce);
    JournalEntry {
        id: u64::try_from(recorded.entry).unwrap_or_default(),
        time: recorded.at,
        since_start: recorded.at.duration_since(start).unsigned_abs(),
        facts: CallFacts {
            account: key.clone().unwrap_or_default(),
            operation: recorded.operation().map(|operation| operation.kind),
            signature: SignatureCheck::NotChecked,
            delay_ms: u64::try_from(recorded.took.as_millis()).unwrap_or(u64::MAX),
            ..CallFacts::default()
        },
        access_key_id: key,
        method: recorded.method.clone(),
        parameters: call
            .parameters
            .iter()
            .map(|item| JournalParameter {
                name: item.name.to_owned(),
                value: if is_secret(item.name) { String::new() } else { item.value.to_owned() },
                source: ParameterSource::Query,
            })
            .collect(),
        headers: nonce.map(|nonce| ("x-acs-signature-nonce", nonce.to_owned())).into_iter().collect(),
        status: answer.status,
        code: code(&answer.code),
        message: None,
        retry_after: answer.retry_after,
        request_id: String::new(),
        trace_id: String::new(),
        format: Format::Json,
        result: answer.result.clone(),
        elapsed: Duration::ZERO,
        truncated: Vec::new(),
    }
}

/// A recorded code as the tables spell it; `-` of one that they do not have.
fn code(recorded: &str) -> &'static str {
    if recorded == "Success" { "Success" } else { error::find(recorded).map_or("-", |row| row.code) }
}
