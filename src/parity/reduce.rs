//! An answer reduced to what can be compared: status, the body's members with their order and types, the values that
//! are constant, and the headers. Everything that differs from call to call is a placeholder.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use http::HeaderMap;
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

use crate::contract::overlay::OrderedValue;
use crate::parity::scrub::Scrubber;
use crate::parity::send::WholeAnswer;
use crate::wire::tree::{self, BodyTree};

/// The members whose values are compared; of every other one the type is.
const CONSTANT: &[&str] = &["RequestId", "Code", "Message", "Recommend", "HostId", "Result.Result"];
/// Headers that the emulator adds for developers and the service never sends.
const OWN: &[&str] = &["x-emulator-hint"];
/// How a body is framed: the same answer may come either way, and no client cares.
const FRAMING: &[&str] = &["content-length", "transfer-encoding"];
/// Headers whose value differs from call to call in a way that no pattern tells.
const VOLATILE: &[&str] =
    &["set-cookie", "age", "expires", "last-modified", "via", "x-acs-retry-after", "retry-after"];

/// What is compared of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReducedAnswer {
    /// HTTP status.
    pub status: u16,
    /// `json`, `xml`, `text` or `empty`.
    pub format: String,
    /// The root element of an XML body, otherwise empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub root: String,
    /// The members; a string for a body that is neither JSON nor XML.
    pub body: OrderedValue,
    /// Header names and values, sorted by name.
    pub headers: BTreeMap<String, String>,
}

impl ReducedAnswer {
    /// Reduces an answer. `own` holds the values of the request that it may repeat, with their placeholders.
    #[must_use]
    pub fn of(answer: &WholeAnswer, own: &[(String, &'static str)]) -> Self {
        let tree = tree::read(&answer.body);
        let content = match &tree {
            Some(BodyTree::Json(value) | BodyTree::Xml { content: value, .. }) => value.clone(),
            None => OrderedValue::Null,
        };
        let given = |name: &str| content.get(name).and_then(OrderedValue::as_str).unwrap_or_default();
        let request_id = given("RequestId").to_owned();
        let mut known: Vec<(&str, &str)> = own.iter().map(|(value, name)| (value.as_str(), *name)).collect();
        if is_request_id(&request_id) {
            known.push((&request_id, "requestId"));
        }
        let scrubber = Scrubber::new(known.iter().copied());
        // Only the link repeats the code; elsewhere a word may happen to be the same.
        let code = given("Code").to_owned();
        let in_links = Scrubber::new(known.iter().copied().chain([(code.as_str(), "code")]));
        let reduced = |value: &OrderedValue| reduce(value, "", &scrubber, &in_links);
        let (format, root, body) = match &tree {
            _ if answer.body.is_empty() => ("empty", String::new(), OrderedValue::Null),
            Some(BodyTree::Json(value)) => ("json", String::new(), reduced(value)),
            Some(BodyTree::Xml { root, content }) => ("xml", root.clone(), reduced(content)),
            None => {
                let text: String = String::from_utf8_lossy(&answer.body).chars().take(200).collect();
                ("text", String::new(), OrderedValue::String(scrubber.text(&text)))
            }
        };
        let headers = headers(&answer.headers, &answer.body, &request_id, &scrubber);
        Self { status: answer.status, format: format.to_owned(), root, body, headers }
    }

    /// What stands for an answer that never came: the connection was closed.
    #[must_use]
    pub fn closed() -> Self {
        Self {
            status: 0,
            format: "closed".to_owned(),
            root: String::new(),
            body: OrderedValue::Null,
            headers: BTreeMap::new(),
        }
    }

    /// `Code`, as text whatever its type; empty where there is none.
    #[must_use]
    pub fn code(&self) -> String {
        self.text("Code")
    }

    /// `Message` with placeholders; empty where there is none.
    #[must_use]
    pub fn message(&self) -> String {
        self.text("Message")
    }

    fn text(&self, name: &str) -> String {
        match self.body.get(name) {
            None | Some(OrderedValue::Null) => String::new(),
            Some(OrderedValue::String(text)) => text.clone(),
            Some(other) => serde_json::to_string(other).unwrap_or_default(),
        }
    }
}

/// An upper-case UUID.
fn is_request_id(text: &str) -> bool {
    let hex = |c: char| c.is_ascii_digit() || ('A'..='F').contains(&c);
    let parts: Vec<_> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || hex(c))
}

fn reduce(value: &OrderedValue, path: &str, scrubber: &Scrubber, in_links: &Scrubber) -> OrderedValue {
    let leaf = |kind: &str| OrderedValue::String(format!("{{{kind}}}"));
    match value {
        OrderedValue::Object(members) => {
            let member = |(name, value): &(String, OrderedValue)| {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                (name.clone(), reduce(value, &path, scrubber, in_links))
            };
            OrderedValue::Object(members.iter().map(member).collect())
        }
        OrderedValue::String(text) if path == "Recommend" => OrderedValue::String(in_links.text(text)),
        OrderedValue::String(text) if CONSTANT.contains(&path) => OrderedValue::String(scrubber.text(text)),
        OrderedValue::Number(_) | OrderedValue::Bool(_) if CONSTANT.contains(&path) => value.clone(),
        OrderedValue::Null => OrderedValue::Null,
        other => leaf(other.kind()),
    }
}

fn headers(
    headers: &HeaderMap,
    body: &[u8],
    request_id: &str,
    scrubber: &Scrubber,
) -> BTreeMap<String, String> {
    let mut reduced = BTreeMap::new();
    for name in headers.keys() {
        let name = name.as_str();
        if OWN.contains(&name) || FRAMING.contains(&name) {
            continue;
        }
        let values: Vec<_> =
            headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        let value = values.join(", ");
        let value = match name {
            "etag" if value == etag(body) => "{etag}".to_owned(),
            // Where the body names none, that is the difference, and not the header.
            "x-acs-request-id" if request_id.is_empty() && is_request_id(&value) => "{requestId}".to_owned(),
            "x-acs-trace-id" if is_trace_id(&value) => "{traceId}".to_owned(),
            _ if VOLATILE.contains(&name) || name.starts_with("x-ratelimit") => "{opaque}".to_owned(),
            _ => scrubber.text(&value),
        };
        reduced.insert(name.to_owned(), value);
    }
    reduced
}

fn is_trace_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The ETag that the contract gives a body, written apart from the server's own code so that the two check each other.
fn etag(body: &[u8]) -> String {
    let length = body.len().to_string();
    let digest = STANDARD_NO_PAD.encode(Md5::digest(body));
    format!("{}{digest}{}", &length[..1], &length[length.len() - 1..])
}
