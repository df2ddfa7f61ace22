//! Two reduced answers against each other: what differs, one difference for each fact.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::contract::overlay::OrderedValue;
use crate::parity::reduce::ReducedAnswer;

/// In what two answers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Aspect {
    /// HTTP status.
    Status,
    /// JSON, XML, other text or nothing, or the name of the root element.
    Format,
    /// `Code`.
    Code,
    /// `Message`.
    Message,
    /// The value of another constant member.
    MemberValue,
    /// A member that the emulator's answer alone has.
    MemberOnlyHere,
    /// A member that the endpoint's answer alone has.
    MemberOnlyThere,
    /// The order of the members that both have.
    MemberOrder,
    /// The type of a member.
    MemberType,
    /// A header that the emulator's answer alone has.
    HeaderOnlyHere,
    /// A header that the endpoint's answer alone has.
    HeaderOnlyThere,
    /// The value of a header.
    HeaderValue,
}

impl Aspect {
    /// The words for it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Format => "format",
            Self::Code => "code",
            Self::Message => "message",
            Self::MemberValue => "value of a member",
            Self::MemberOnlyHere => "member missing there",
            Self::MemberOnlyThere => "member missing here",
            Self::MemberOrder => "order of members",
            Self::MemberType => "type of a member",
            Self::HeaderOnlyHere => "header missing there",
            Self::HeaderOnlyThere => "header missing here",
            Self::HeaderValue => "value of a header",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// In what.
    pub aspect: Aspect,
    /// The member or header; empty for status, format, code and message.
    pub name: String,
    /// What the emulator answers.
    pub emulator: String,
    /// What the endpoint answers.
    pub endpoint: String,
}

/// Everything in which the emulator's answer differs from the endpoint's.
#[must_use]
pub fn compare(emulator: &ReducedAnswer, endpoint: &ReducedAnswer) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut differ = |aspect, name: &str, here: String, there: String| {
        if here != there {
            found.push(Difference { aspect, name: name.to_owned(), emulator: here, endpoint: there });
        }
    };
    differ(Aspect::Status, "", emulator.status.to_string(), endpoint.status.to_string());
    let format = |answer: &ReducedAnswer| match answer.root.as_str() {
        "" => answer.format.clone(),
        root => format!("{} <{root}>", answer.format),
    };
    let (here, there) = (format(emulator), format(endpoint));
    let same_format = here == there;
    differ(Aspect::Format, "", here, there);
    if same_format {
        members(&emulator.body, &endpoint.body, "", &mut differ);
    }
    let names: BTreeSet<_> = emulator.headers.keys().chain(endpoint.headers.keys()).collect();
    for name in names {
        match (emulator.headers.get(name), endpoint.headers.get(name)) {
            (Some(here), Some(there)) => differ(Aspect::HeaderValue, name, here.clone(), there.clone()),
            (Some(here), None) => differ(Aspect::HeaderOnlyHere, name, here.clone(), String::from("-")),
            (None, Some(there)) => differ(Aspect::HeaderOnlyThere, name, String::from("-"), there.clone()),
            (None, None) => {}
        }
    }
    found
}

fn members(
    here: &OrderedValue,
    there: &OrderedValue,
    path: &str,
    differ: &mut impl FnMut(Aspect, &str, String, String),
) {
    let (OrderedValue::Object(ours), OrderedValue::Object(theirs)) = (here, there) else {
        return leaf(here, there, path, differ);
    };
    let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for (name, value) in ours {
        match there.get(name) {
            Some(other) => members(value, other, &at(name), differ),
            None => differ(Aspect::MemberOnlyHere, &at(name), kind(value), "-".to_owned()),
        }
    }
    for (name, value) in theirs.iter().filter(|(name, _)| here.get(name).is_none()) {
        differ(Aspect::MemberOnlyThere, &at(name), "-".to_owned(), kind(value));
    }
    let shared = |members: &[(String, OrderedValue)], other: &OrderedValue| {
        let names: Vec<_> =
            members.iter().map(|(name, _)| name.as_str()).filter(|name| other.get(name).is_some()).collect();
        names.join(", ")
    };
    differ(Aspect::MemberOrder, path, shared(ours, there), shared(theirs, here));
}

fn leaf(
    here: &OrderedValue,
    there: &OrderedValue,
    path: &str,
    differ: &mut impl FnMut(Aspect, &str, String, String),
) {
    let (ours, theirs) = (kind(here), kind(there));
    if ours != theirs {
        return differ(Aspect::MemberType, path, ours, theirs);
    }
    let aspect = match path {
        "Code" => Aspect::Code,
        "Message" => Aspect::Message,
        _ => Aspect::MemberValue,
    };
    let name = if matches!(aspect, Aspect::MemberValue) { path } else { "" };
    differ(aspect, name, text(here), text(there));
}

/// The type of a value, or of any value that its placeholder stands for.
fn kind(value: &OrderedValue) -> String {
    let named = value.as_str().and_then(|text| text.strip_prefix('{')?.strip_suffix('}'));
    let named = named.filter(|name| ["string", "number", "boolean", "array"].contains(name));
    named.unwrap_or_else(|| value.kind()).to_owned()
}

fn text(value: &OrderedValue) -> String {
    value.as_str().map_or_else(|| serde_json::to_string(value).unwrap_or_default(), str::to_owned)
}
