//! What happens to the calls that a rule acts on.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::scenario::format::{Code, DurationText, True};

/// What happens to a call. `error`, `reply`, `pass` and `connection` end the search through the rules; `delay`,
/// `dribble`, `verification` and `callback` do not, so that a later rule may still answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Then {
    /// The call is refused with this error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Code>,
    /// With `error`: the message in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// With `error`: the HTTP status in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 200, max = 599))]
    pub status: Option<u16>,
    /// With `error`: how long the client is told to wait, in x-acs-retry-after and x-ratelimit-user-api. A throttling
    /// error without it tells the time that one call takes at the QPS of the operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<DurationText>,
    /// An answer that the contract does not know, as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<ScenarioReply>,
    /// `true`: the call is handled as if there were no further rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass: Option<True>,
    /// The call says itself what happens to it, in words in one of its parameters or headers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emulate: Option<Emulate>,
    /// What goes wrong with the connection. The call is handled all the same (it counts, and Initialize makes its
    /// transaction): it is the answer that gets lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
    /// How long the answer waits. Delays of several rules add up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<Delay>,
    /// The body of the answer leaves this slowly, in bytes a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub dribble: Option<u32>,
    /// How the identity check that this call starts will end, without a human.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification: Option<Verification>,
    /// What happens to the callback at the end of the identity check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback: Option<Callback>,
}

impl Then {
    /// Whether it always ends the search through the rules. Words in the call may say anything, so `emulate` does not.
    #[must_use]
    pub fn answers(&self) -> bool {
        self.error.is_some() || self.reply.is_some() || self.pass.is_some() || self.connection.is_some()
    }
}

/// An answer that the contract does not know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Reply")]
pub struct ScenarioReply {
    /// HTTP status; 200 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 200, max = 599))]
    pub status: Option<u16>,
    /// Headers by name. Content-Length follows from the body.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body: a text is sent as it stands, any other value as JSON. Content-Type is application/json;charset=utf-8
    /// unless `headers` has one.
    #[serde(default, skip_serializing_if = "Body::is_empty")]
    pub body: Body,
}

/// The body of a reply: a text as it stands, or a JSON value.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Body(pub Value);

impl Body {
    fn is_empty(&self) -> bool {
        self.0.is_null()
    }

    /// The bytes to send.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.0 {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            value => value.to_string(),
        }
    }
}

/// Where the call says itself what happens to it. The words are separated by commas: an error code, `reset`,
/// `closeEarly`, `closeMidBody`, `stall`, `garbage`, `pass`, `delay:<span>`, `retryAfter:<span>`, `status:<number>`,
/// `dribble:<bytes a second>`, `verification:passed`, `verification:<SubCode>`, `callback:drop`, `callback:<times>`,
/// `callback:<span>`.
/// Other words are answered with 400 InvalidParameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Emulate {
    /// The parameter that holds the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The header that holds the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// What stands before the words, such as `emulate:`; a value without it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub prefix: Option<String>,
}

/// What goes wrong with the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Connection {
    /// One of the words.
    Fault(ConnectionFault),
    /// Silence of a given length.
    Stall(Stall),
}

/// What goes wrong with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionFault {
    /// A TCP reset in place of the answer: "connection reset by peer".
    Reset,
    /// The connection is closed before the first byte of the answer.
    CloseEarly,
    /// The head of the answer and half of its body, then the connection is closed.
    CloseMidBody,
    /// The head of the answer, then nothing until the client leaves, for 60 s at most.
    Stall,
    /// Bytes that are not HTTP, then the connection is closed.
    Garbage,
}

/// Silence of a given length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stall {
    /// The head of the answer, then nothing until the client leaves, for this long at most.
    pub stall: DurationText,
}

/// How long an answer waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Delay {
    /// Always as long.
    Fixed(DurationText),
    /// Anything between two spans.
    Range(RangeDelay),
    /// As real services are: mostly short, sometimes long.
    Median(MedianDelay),
}

/// Anything between two spans, all equally likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RangeDelay {
    /// The shortest wait.
    pub min: DurationText,
    /// The longest wait.
    pub max: DurationText,
}

/// As real services are: half of the calls wait less than the median, one in a hundred longer than p99 (a log-normal
/// distribution), none longer than ten times p99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MedianDelay {
    /// Half of the calls wait less than this.
    pub median: DurationText,
    /// One call in a hundred waits longer than this.
    pub p99: DurationText,
}

/// How an identity check ends without a human.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Verification {
    /// Whether the user passes; `true` where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
    /// The SubCode of CheckResult and of the callback; `200` for passed and `206` for not passed where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_code: Option<String>,
    /// How long after Initialize the check ends; at once where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<DurationText>,
    /// What is read from the document, by the names of `ocrIdInfo`, in place of the sample identity.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// What happens to a callback.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Callback {
    /// How long it waits before it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<DurationText>,
    /// How often it is sent, all in all; `2` is once too many.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub repeat: Option<u32>,
    /// `true`: it is never sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop: Option<bool>,
}
