//! The `then` of a rule: what happens to the calls that it matches.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contract::callback::CallbackMethod;
use crate::contract::operations::check_result::{ResultMember, SpoofType};
use crate::scenario::format::{ClientResultCode, Code, DurationText, True};

/// What happens to a call. `error`, `reply`, `pass` and `connection` determine the response and end the evaluation of
/// rules; after `delay`, `dribble`, `verification` and `callback` it continues.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Then {
    /// The call is refused with this error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Code>,
    /// With `error`: replaces the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// With `error`: replaces the HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 200, max = 599))]
    pub status: Option<u16>,
    /// With `error`: how long the client is told to wait, in x-acs-retry-after and x-ratelimit-user-api. The default of a
    /// throttling error is the time of one call at the QPS of the operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<DurationText>,
    /// A raw response, independent of the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<ScenarioReply>,
    /// `true`: the call is handled normally, without further rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass: Option<True>,
    /// The call selects its own fault, with commands in one of its parameters or headers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emulate: Option<Emulate>,
    /// A connection fault. The call is handled nevertheless (it is counted, and Initialize creates its transaction); only
    /// the response is lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
    /// The delay of the response. Delays of several rules add up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<Delay>,
    /// The rate at which the body is sent, in bytes per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub dribble: Option<u32>,
    /// The result of the identity check that this call starts, without a user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification: Option<Verification>,
    /// How the callback of the identity check is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback: Option<Callback>,
}

impl Then {
    /// Whether it always ends the evaluation of rules. `emulate` does not, since it depends on the commands in the call.
    #[must_use]
    pub fn ends_evaluation(&self) -> bool {
        self.error.is_some() || self.reply.is_some() || self.pass.is_some() || self.connection.is_some()
    }
}

/// A raw response, independent of the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Reply")]
pub struct ScenarioReply {
    /// HTTP status; 200 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 200, max = 599))]
    pub status: Option<u16>,
    /// Headers by name. Content-Length is set automatically.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body: a string is sent unchanged, any other value as JSON. Content-Type is application/json;charset=utf-8
    /// unless set in `headers`.
    #[serde(default, skip_serializing_if = "Body::is_empty")]
    pub body: Body,
}

/// The body of a reply: a string that is sent unchanged, or any other value, sent as JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Body(pub Value);

impl Body {
    fn is_empty(&self) -> bool {
        self.0.is_null()
    }

    /// The body as it is sent.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.0 {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            value => value.to_string(),
        }
    }
}

/// Where a call has the commands that select its fault. Commands are separated by commas: an error code, `reset`,
/// `closeEarly`, `closeMidBody`, `stall`, `garbage`, `pass`, `delay:<duration>`, `retryAfter:<duration>`,
/// `status:<number>`, `dribble:<bytes per second>`, `verification:passed`, `verification:<SubCode>`, `callback:drop`,
/// `callback:<times>`, `callback:<duration>`, `result:<resultCode>`, `expires:<duration>`. The response to an unknown command is 400 InvalidParameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Emulate {
    /// The parameter with the commands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The header with the commands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The prefix of the commands, such as `emulate:`; a value without it is ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub prefix: Option<String>,
}

/// A connection fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Connection {
    /// A fault by its name.
    Fault(ConnectionFault),
    /// A stall of a given duration.
    Stall(Stall),
}

/// A connection fault by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionFault {
    /// A TCP reset in place of the response: "connection reset by peer".
    Reset,
    /// The connection is closed before the first byte of the response.
    CloseEarly,
    /// The head of the response and half of its body, then the connection is closed.
    CloseMidBody,
    /// The head of the response, then nothing until the client disconnects, at most for 60 s.
    Stall,
    /// Bytes that are not HTTP, then the connection is closed.
    Garbage,
}

/// A stall of a given duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stall {
    /// The head of the response, then nothing until the client disconnects, at most for this duration.
    pub stall: DurationText,
}

/// The delay of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Delay {
    /// A constant delay.
    Fixed(DurationText),
    /// A random delay, uniformly distributed.
    Range(RangeDelay),
    /// A random delay, log-normally distributed like that of real services.
    Median(MedianDelay),
}

/// A random delay, uniformly distributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RangeDelay {
    /// The shortest delay.
    pub min: DurationText,
    /// The longest delay.
    pub max: DurationText,
}

/// A random delay with a log-normal distribution like that of real services, at most ten times p99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MedianDelay {
    /// The delay is less than this for half of the calls.
    pub median: DurationText,
    /// The delay is longer than this for one call in a hundred.
    pub p99: DurationText,
}

/// The result of an identity check, without a user.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Verification {
    /// Whether the check passes; `true` by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
    /// The SubCode of CheckResult and the callback; by default `200` if the check passes, else `206`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_code: Option<String>,
    /// The time from Initialize to the end of the check; zero by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<DurationText>,
    /// The client result code with which the check ends in the browser, instead of a result: no callback is sent, and
    /// CheckResult answers ProcessNotCompleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_code: Option<ClientResultCode>,
    /// The time from Initialize until the check expires; `30m` by default. The check is then not ended without a user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<DurationText>,
    /// The data read from the document, by the names in `ocrIdInfo`; replaces that of the sample identity.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// What the document is taken for in place of an original: the values of `spoofType` in `ExtIdInfo`. It counts only
    /// where `IdSpoof` is `Y`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spoof_type: Vec<SpoofType>,
    /// Members of `Result` that CheckResult leaves out, as some live responses do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub omit: Vec<ResultMember>,
}

/// How a callback is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Callback {
    /// The delay before it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<DurationText>,
    /// How many times it is sent; with `2` the receiver gets a duplicate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub repeat: Option<u32>,
    /// `true`: it is never sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop: Option<bool>,
    /// How it is sent, in place of what `--callback-method` says: `get` with the parameters in the query, `post` with
    /// the same parameters in a form body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<CallbackMethod>,
}
