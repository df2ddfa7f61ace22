//! How a call lies in the ring: serialised without names. Written on every call; read only on demand. Long values are cut
//! before they are written, so that no call pushes the others out.

use std::borrow::Cow;
use std::time::Duration;

use http::header::HeaderName;
use serde::{Deserialize, Serialize};

use crate::contract::reply::{Content, Format, ResultValue};
use crate::contract::{Call, ParameterSource, Parameters};
use crate::engine::call::{CallFacts, Outcome};

/// The headers that are kept, besides the Authorization header up to its signature.
pub(super) const HEADERS: [&str; 12] = [
    "authorization",
    "host",
    "user-agent",
    "content-type",
    "accept",
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-retry-attempts",
    "x-acs-retry-delay",
    "x-emulate",
];
/// Decoded parameters above this many bytes are cut, each value to [`LONGEST_VALUE`].
const LONGEST_PARAMETERS: usize = 128 * 1024;
/// Of more parameters than these the first are kept.
const MOST_PARAMETERS: usize = 4 * 1024;
/// How much of a value is kept where the whole is too long.
const LONGEST_VALUE: usize = 4 * 1024;
/// How much of a message is kept: that of a wrong signature repeats all that the client sent.
const LONGEST_MESSAGE: usize = LONGEST_PARAMETERS;
/// How much of a member of the response is kept.
const LONGEST_RESULT: usize = 4 * 1024;
/// Room for everything but parameters, message and hint.
const BESIDES: usize = 8 * 1024;

/// A call and its response, borrowed from them or from the ring.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredCall<'a> {
    pub(super) facts: Cow<'a, CallFacts>,
    pub(super) elapsed: Duration,
    pub(super) retry_after: Option<Duration>,
    pub(super) status: u16,
    pub(super) code: &'a str,
    pub(super) format: Format,
    pub(super) request_id: &'a str,
    pub(super) trace_id: &'a str,
    pub(super) result: Vec<(&'a str, Cow<'a, str>)>,
    pub(super) message: Cow<'a, str>,
    /// Empty where the bytes were no request.
    pub(super) method: &'a str,
    /// Each by its place in [`HEADERS`].
    pub(super) headers: Vec<(u8, &'a str)>,
    pub(super) parameters: Vec<(&'a str, &'a str, ParameterSource)>,
}

/// About how many bytes a call takes at most.
pub(super) fn estimate(call: Option<&Call>, outcome: &Outcome) -> usize {
    let parameters = call.map_or(0, |call| call.parameters.text().len().min(LONGEST_PARAMETERS));
    let message = match &outcome.reply.content {
        Content::Error(error) => error.message.len().min(LONGEST_MESSAGE),
        Content::Success { .. } | Content::Raw(_) => 0,
    };
    BESIDES + parameters + message
}

