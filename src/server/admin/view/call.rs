//! The JSON of the journal's calls.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{fractional_millis, millis};
use crate::contract::reply::Format;
use crate::engine::call::CallFacts;
use crate::engine::callback::record::CallbackAttempt;
use crate::engine::journal::{JournalEntry, TruncatedPart};

/// A page of the journal.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CallPage")]
pub struct CallsView<'a> {
    /// The calls, newest first.
    pub requests: Vec<CallView<'a>>,
    /// The `cursor` of the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// With `search`: how many calls of the whole journal fit, those that are not listed here included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<usize>,
    /// How many calls of all accounts are kept.
    pub kept: usize,
    /// How many calls were dropped since the start because the journal was full.
    pub dropped: u64,
}

/// A call to the service with its response. Secrets and tokens are masked.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Call")]
pub struct CallView<'a> {
    /// Its number in the journal, from 1.
    pub id: u64,
    /// The time of the response, by the emulator's clock.
    pub time: String,
    /// The results of the checks.
    #[serde(flatten)]
    pub facts: &'a CallFacts,
    /// The AccessKeyId in the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<&'a str>,
    /// The HTTP method; empty if the request could not be parsed.
    pub method: &'a str,
    /// The decoded parameters; of a repeated one the value that is used.
    pub parameters: BTreeMap<&'a str, &'a str>,
    /// Further values of repeated parameters: name and value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub repeated: Vec<(&'a str, &'a str)>,
    /// The headers that are kept, without the signature.
    pub headers: BTreeMap<&'static str, &'a str>,
    /// The response.
    pub answer: ResponseView<'a>,
    /// The transaction that the call created or requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<&'a str>,
    /// The processing time, in milliseconds.
    pub elapsed_ms: f64,
    /// Of what the journal keeps only the start, because it is very long.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schemars(default)]
    pub truncated: &'a [TruncatedPart],
    /// For an Initialize that created a transaction: the attempts to deliver its callback so far, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub callbacks: Vec<CallbackAttempt>,
}

/// The response to a call.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Answer")]
pub struct ResponseView<'a> {
    /// HTTP status.
    pub status: u16,
    /// `Code` in the body; `-` for a raw response of a scenario.
    pub code: &'static str,
    /// `Message` of an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'a str>,
    /// `RequestId`, also the header x-acs-request-id.
    pub request_id: &'a str,
    /// The header x-acs-trace-id.
    pub trace_id: &'a str,
    /// The format of the body.
    pub format: Format,
    /// The members of `Result` of a success.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(default)]
    pub result: BTreeMap<&'a str, &'a str>,
    /// The wait that a throttled client was told (x-acs-retry-after), in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

impl<'a> CallView<'a> {
    /// A call, and the attempts to deliver the callback of the transaction that it created.
    pub(in super::super) fn new(entry: &'a JournalEntry, callbacks: Vec<CallbackAttempt>) -> Self {
        let mut parameters: BTreeMap<&str, &str> = BTreeMap::new();
        let mut repeated = Vec::new();
        for parameter in &entry.parameters {
            let (name, value) = (parameter.name.as_str(), parameter.value.as_str());
            match parameters.get_mut(name) {
                None => drop(parameters.insert(name, value)),
                // An empty value counts as absent.
                Some(first) if first.is_empty() && !value.is_empty() => {
                    repeated.push((name, std::mem::replace(first, value)));
                }
                Some(_) => repeated.push((name, value)),
            }
        }
        Self {
            id: entry.id,
            time: entry.time.to_string(),
            facts: &entry.facts,
            access_key_id: entry.access_key_id.as_deref(),
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
                format: entry.format,
                result: entry.result.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
                retry_after_ms: entry.retry_after.map(millis),
            },
            transaction_id: entry.transaction_id(),
            elapsed_ms: fractional_millis(entry.elapsed),
            truncated: &entry.truncated,
            callbacks,
        }
    }
}
