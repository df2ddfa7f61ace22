//! The journal's calls as documents.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::millis;
use crate::contract::reply::Format;
use crate::engine::callback::record::CallbackAttempt;
use crate::engine::journal::JournalEntry;

/// A part of the journal.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Calls")]
pub struct CallsView<'a> {
    /// The calls, newest first.
    pub requests: Vec<CallView<'a>>,
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
#[schemars(rename = "Call")]
pub struct CallView<'a> {
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
    #[schemars(default)]
    pub repeated: Vec<(&'a str, &'a str)>,
    /// The headers that tell something, without the signature.
    pub headers: BTreeMap<&'static str, &'a str>,
    /// The answer.
    pub answer: ResponseView<'a>,
    /// What became of the signature: notReached, notChecked, verified or refused.
    pub signature: &'static str,
    /// What the throttle had left; absent where the call did not reach it or there is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throttle: Option<ThrottleStateView>,
    /// The scenario's rules that acted, each by its number and description.
    pub rules: &'a [String],
    /// What only a lenient run let through.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schemars(default)]
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
    /// Of the Initialize that started a transaction: the tries to deliver its callback so far, oldest first. They are
    /// looked up when the call is asked for, by its transactionId.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub callbacks: Vec<CallbackAttempt>,
}

/// The answer to a call.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Answer")]
pub struct ResponseView<'a> {
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
    #[schemars(default)]
    pub result: BTreeMap<&'a str, &'a str>,
    /// The wait that a throttled client was told, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_millis: Option<u64>,
}

/// What a throttle had left behind a call.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Allowance")]
pub struct ThrottleStateView {
    /// Calls a second.
    pub qps: u32,
    /// Calls that could have followed at once.
    pub remaining: u32,
}

impl<'a> CallView<'a> {
    /// A call, and the tries to deliver the callback of the transaction that it started.
    pub(in super::super) fn new(entry: &'a JournalEntry, callbacks: Vec<CallbackAttempt>) -> Self {
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
            answer: ResponseView {
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
                .map(|allowance| ThrottleStateView { qps: allowance.qps, remaining: allowance.remaining }),
            rules: &entry.rules,
            tolerated: &entry.tolerated,
            hint: entry.hint.as_deref(),
            transaction_id: entry.transaction_id(),
            took_micros: u64::try_from(entry.took.as_micros()).unwrap_or(u64::MAX),
            delay_millis: millis(entry.delay),
            callbacks,
        }
    }
}
