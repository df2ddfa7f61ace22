//! A call in the journal, with secrets masked.

use std::time::Duration;

use jiff::Timestamp;

use crate::contract::operations::{OPERATIONS, OperationKind};
use crate::contract::reply::Format;
use crate::contract::{ParameterSource, error};
use crate::engine::call::CallFacts;
use crate::engine::journal::JournalRecord;
use crate::engine::journal::TruncatedPart;
use crate::engine::journal::stored::{HEADERS, StoredCall};
use crate::signature::without_string_to_sign;

/// Parameters whose values are masked.
const SECRET: [&str; 5] = ["Signature", "SecurityToken", "BearerToken", "AccessKeySecret", "CallbackToken"];

/// A parameter of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalParameter {
    /// Its decoded name.
    pub name: String,
    /// Its decoded value, masked where it is secret.
    pub value: String,
    /// Where it was sent.
    pub source: ParameterSource,
}

/// A call and its outcome.
#[derive(Debug, Clone)]
pub struct JournalEntry {
    /// Its number in the journal, from 1.
    pub id: u64,
    /// The time of the response, by its account's clock.
    pub time: Timestamp,
    /// The same time as a duration since the start, which never decreases.
    pub since_start: Duration,
    /// The results of the checks.
    pub facts: CallFacts,
    /// The AccessKeyId in the call.
    pub access_key_id: Option<String>,
    /// The HTTP method; empty if the request could not be parsed.
    pub method: String,
    /// Its parameters in the order sent.
    pub parameters: Vec<JournalParameter>,
    /// The headers that are kept, with lower-case names.
    pub headers: Vec<(&'static str, String)>,
    /// HTTP status of the response.
    pub status: u16,
    /// `Code` of the response; `-` for a raw response of a scenario.
    pub code: &'static str,
    /// `Message` of an error, without the string to sign of a wrong signature; for a raw response of a scenario, its body.
    pub message: Option<String>,
    /// How long a throttled client was told to wait.
    pub retry_after: Option<Duration>,
    /// `RequestId`.
    pub request_id: String,
    /// `x-acs-trace-id`.
    pub trace_id: String,
    /// The format of the response.
    pub format: Format,
    /// The members of `Result` of a success.
    pub result: Vec<(String, String)>,
    /// The processing time.
    pub elapsed: Duration,
    /// Of what only the start is kept.
    pub truncated: Vec<TruncatedPart>,
}

impl JournalEntry {
    pub(super) fn new(record: &JournalRecord, stored: StoredCall<'_>) -> Self {
        let non_empty = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Self {
            id: record.id,
            time: record.time,
            since_start: record.since_start,
            access_key_id: stored.access_key_id().and_then(non_empty),
            method: stored.method.to_owned(),
            parameters: stored
                .parameters
                .iter()
                .map(|(name, value, source)| JournalParameter {
                    name: (*name).to_owned(),
                    value: masked(name, value),
                    source: *source,
                })
                .collect(),
            headers: stored
                .headers
                .iter()
                .filter_map(|(index, value)| Some((*HEADERS.get(usize::from(*index))?, (*value).to_owned())))
                .collect(),
            status: stored.status,
            code: code(stored.code),
            message: non_empty(&without_string_to_sign(&stored.message)),
            retry_after: stored.retry_after,
            request_id: stored.request_id.to_owned(),
            trace_id: stored.trace_id.to_owned(),
            format: stored.format,
            result: stored
                .result
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone().into_owned()))
                .collect(),
            elapsed: stored.elapsed,
            truncated: stored
                .truncated
                .iter()
                .map(|&(part, name, length)| TruncatedPart { part, name: name.to_owned(), length })
                .collect(),
            facts: stored.facts.into_owned(),
        }
    }

    /// The value of a parameter; of several the first that is not empty, as in validation.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut values = self.parameters.iter().filter(|parameter| parameter.name == name);
        values.find(|parameter| !parameter.value.is_empty()).map(|parameter| parameter.value.as_str())
    }

    /// The value of a kept header, by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// A member of `Result`.
    #[must_use]
    pub fn result(&self, name: &str) -> Option<&str> {
        self.result.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The transaction that the call created or requested.
    #[must_use]
    pub fn transaction_id(&self) -> Option<&str> {
        self.result("TransactionId").or_else(|| self.parameter("TransactionId"))
    }

    /// All strings that a search reads, one a line, with secrets masked as everywhere in an entry.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{} {}\n", self.status, self.code);
        let facts = &self.facts;
        let operation = facts.operation.map(OperationKind::name);
        let alone =
            [operation, self.message.as_deref(), facts.hint.as_deref(), self.access_key_id.as_deref()];
        let alone = alone.into_iter().flatten().chain([&*facts.account, &*self.request_id]);
        let parameters = self.parameters.iter().flat_map(|given| [&*given.name, &*given.value]);
        let headers = self.headers.iter().flat_map(|(name, value)| [*name, &**value]);
        let result = self.result.iter().map(|(_, value)| &**value);
        let lists = facts.rules.iter().chain(&facts.tolerated).map(String::as_str);
        for piece in alone.chain(parameters).chain(headers).chain(result).chain(lists) {
            text += piece;
            text.push('\n');
        }
        text
    }

    /// The signature nonce.
    #[must_use]
    pub fn nonce(&self) -> Option<&str> {
        self.header("x-acs-signature-nonce").or_else(|| self.parameter("SignatureNonce"))
    }
}

/// Whether a parameter's value is masked.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    SECRET.contains(&name)
}

/// The code in the error table with this name.
fn code(name: &str) -> &'static str {
    if let Some(row) = error::find(name) {
        return row.code;
    }
    let mut success = OPERATIONS.iter().map(|operation| operation.success_code);
    success.find(|code| *code == name).unwrap_or("-")
}

fn masked(name: &str, value: &str) -> String {
    if is_secret(name) && !value.is_empty() {
        format!("*** ({} characters)", value.chars().count())
    } else {
        value.to_owned()
    }
}
