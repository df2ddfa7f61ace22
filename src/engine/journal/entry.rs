//! A call as the journal tells it: everything that a test may ask about, with what is secret masked.

use std::time::Duration;

use jiff::Timestamp;

use crate::contract::operations::OPERATIONS;
use crate::contract::reply::Format;
use crate::contract::{ParameterSource, error};
use crate::engine::call::CallFacts;
use crate::engine::journal::JournalRecord;
use crate::engine::journal::stored::{HEADERS, StoredCall};
use crate::signature::without_string_to_sign;

/// Parameters whose values are never told.
const SECRET: [&str; 5] = ["Signature", "SecurityToken", "BearerToken", "AccessKeySecret", "CallbackToken"];

/// One parameter of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalParameter {
    /// Its decoded name.
    pub name: String,
    /// Its decoded value, masked where it is secret.
    pub value: String,
    /// Where it stood.
    pub source: ParameterSource,
}

/// One call and what became of it.
#[derive(Debug, Clone)]
pub struct JournalEntry {
    /// Its number, from 1, in the order of the responses.
    pub id: u64,
    /// When it was answered, by the emulator's clock.
    pub time: Timestamp,
    /// The same as time that had passed since the start, which never runs backwards.
    pub since_start: Duration,
    /// What the checks found out.
    pub facts: CallFacts,
    /// The access key that it named.
    pub access_key_id: Option<String>,
    /// The HTTP method; empty where the bytes were no request.
    pub method: String,
    /// Its parameters in the order of arrival.
    pub parameters: Vec<JournalParameter>,
    /// The headers that are kept, lower-case names.
    pub headers: Vec<(&'static str, String)>,
    /// HTTP status of the response.
    pub status: u16,
    /// `Code` of the response; `-` of one that a scenario gives as it stands.
    pub code: &'static str,
    /// `Message` of a refusal, without the string to sign that one of a wrong signature holds; of a response that a
    /// scenario gives as it stands, its body.
    pub message: Option<String>,
    /// The wait that a throttled client was told.
    pub retry_after: Option<Duration>,
    /// `RequestId`.
    pub request_id: String,
    /// `x-acs-trace-id`.
    pub trace_id: String,
    /// How the response was written.
    pub format: Format,
    /// The members of `Result` of a success.
    pub result: Vec<(String, String)>,
    /// How long the emulator worked on it.
    pub elapsed: Duration,
}

impl JournalEntry {
    pub(super) fn new(record: &JournalRecord, stored: StoredCall<'_>) -> Self {
        let own = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Self {
            id: record.id,
            time: record.time,
            since_start: record.since_start,
            access_key_id: stored.access_key_id().and_then(own),
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
            message: own(&without_string_to_sign(&stored.message)),
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
            facts: stored.facts.into_owned(),
        }
    }

    /// The value of a parameter: of several the first that is not empty, as for the checks.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut values = self.parameters.iter().filter(|given| given.name == name);
        values.find(|given| !given.value.is_empty()).map(|given| given.value.as_str())
    }

    /// The value of a header that is kept; lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// A member of `Result`.
    #[must_use]
    pub fn result(&self, name: &str) -> Option<&str> {
        self.result.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The transaction that the call made or asked for.
    #[must_use]
    pub fn transaction_id(&self) -> Option<&str> {
        self.result("TransactionId").or_else(|| self.parameter("TransactionId"))
    }

    /// The nonce of its signature.
    #[must_use]
    pub fn nonce(&self) -> Option<&str> {
        self.header("x-acs-signature-nonce").or_else(|| self.parameter("SignatureNonce"))
    }
}

/// Whether a parameter's value is never told.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    SECRET.contains(&name)
}

/// The code of the tables, which a stored call names.
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
