//! The shapes of the admin API's documents. Their names and comments are the schema that clients read.

mod evidence;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::reply::Format;
use crate::engine::callbacks::Attempt;
use crate::engine::journal::Entry;
use crate::scenario::Scenario;
pub use evidence::{Conduct, Coverage, Finding, Met, OperationCoverage, ParameterCoverage, Retry};

/// Whether the emulator is up, and which one it is.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// Always `ok`.
    pub status: &'static str,
    /// The emulator's version.
    pub version: &'static str,
    /// The base URL of this server.
    pub base_url: String,
    /// The seed that gives this run again.
    pub seed: u64,
    /// Calls to the service since the start.
    pub calls: u64,
}

/// A part of the journal.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Calls<'a> {
    /// The calls, newest first.
    pub requests: Vec<Call<'a>>,
    /// The `cursor` of the next part; absent where this is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many calls of all accounts are kept.
    pub kept: usize,
    /// How many calls were dropped since the start because the journal was full.
    pub dropped: u64,
}

/// One call to the service, with what became of it. Secrets and tokens are masked.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Call<'a> {
    /// Its number, from 1, in the order of the answers.
    pub id: u64,
    /// When it was answered, by the emulator's clock.
    pub time: String,
    /// The account; empty where the call reached none.
    pub account: &'a str,
    /// The access key that it named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<&'a str>,
    /// The operation, once it was known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<&'static str>,
    /// The HTTP method; empty where the bytes were no request.
    pub method: &'a str,
    /// The decoded parameters; of a repeated one the first value, which is the one that counts.
    pub parameters: BTreeMap<&'a str, &'a str>,
    /// Further values of repeated parameters, each a name and a value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repeated: Vec<(&'a str, &'a str)>,
    /// The headers that tell something, without the signature.
    pub headers: BTreeMap<&'static str, &'a str>,
    /// The answer.
    pub answer: Answer<'a>,
    /// What became of the signature: notReached, notChecked, verified or refused.
    pub signature: &'static str,
    /// What the throttle had left; absent where the call did not reach it or there is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throttle: Option<Allowance>,
    /// The scenario's rules that acted, each by its number and description.
    pub rules: &'a [String],
    /// What only a lenient run let through.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub tolerated: &'a [String],
    /// What the developer is told beyond the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<&'a str>,
    /// The transaction that the call made or asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<&'a str>,
    /// How long the emulator worked on it, in microseconds.
    pub took_micros: u64,
    /// How long a scenario made it wait besides, in milliseconds.
    pub delay_millis: u64,
}

/// The answer to a call.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Answer<'a> {
    /// HTTP status.
    pub status: u16,
    /// `Code` in the body; `-` of an answer that a scenario gives as it stands.
    pub code: &'static str,
    /// `Message` of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'a str>,
    /// `RequestId`, also the header x-acs-request-id.
    pub request_id: &'a str,
    /// The header x-acs-trace-id.
    pub trace_id: &'a str,
    /// `json` or `xml`.
    pub format: &'static str,
    /// The members of `Result` of a success.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub result: BTreeMap<&'a str, &'a str>,
    /// The wait that a throttled client was told, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_millis: Option<u64>,
}

/// What a throttle had left behind a call.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Allowance {
    /// Calls a second.
    pub qps: u32,
    /// Calls that could have followed at once.
    pub remaining: u32,
}

/// A part of the transactions.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Transactions {
    /// The transactions, newest first.
    pub transactions: Vec<Transaction>,
    /// How many fit the question.
    pub total: usize,
}

/// One transaction.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Transaction {
    /// `TransactionId`.
    pub transaction_id: String,
    /// The account that made it.
    pub account: String,
    /// `MerchantBizId`.
    pub merchant_biz_id: String,
    /// `DocType`.
    pub doc_type: &'static str,
    /// waiting for its user, opened, completed or expired.
    pub state: &'static str,
    /// How long ago it was made, in milliseconds of its account's clock.
    pub age_millis: u64,
    /// Whether it passed, where it is complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
    /// `SubCode`, where it is complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_code: Option<String>,
    /// `ReturnUrl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// `CallbackUrl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback_url: Option<String>,
    /// Tries to deliver the callback, oldest first, as `/_emulator/callbacks` tells them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub callbacks: Vec<Attempt>,
}

