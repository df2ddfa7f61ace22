//! The serialised form of a call in the ring, without names. Written for every call, read on demand. Long values are
//! truncated, so that one call cannot push out many others.

use std::borrow::Cow;
use std::time::Duration;

use http::header::HeaderName;
use serde::{Deserialize, Serialize};

use crate::contract::call::ParameterRef;
use crate::contract::reply::{Content, Format, ResultValue};
use crate::contract::{Call, ParameterSource, Parameters};
use crate::engine::call::{CallFacts, Outcome};
use crate::engine::journal::truncated::{CallPart, TruncatedParts, cut, start_of};

/// The headers that are kept; of Authorization the part before the signature.
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
/// If the decoded parameters are larger than this, each value is truncated to [`MAX_VALUE`] bytes.
const MAX_PARAMETER_BYTES: usize = 128 * 1024;
/// The maximum number of parameters; further ones are not kept.
const MAX_PARAMETERS: usize = 4 * 1024;
/// The maximum length of a value in a call with too large parameters, in bytes.
const MAX_VALUE: usize = 4 * 1024;
/// The maximum length of a message, in bytes: that of a wrong signature repeats all that the client sent.
const MAX_MESSAGE: usize = MAX_PARAMETER_BYTES;
/// The maximum length of a member of the response, in bytes.
const MAX_RESULT: usize = 4 * 1024;
/// The maximum total length of the headers, in bytes; further ones are not kept. A client may repeat a header.
const MAX_HEADER_BYTES: usize = 16 * 1024;
/// The maximum size of everything that has a fixed size, in bytes.
const FIXED_SIZE: usize = 256;
/// The maximum size of a string or a pair of strings beside its bytes: their lengths and a number, in bytes.
const ITEM_SIZE: usize = 16;

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
    /// Empty if the request could not be parsed.
    pub(super) method: &'a str,
    /// Each by its index in [`HEADERS`].
    pub(super) headers: Vec<(u8, &'a str)>,
    pub(super) parameters: Vec<(&'a str, &'a str, ParameterSource)>,
    #[serde(borrow)]
    pub(super) truncated: TruncatedParts<'a>,
}

impl<'a> StoredCall<'a> {
    /// The stored form of a call and its outcome; without a call, of a request that could not be parsed.
    pub(super) fn new(call: Option<&'a Call>, outcome: &'a Outcome, elapsed: Duration) -> Self {
        let mut truncated = TruncatedParts::new();
        let mut stored = Self {
            facts: truncated_facts(&outcome.facts, &mut truncated),
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
            truncated: Vec::new(),
        };
        match &outcome.reply.content {
            Content::Success { result, .. } => {
                let truncate = |(name, value): &'a (&'static str, ResultValue)| {
                    let value = match value {
                        ResultValue::Text(text) => {
                            start_of(&mut truncated, CallPart::Result, name, text, MAX_RESULT).into()
                        }
                        ResultValue::List(_) => {
                            let text = value.text();
                            if text.len() > MAX_RESULT {
                                truncated.push((CallPart::Result, name, text.len()));
                            }
                            cut(&text, MAX_RESULT).to_owned().into()
                        }
                    };
                    (*name, value)
                };
                stored.result = result.iter().map(truncate).collect();
            }
            Content::Error(error) => {
                stored.message =
                    start_of(&mut truncated, CallPart::Message, "", &error.message, MAX_MESSAGE).into();
                stored.retry_after = error.retry_after;
            }
            Content::Raw(raw) => {
                if raw.body.len() > MAX_RESULT {
                    truncated.push((CallPart::Message, "", raw.body.len()));
                }
                stored.message = String::from_utf8_lossy(&raw.body[..raw.body.len().min(MAX_RESULT)]);
            }
        }
        if let Some(call) = call {
            stored.method = call.method.as_str();
            stored.headers = headers(call, &mut truncated);
            stored.parameters = parameters(&call.parameters, &mut truncated);
        }
        stored.truncated = truncated;
        stored
    }

    /// The most bytes that [`write`](Self::write) writes.
    pub(super) fn max_size(&self) -> usize {
        let Self { facts, result, message, headers, parameters, truncated, .. } = self;
        let lists = facts.rules.iter().chain(&facts.tolerated).map(|text| text.len() + ITEM_SIZE);
        let result = result.iter().map(|(name, value)| name.len() + value.len() + ITEM_SIZE);
        let headers = headers.iter().map(|(_, value)| value.len() + ITEM_SIZE);
        let parameters = parameters.iter().map(|(name, value, _)| name.len() + value.len() + ITEM_SIZE);
        let truncated = truncated.iter().map(|(_, name, _)| name.len() + ITEM_SIZE);
        let strings = [&*facts.account, facts.hint.as_deref().unwrap_or_default(), message, self.code];
        let strings = strings.into_iter().chain([self.request_id, self.trace_id, self.method]).map(str::len);
        let items = lists.chain(result).chain(headers).chain(parameters).chain(truncated);
        FIXED_SIZE + items.chain(strings).sum::<usize>()
    }

    /// Appends it to `out`.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        // Serialising to memory cannot fail; if it did, the call could not be read and would count as dropped.
        if let Ok(bytes) = postcard::to_extend(self, std::mem::take(out)) {
            *out = bytes;
        }
    }

    /// Deserialises what [`write`](Self::write) wrote.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// The AccessKeyId in the call.
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