impl<'a> StoredCall<'a> {
    /// What is kept of a call; without one, of bytes that never became a call.
    pub(super) fn new(call: Option<&'a Call>, outcome: &'a Outcome, elapsed: Duration) -> Self {
        let mut stored = Self {
            facts: cut_facts(&outcome.facts),
            elapsed,
            retry_after: None,
            status: outcome.reply.status(),
            code: outcome.reply.code(),
            format: outcome.reply.format,
            request_id: &outcome.reply.request_id,
            trace_id: &outcome.reply.trace_id,
            result: Vec::new(),
            message: Cow::default(),
            method: "",
            headers: Vec::new(),
            parameters: Vec::new(),
        };
        match &outcome.reply.content {
            Content::Success { result, .. } => {
                let cut = |(name, value): &'a (&'static str, ResultValue)| {
                    let value = match value {
                        ResultValue::Text(text) => Cow::Borrowed(start_of(text, LONGEST_RESULT)),
                        ResultValue::List(_) => start_of(&value.text(), LONGEST_RESULT).to_owned().into(),
                    };
                    (*name, value)
                };
                stored.result = result.iter().map(cut).collect();
            }
            Content::Error(error) => {
                stored.message = start_of(&error.message, LONGEST_MESSAGE).into();
                stored.retry_after = error.retry_after;
            }
            Content::Raw(raw) => {
                stored.message = String::from_utf8_lossy(&raw.body[..raw.body.len().min(LONGEST_RESULT)]);
            }
        }
        if let Some(call) = call {
            stored.method = call.method.as_str();
            stored.headers = headers(call);
            stored.parameters = parameters(&call.parameters);
        }
        stored
    }

    /// Appends it to `out`.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        // Writing into memory cannot fail; what could not be written cannot be read either and counts as dropped.
        if let Ok(bytes) = postcard::to_extend(self, std::mem::take(out)) {
            *out = bytes;
        }
    }

    /// Reads what [`write`](Self::write) wrote.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// The access key that the call named.
    pub(super) fn access_key_id(&self) -> Option<&'a str> {
        let header = self.headers.iter().find(|(index, _)| *index == 0).map(|(_, value)| *value);
        match header.and_then(|value| value.split_once("Credential=")) {
            Some((_, rest)) => rest.split(',').next(),
            None => self
                .parameters
                .iter()
                .find(|(name, value, _)| *name == "AccessKeyId" && !value.is_empty())
                .map(|(_, value, _)| *value),
        }
        .map(str::trim)
        .filter(|key| !key.is_empty())
    }
}

/// The facts, with an overlong account and hint cut.
fn cut_facts(facts: &CallFacts) -> Cow<'_, CallFacts> {
    let hint = facts.hint.as_deref().unwrap_or_default();
    if facts.account.len() <= LONGEST_VALUE && hint.len() <= LONGEST_VALUE {
        return Cow::Borrowed(facts);
    }
    let mut facts = facts.clone();
    facts.account = start_of(&facts.account, LONGEST_VALUE).to_owned();
    facts.hint = facts.hint.as_deref().map(|hint| start_of(hint, LONGEST_VALUE).to_owned());
    Cow::Owned(facts)
}

fn headers(call: &Call) -> Vec<(u8, &str)> {
    let mut headers = Vec::with_capacity(HEADERS.len());
    for (name, value) in &call.headers {
        let Some(index) = index_of(name) else { continue };
        let bytes = if index == 0 { unsigned(value.as_bytes()) } else { value.as_bytes() };
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        headers.push((index, start_of(text, LONGEST_RESULT)));
    }
    headers
}

/// An Authorization header without its signature, which stands last in every client that is known.
fn unsigned(value: &[u8]) -> &[u8] {
    let last = memchr::memrchr(b',', value).unwrap_or_default();
    if value[last..].starts_with(b",Signature=") {
        return &value[..last];
    }
    &value[..memchr::memmem::find(value, b"Signature=").unwrap_or(value.len())]
}

/// The place of a name in [`HEADERS`].
fn index_of(name: &HeaderName) -> Option<u8> {
    let index = HEADERS.iter().position(|known| *known == name.as_str())?;
    u8::try_from(index).ok()
}

/// The parameters; where they are too long, the first ones, names and values cut, as many as fit.
fn parameters(parameters: &Parameters) -> Vec<(&str, &str, ParameterSource)> {
    if parameters.text().len() <= LONGEST_PARAMETERS && parameters.len() <= MOST_PARAMETERS {
        return parameters.iter().map(|item| (item.name, item.value, item.source)).collect();
    }
    let mut room = LONGEST_PARAMETERS;
    let fits = |(name, value, _): &(&str, &str, ParameterSource)| {
        let rest = room.checked_sub(name.len() + value.len());
        room = rest.unwrap_or_default();
        rest.is_some()
    };
    parameters
        .iter()
        .take(MOST_PARAMETERS)
        .map(|item| (start_of(item.name, LONGEST_VALUE), start_of(item.value, LONGEST_VALUE), item.source))
        .take_while(fits)
        .collect()
}

/// The start of a string, at most `length` bytes, whole characters.
fn start_of(text: &str, length: usize) -> &str {
    &text[..text.floor_char_boundary(length)]
}
