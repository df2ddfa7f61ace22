//! How a call lies in the ring: its texts one behind the other, each with its length before it. Written once on every
//! call, so as plain copies; read only when somebody asks.

use http::header::HeaderName;

use crate::contract::call::{ParameterRef, RawForm};
use crate::contract::reply::Content;
use crate::contract::{Call, ParameterSource, Parameters};
use crate::engine::call::Outcome;

/// The headers that are kept, besides the Authorization header up to its signature.
const HEADERS: [&str; 12] = [
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
/// How much of a member of the answer is kept.
const LONGEST_RESULT: usize = 4 * 1024;
/// Room for everything but parameters, message and hint.
const BESIDES: usize = 8 * 1024;

/// About how many bytes [`write`] writes at most.
pub(super) fn estimate(call: Option<&Call>, outcome: &Outcome) -> usize {
    let parameters = call.map_or(0, |call| call.parameters.text().len().min(LONGEST_PARAMETERS));
    let message = match &outcome.reply.content {
        Content::Error(error) => error.message.len().min(LONGEST_MESSAGE),
        Content::Success { .. } | Content::Raw(_) => 0,
    };
    BESIDES + parameters + message
}

/// Writes the texts of a call and of its answer.
pub(super) fn write(out: &mut Vec<u8>, call: Option<&Call>, outcome: &Outcome) {
    put(out, outcome.account.as_ref().map_or("", |account| start_of(&account.name, LONGEST_VALUE)));
    put(out, &outcome.reply.request_id);
    put(out, &outcome.reply.trace_id);
    match &outcome.reply.content {
        Content::Success { result, .. } => {
            number(out, result.len());
            for (name, value) in result {
                put(out, name);
                put(out, start_of(value, LONGEST_RESULT));
            }
        }
        Content::Error(error) => {
            put(out, start_of(&error.message, LONGEST_MESSAGE));
            put(out, start_of(error.hint.as_deref().unwrap_or_default(), LONGEST_VALUE));
        }
        Content::Raw(raw) => {
            let body = String::from_utf8_lossy(&raw.body[..raw.body.len().min(LONGEST_RESULT)]);
            put(out, &body);
            put(out, "");
        }
    }
    for sentences in [&outcome.tolerated, &outcome.rules] {
        number(out, sentences.len());
        for sentence in sentences {
            put(out, sentence);
        }
    }
    let Some(call) = call else { return };
    put(out, call.method.as_str());
    put_headers(out, call);
    put_parameters(out, &call.parameters);
}

fn put_headers(out: &mut Vec<u8>, call: &Call) {
    for (name, value) in &call.headers {
        let Some(index) = index_of(name) else { continue };
        let mut value = value.as_bytes();
        if index == 0 {
            value = unsigned(value);
        }
        out.push(index);
        put_bytes(out, &value[..value.len().min(LONGEST_RESULT)]);
    }
    out.push(u8::MAX);
}

/// An Authorization header without its signature, which stands last in every client that is known.
fn unsigned(value: &[u8]) -> &[u8] {
    let last = memchr::memrchr(b',', value).unwrap_or_default();
    if value[last..].starts_with(b",Signature=") {
        return &value[..last];
    }
    &value[..memchr::memmem::find(value, b"Signature=").unwrap_or(value.len())]
}

/// The place of a name in [`HEADERS`]: a match is faster than a search, and this runs for every header of every call.
fn index_of(name: &HeaderName) -> Option<u8> {
    Some(match name.as_str() {
        "authorization" => 0,
        "host" => 1,
        "user-agent" => 2,
        "content-type" => 3,
        "accept" => 4,
        "x-acs-action" => 5,
        "x-acs-version" => 6,
        "x-acs-date" => 7,
        "x-acs-signature-nonce" => 8,
        "x-acs-retry-attempts" => 9,
        "x-acs-retry-delay" => 10,
        "x-emulate" => 11,
        _ => return None,
    })
}

fn put_parameters(out: &mut Vec<u8>, parameters: &Parameters) {
    if parameters.text().len() > LONGEST_PARAMETERS || parameters.len() > MOST_PARAMETERS {
        return put_start_of_parameters(out, parameters);
    }
    number(out, parameters.len());
    for span in parameters.spans() {
        put_span(out, span.name().len(), span.value().len(), span.place);
    }
    out.extend_from_slice(parameters.text().as_bytes());
}

/// The first parameters, names and values cut, as many as fit.
fn put_start_of_parameters(out: &mut Vec<u8>, parameters: &Parameters) {
    let mut room = LONGEST_PARAMETERS;
    let fits = |(name, value, _): &(&str, &str, ParameterSource)| {
        let rest = room.checked_sub(name.len() + value.len());
        room = rest.unwrap_or_default();
        rest.is_some()
    };
    let kept: Vec<_> = parameters
        .iter()
        .take(MOST_PARAMETERS)
        .map(|item| (start_of(item.name, LONGEST_VALUE), start_of(item.value, LONGEST_VALUE), item.place))
        .take_while(fits)
        .collect();
    number(out, kept.len());
    for (name, value, place) in &kept {
        put_span(out, name.len(), value.len(), *place);
    }
    for (name, value, _) in kept {
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(value.as_bytes());
    }
}

fn put_span(out: &mut Vec<u8>, name: usize, value: usize, place: ParameterSource) {
    let mut bytes = [place as u8; 9];
    bytes[..4].copy_from_slice(&little(name));
    bytes[4..8].copy_from_slice(&little(value));
    out.extend_from_slice(&bytes);
}

fn put(out: &mut Vec<u8>, text: &str) {
    put_bytes(out, text.as_bytes());
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    number(out, bytes.len());
    out.extend_from_slice(bytes);
}

fn number(out: &mut Vec<u8>, number: usize) {
    out.extend_from_slice(&little(number));
}

fn little(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

/// The start of a text, at most `length` bytes, whole characters.
fn start_of(text: &str, length: usize) -> &str {
    &text[..text.floor_char_boundary(length)]
}

/// The texts of a call, borrowed from the ring.
#[derive(Debug, Default)]
pub(super) struct StoredCall<'a> {
    pub(super) account: &'a str,
    pub(super) request_id: &'a str,
    pub(super) trace_id: &'a str,
    pub(super) result: Vec<(&'a str, &'a str)>,
    pub(super) message: &'a str,
    pub(super) hint: &'a str,
    pub(super) tolerated: Vec<&'a str>,
    pub(super) rules: Vec<&'a str>,
    pub(super) method: &'a str,
    pub(super) headers: Vec<(&'static str, &'a str)>,
    pub(super) parameters: Vec<ParameterRef<'a>>,
}

impl<'a> StoredCall<'a> {
    /// Reads what [`write`] wrote.
    pub(super) fn read(bytes: &'a [u8], refused: bool) -> Self {
        let mut reader = Reader(bytes);
        let mut stored = Self {
            account: reader.text(),
            request_id: reader.text(),
            trace_id: reader.text(),
            ..Self::default()
        };
        if refused {
            stored.message = reader.text();
            stored.hint = reader.text();
        } else {
            stored.result = (0..reader.number()).map(|_| (reader.text(), reader.text())).collect();
        }
        stored.tolerated = (0..reader.number()).map(|_| reader.text()).collect();
        stored.rules = (0..reader.number()).map(|_| reader.text()).collect();
        stored.method = reader.text();
        while let Some(name) = HEADERS.get(usize::from(reader.byte())) {
            stored.headers.push((name, reader.text()));
        }
        let spans: Vec<_> =
            (0..reader.number()).map(|_| (reader.number(), reader.number(), reader.byte())).collect();
        stored.parameters = spans
            .into_iter()
            .map(|(name, value, place)| ParameterRef {
                name: reader.run(name),
                value: reader.run(value),
                place: [ParameterSource::Query, ParameterSource::Form, ParameterSource::Json]
                    [usize::from(place.min(2))],
                sent: RawForm::default(),
            })
            .collect();
        stored
    }

    /// The first value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&'a str> {
        self.parameters.iter().find(|item| item.name == name).map(|item| item.value)
    }

    /// A kept header.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// The access key that the call named.
    pub(super) fn access_key_id(&self) -> Option<&'a str> {
        let credential = self.header("authorization").and_then(|value| value.split_once("Credential="));
        match credential {
            Some((_, rest)) => rest.split(',').next(),
            None => self.parameter("AccessKeyId"),
        }
        .map(str::trim)
        .filter(|key| !key.is_empty())
    }
}

/// Reads numbers and texts; past the end everything is 0 and empty.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(u8::MAX)
    }

    fn number(&mut self) -> usize {
        self.take(4).try_into().map_or(0, u32::from_le_bytes) as usize
    }

    fn run(&mut self, length: usize) -> &'a str {
        std::str::from_utf8(self.take(length)).unwrap_or_default()
    }

    fn text(&mut self) -> &'a str {
        let length = self.number();
        self.run(length)
    }
}