/// How a check ends.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Completion {
    /// Whether it passes; it does unless told otherwise.
    pub passed: Option<bool>,
    /// `SubCode`; the usual one unless told otherwise.
    pub sub_code: Option<String>,
}

/// How many calls were deleted.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Deleted {
    /// So many.
    pub deleted: usize,
}

/// What became of the callbacks.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Callbacks {
    /// Every try that is remembered, oldest first.
    pub attempts: Vec<Attempt>,
    /// How many callbacks are still to be delivered, of all accounts.
    pub waiting: usize,
}

/// The emulator's time.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Time {
    /// The time of day.
    pub now: String,
    /// Time since the start, moved or passed, in milliseconds.
    pub elapsed_milliseconds: u64,
}

/// How the clock is moved: exactly one of the two.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClockChange {
    /// Forward, by a duration such as `31m`.
    Advance(String),
    /// To a time such as `2026-11-22T10:00:00Z`; what lies between counts as passed.
    Set(String),
}

/// The scenario that is played.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Played {
    /// Whether it was put for this access key alone.
    pub own: bool,
    /// The scenario, as `cloudauth-local schema scenario` describes it.
    pub scenario: Scenario,
    /// Its rules in order.
    pub rules: Vec<Rule>,
}

/// A rule at work.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Its number and description.
    pub name: String,
    /// On how many calls it acted since the scenario was loaded.
    pub acted: u64,
}

/// What is to be said of a scenario that is not played.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Its faults, each with line, column, length, message and help; empty is good.
    pub diagnostics: Vec<serde_json::Value>,
    /// What a good one will do, in sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
}

/// How full the throttles are.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Throttles {
    /// One for each account and operation.
    pub throttles: Vec<Throttle>,
}

/// How full one throttle is.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Throttle {
    /// The account.
    pub account: String,
    /// The operation.
    pub operation: &'static str,
    /// Calls a second.
    pub qps: u32,
    /// Calls that may come at once.
    pub burst: u32,
    /// Calls that could come at once now.
    pub remaining: u32,
}

impl<'a> Call<'a> {
    pub(super) fn new(entry: &'a Entry) -> Self {
        let mut parameters = BTreeMap::new();
        let mut repeated = Vec::new();
        for given in &entry.parameters {
            let (name, value) = (given.name.as_str(), given.value.as_str());
            match parameters.entry(name) {
                std::collections::btree_map::Entry::Vacant(slot) => drop(slot.insert(value)),
                std::collections::btree_map::Entry::Occupied(_) => repeated.push((name, value)),
            }
        }
        Self {
            id: entry.id,
            time: entry.time.to_string(),
            account: &entry.account,
            access_key_id: entry.access_key_id.as_deref(),
            operation: entry.operation,
            method: &entry.method,
            parameters,
            repeated,
            headers: entry.headers.iter().map(|(name, value)| (*name, value.as_str())).collect(),
            answer: Answer {
                status: entry.status,
                code: entry.code,
                message: entry.message.as_deref(),
                request_id: &entry.request_id,
                trace_id: &entry.trace_id,
                format: match entry.format {
                    Format::Json => "json",
                    Format::Xml => "xml",
                },
                result: entry.result.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
                retry_after_millis: entry.retry_after.map(millis),
            },
            signature: entry.signature.word(),
            throttle: entry
                .throttle
                .map(|allowance| Allowance { qps: allowance.qps, remaining: allowance.remaining }),
            rules: &entry.rules,
            tolerated: &entry.tolerated,
            hint: entry.hint.as_deref(),
            transaction_id: entry.transaction_id(),
            took_micros: u64::try_from(entry.took.as_micros()).unwrap_or(u64::MAX),
            delay_millis: millis(entry.delay),
        }
    }
}

/// Whole milliseconds, rounded up.
pub(super) fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}
