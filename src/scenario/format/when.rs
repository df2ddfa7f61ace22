//! The `when` of a rule: which calls it matches.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use crate::scenario::format::{DurationText, OperationName, parameter_names};

/// Which calls a rule matches; all conditions must be satisfied.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct When {
    /// The operation of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationName>,
    /// The AccessKeyId of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<Match>,
    /// Parameters of the call, by name; all must match.
    #[serde(skip_serializing_if = "ParameterMatches::is_empty")]
    pub parameters: ParameterMatches,
    /// HTTP headers of the call, by case-insensitive name; all must match.
    #[serde(skip_serializing_if = "HeaderMatches::is_empty")]
    pub headers: HeaderMatches,
    /// The number of the call. For each account the calls are counted that match `operation`, `accessKeyId`,
    /// `parameters`, `headers` and `during` of this rule, whatever other rules did to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<CallNumbers>,
    /// The time since the scenario was loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub during: Option<During>,
    /// The probability with which a call that satisfies all other conditions matches, from 0 (never) to 1 (always).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub probability: Option<f64>,
}

impl When {
    /// Whether every call matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Conditions on a value, or the value itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Match {
    /// Exactly this string.
    Text(String),
    /// Conditions that must all be satisfied.
    Conditions(Conditions),
}

/// Conditions on a value, which must all be satisfied. Case-sensitive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Conditions {
    /// The value is exactly this string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equals: Option<String>,
    /// The value starts with this string.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub starts_with: Option<String>,
    /// The value ends with this string.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub ends_with: Option<String>,
    /// The value contains this string.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub contains: Option<String>,
    /// The value contains a match of this regular expression; use `^` and `$` to match the whole value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "regex"))]
    pub matches: Option<String>,
    /// The value is exactly one of these strings.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub one_of: Option<Vec<String>>,
    /// `true`: present with any value; `false`: absent. An empty value counts as absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub present: Option<bool>,
}

/// Conditions on parameters, by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ParameterMatches(pub BTreeMap<String, Match>);

impl ParameterMatches {
    /// Whether there are no conditions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl JsonSchema for ParameterMatches {
    fn schema_name() -> Cow<'static, str> {
        "ParameterMatches".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut properties = Map::new();
        for (name, meaning) in parameter_names() {
            let mut schema = generator.subschema_for::<Match>();
            schema.insert("description".into(), json!(meaning));
            properties.insert(name.into(), schema.into());
        }
        json_schema!({
            "description": "Conditions on parameters of the call, by name.",
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        })
    }
}

/// Conditions on headers, by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct HeaderMatches(pub BTreeMap<String, Match>);

impl HeaderMatches {
    /// Whether there are no conditions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Which of the counted calls match; all conditions must be satisfied. The first call has number 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
#[schemars(rename = "Calls")]
pub struct CallNumbers {
    /// The first calls: `2` is calls 1 and 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub first: Option<u64>,
    /// All calls after this number: `2` is calls 3, 4, 5 and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub after: Option<u64>,
    /// Exactly these calls: `[3, 5]` is calls 3 and 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1), inner(range(min = 1)))]
    pub nth: Option<Vec<u64>>,
    /// Every n-th call: `10` is calls 10, 20, 30 and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub every: Option<u64>,
}

/// A period, relative to the time when the scenario was loaded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct During {
    /// Its start, such as `30s`; zero by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DurationText>,
    /// Its end (exclusive), such as `5m`; never by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DurationText>,
}
