//! The journal's calls as documents.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{fractional_millis, millis};
use crate::contract::reply::Format;
use crate::engine::call::CallFacts;
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
    /// Its number, from 1, in the order of the responses.
    pub id: u64,
    /// When it was answered, by the emulator's clock.
    pub time: String,
    /// What the checks found out.
    #[serde(flatten)]
    pub facts: &'a CallFacts,
    /// The access key that it named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<&'a str>,
    /// The HTTP method; empty where the bytes were no request.
    pub method: &'a str,
    /// The decoded parameters; of a repeated one the value that counts.
    pub parameters: BTreeMap<&'a str, &'a str>,
    /// Further values of repeated parameters, each a name and a value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub repeated: Vec<(&'a str, &'a str)>,
    /// The headers that are kept, without the signature.
    pub headers: BTreeMap<&'static str, &'a str>,
    /// The response.
    pub answer: ResponseView<'a>,
    /// The transaction that the call made or asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<&'a str>,
    /// How long the emulator worked on it, in milliseconds.
    pub elapsed_ms: f64,
    /// Of the Initialize that started a transaction: the attempts to deliver its callback so far, oldest first. They are
    /// looked up when the call is asked for, by its transactionId.
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
    /// `Code` in the body; `-` of a response that a scenario gives as it stands.
    pub code: &'static str,
    /// `Message` of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'a str>,
    /// `RequestId`, also the header x-acs-request-id.
    pub request_id: &'a str,
    /// The header x-acs-trace-id.
    pub trace_id: &'a str,
    /// How the body is written.
    pub format: Format,
    /// The members of `Result` of a success.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(default)]
    pub result: BTreeMap<&'a str, &'a str>,
    /// The wait that a throttled client was told, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

impl<'a> CallView<'a> {
    /// A call, and the attempts to deliver the callback of the transaction that it started.
    pub(in super::super) fn new(entry: &'a JournalEntry, callbacks: Vec<CallbackAttempt>) -> Self {
        let mut parameters: BTreeMap<&str, &str> = BTreeMap::new();
        let mut repeated = Vec::new();
        for given in &entry.parameters {
            let (name, value) = (given.name.as_str(), given.value.as_str());
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
            callbacks,
        }
    }
}
