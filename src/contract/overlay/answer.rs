//! An observed answer: how it is recognised, what it says, and how the values of one call are filled in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contract::overlay::template::render;
use crate::contract::overlay::value::OrderedValue;

/// An answer of the real service, and which answer of the emulator it stands in place of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ObservedAnswer {
    /// The probes that were answered so.
    pub probes: Vec<String>,
    /// What the emulator answers without the overlay.
    pub instead_of: UsualAnswer,
    /// HTTP status.
    pub status: u16,
    /// `Code`.
    pub code: String,
    /// `Message`, with placeholders.
    pub message: String,
    /// The root element of an XML body; empty for JSON.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub root: String,
    /// The members of the body in their order; `{string}` and the like stand for any value of that type. A string is
    /// a body that is neither JSON nor XML.
    #[schemars(with = "serde_json::Value")]
    pub body: OrderedValue,
    /// The headers that differ: values with placeholders, and null for one that the answer does not have.
    pub headers: BTreeMap<String, Option<String>>,
}

/// How an answer of the emulator is recognised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UsualAnswer {
    /// The operation, where answers of other operations are not meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// `json` or `xml`.
    pub format: String,
    /// `Code`.
    pub code: String,
    /// `Message`, with placeholders.
    pub message: String,
    /// The members of `Result`, of a success that has some: not every check gets the same ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
}

impl ObservedAnswer {
    /// The body with values in the place of placeholders: `value` knows those of this answer, and what is of any value
    /// is taken out of the emulator's own body.
    pub fn body<'a>(&self, own: &OrderedValue, value: impl Fn(&str) -> Option<&'a str>) -> OrderedValue {
        fill(&self.body, Some(own), &value)
    }

    /// What no answer can have, as a sentence.
    pub(super) fn unusable(&self) -> Option<String> {
        if !(200..=599).contains(&self.status) {
            return Some(format!("status is {}, expected 200 to 599", self.status));
        }
        if !["json", "xml"].contains(&self.instead_of.format.as_str()) {
            return Some(format!("format is {:?}, expected json or xml", self.instead_of.format));
        }
        let unusable = |name: &str, value: &str| {
            http::HeaderName::try_from(name).is_err() || http::HeaderValue::try_from(value).is_err()
        };
        let value = |value: &Option<String>| value.clone().unwrap_or_default();
        let (name, value) = self
            .headers
            .iter()
            .map(|(name, text)| (name, value(text)))
            .find(|(name, value)| unusable(name, value))?;
        Some(format!("{name:?} is no header with the value {value:?}"))
    }
}

/// The value that a leaf of any value of a type has where the emulator's own answer has none.
fn any(kind: &str) -> Option<OrderedValue> {
    match kind {
        "{string}" => Some(OrderedValue::String(String::new())),
        "{number}" => Some(OrderedValue::Number(0.into())),
        "{boolean}" => Some(OrderedValue::Bool(false)),
        "{array}" => Some(OrderedValue::Array(Vec::new())),
        _ => None,
    }
}

fn fill<'a>(
    template: &OrderedValue,
    own: Option<&OrderedValue>,
    value: &impl Fn(&str) -> Option<&'a str>,
) -> OrderedValue {
    match template {
        OrderedValue::String(text) => match any(text) {
            Some(empty) => own.filter(|own| own.kind() == empty.kind()).cloned().unwrap_or(empty),
            None => OrderedValue::String(
                render(text, value)
                    .or_else(|| own.and_then(OrderedValue::as_str).map(str::to_owned))
                    .unwrap_or_default(),
            ),
        },
        OrderedValue::Object(members) => {
            let filled = |(name, template): &(String, OrderedValue)| {
                let own = own.and_then(|own| own.get(name));
                (name.clone(), fill(template, own, value))
            };
            OrderedValue::Object(members.iter().map(filled).collect())
        }
        other => other.clone(),
    }
}
