//! A call as the journal tells it: everything that a test may ask about, with what is secret masked.

use std::time::Duration;

use jiff::Timestamp;

use crate::contract::ParameterSource;
use crate::contract::reply::Format;
use crate::engine::journal::JournalRecord;
use crate::engine::journal::stored::StoredCall;
use crate::signature::without_string_to_sign;

/// Parameters whose values are never told.
const SECRET: [&str; 5] = ["Signature", "SecurityToken", "BearerToken", "AccessKeySecret", "CallbackToken"];

/// What became of a call's signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignatureCheck {
    /// The call was refused before its signature was looked at.
    #[default]
    NotReached,
    /// No key is declared, so that there is nothing to check against.
    NotChecked,
    /// It is what the declared secret gives.
    Verified,
    /// It was refused: the key, the token, the time stamp, the signature or the nonce.
    Refused,
}

impl SignatureCheck {
    /// The word for JSON and tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotReached => "notReached",
            Self::NotChecked => "notChecked",
            Self::Verified => "verified",
            Self::Refused => "refused",
        }
    }
}

/// What the throttle of the operation had left behind a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThrottleState {
    /// Calls a second.
    pub qps: u32,
    /// Calls that could have followed at once.
    pub remaining: u32,
}

/// One parameter of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalParameter {
    /// Its decoded name.
    pub name: String,
    /// Its decoded value, masked where it is secret.
    pub value: String,
    /// Where it stood.
    pub place: ParameterSource,
}

/// One call and what became of it.
#[derive(Debug, Clone)]
pub struct JournalEntry {
    /// Its number, from 1, in the order of the answers.
    pub id: u64,
    /// When it was answered, by the emulator's clock.
    pub time: Timestamp,
    /// The same as time that had passed since the start, which never runs backwards.
    pub elapsed: Duration,
    /// The account; empty where the call reached none.
    pub account: String,
    /// The access key that it named.
    pub access_key_id: Option<String>,
    /// The operation, once it was known.
    pub operation: Option<&'static str>,
    /// The HTTP method; empty where the bytes were no request.
    pub method: String,
    /// Its parameters in the order of arrival.
    pub parameters: Vec<JournalParameter>,
    /// The headers that tell something, lower-case names.
    pub headers: Vec<(&'static str, String)>,
    /// HTTP status of the answer.
    pub status: u16,
    /// `Code` of the answer.
    pub code: &'static str,
    /// `Message` of a refusal, without the string to sign that one of a wrong signature holds; of an answer that a
    /// scenario gives as it stands, its body.
    pub message: Option<String>,
    /// What the developer is told beyond the message.
    pub hint: Option<String>,
    /// The wait that a throttled client was told.
    pub retry_after: Option<Duration>,
    /// `RequestId`.
    pub request_id: String,
    /// `x-acs-trace-id`.
    pub trace_id: String,
    /// How the answer was written.
    pub format: Format,
    /// The members of `Result` of a success.
    pub result: Vec<(String, String)>,
    /// What only a lenient run let through.
    pub tolerated: Vec<String>,
    /// The scenario's rules that acted.
    pub rules: Vec<String>,
    /// What became of the signature.
    pub signature: SignatureCheck,
    /// What the throttle had left; `None` where the call did not reach it.
    pub throttle: Option<ThrottleState>,
    /// How long the emulator worked on it.
    pub took: Duration,
    /// How long a scenario made it wait besides.
    pub delay: Duration,
}

impl JournalEntry {
    pub(super) fn new(record: &JournalRecord, stored: &StoredCall<'_>) -> Self {
        let own = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Self {
            id: record.id,
            time: record.time,
            elapsed: record.elapsed,
            account: stored.account.to_owned(),
            access_key_id: stored.access_key_id().and_then(own),
            operation: record.operation,
            method: stored.method.to_owned(),
            parameters: stored
                .parameters
                .iter()
                .map(|item| JournalParameter {
                    name: item.name.to_owned(),
                    value: masked(item.name, item.value),
                    place: item.place,
                })
                .collect(),
            headers: stored.headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
            status: record.status,
            code: record.code,
            message: own(&without_string_to_sign(stored.message)),
            hint: own(stored.hint),
            retry_after: record.retry_after,
            request_id: stored.request_id.to_owned(),
            trace_id: stored.trace_id.to_owned(),
            format: record.format,
            result: stored
                .result
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            tolerated: stored.tolerated.iter().map(|text| (*text).to_owned()).collect(),
            rules: stored.rules.iter().map(|text| (*text).to_owned()).collect(),
            delay: record.delay,
            signature: record.signature,
            throttle: record.throttle,
            took: record.took,
        }
    }

    /// The first value of a parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|given| given.name == name).map(|given| given.value.as_str())
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

fn masked(name: &str, value: &str) -> String {
    if is_secret(name) && !value.is_empty() {
        format!("*** ({} characters)", value.chars().count())
    } else {
        value.to_owned()
    }
}