/// The facts, with a long account name or hint truncated, and only as many rules and sentences as fit.
fn truncated_facts<'a>(facts: &'a CallFacts, truncated: &mut TruncatedParts<'a>) -> Cow<'a, CallFacts> {
    let hint = facts.hint.as_deref().unwrap_or_default();
    let length = |list: &[String]| list.iter().map(String::len).sum::<usize>();
    let lists = [&facts.rules, &facts.tolerated];
    if facts.account.len() <= MAX_VALUE
        && hint.len() <= MAX_VALUE
        && lists.iter().all(|list| length(list) <= MAX_VALUE)
    {
        return Cow::Borrowed(facts);
    }
    let mut first = |part, list: &[String]| {
        let mut room = MAX_VALUE;
        let fits = |sentence: &&String| {
            let rest = room.checked_sub(sentence.len());
            room = rest.unwrap_or_default();
            rest.is_some()
        };
        let first: Vec<_> = list.iter().take_while(fits).cloned().collect();
        if first.len() < list.len() {
            truncated.push((part, "", list.len()));
        }
        first
    };
    let (rules, tolerated) =
        (first(CallPart::Rules, &facts.rules), first(CallPart::Tolerated, &facts.tolerated));
    let mut start = |part, text| start_of(truncated, part, "", text, MAX_VALUE).to_owned();
    Cow::Owned(CallFacts {
        account: start(CallPart::Account, &facts.account),
        hint: facts.hint.as_deref().map(|hint| start(CallPart::Hint, hint)),
        rules,
        tolerated,
        ..*facts
    })
}

fn headers<'a>(call: &'a Call, truncated: &mut TruncatedParts<'a>) -> Vec<(u8, &'a str)> {
    let mut headers = Vec::with_capacity(HEADERS.len());
    let mut room = MAX_HEADER_BYTES;
    for (name, value) in &call.headers {
        let Some(index) = index_of(name) else { continue };
        let bytes = if index == 0 { unsigned(value.as_bytes()) } else { value.as_bytes() };
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        if cut(text, MAX_RESULT).len() > room {
            truncated.push((CallPart::Header, name.as_str(), text.len()));
            continue;
        }
        let text = start_of(truncated, CallPart::Header, name.as_str(), text, MAX_RESULT);
        room -= text.len();
        headers.push((index, text));
    }
    headers
}

/// An Authorization header without its signature, which all known clients put last.
fn unsigned(value: &[u8]) -> &[u8] {
    let last = memchr::memrchr(b',', value).unwrap_or_default();
    if value[last..].starts_with(b",Signature=") {
        return &value[..last];
    }
    &value[..memchr::memmem::find(value, b"Signature=").unwrap_or(value.len())]
}

/// The index of a name in [`HEADERS`].
fn index_of(name: &HeaderName) -> Option<u8> {
    let index = HEADERS.iter().position(|known| *known == name.as_str())?;
    u8::try_from(index).ok()
}

/// The parameters; if they are too large, the first ones with truncated names and values, as many as fit.
fn parameters<'a>(
    parameters: &'a Parameters,
    truncated: &mut TruncatedParts<'a>,
) -> Vec<(&'a str, &'a str, ParameterSource)> {
    if parameters.text().len() <= MAX_PARAMETER_BYTES && parameters.len() <= MAX_PARAMETERS {
        return parameters.iter().map(|item| (item.name, item.value, item.source)).collect();
    }
    let mut remaining = MAX_PARAMETER_BYTES;
    let fits = |(name, value, _): &(&str, &str, ParameterSource)| {
        let rest = remaining.checked_sub(name.len() + value.len());
        remaining = rest.unwrap_or_default();
        rest.is_some()
    };
    let start = |item: ParameterRef<'a>| {
        let value = start_of(truncated, CallPart::Parameter, item.name, item.value, MAX_VALUE);
        (cut(item.name, MAX_VALUE), value, item.source)
    };
    let first: Vec<_> = parameters.iter().take(MAX_PARAMETERS).map(start).take_while(fits).collect();
    if first.len() < parameters.len() {
        truncated.push((CallPart::Parameters, "", parameters.len()));
    }
    first
}
