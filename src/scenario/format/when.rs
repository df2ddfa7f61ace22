//! Which calls a rule acts on.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use crate::scenario::format::{DurationText, OperationName, parameter_names};

/// Which calls a rule acts on; everything that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct When {
    /// The operation that is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationName>,
    /// The access key that calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<Match>,
    /// Parameters of the call, by name; every one must match.
    #[serde(skip_serializing_if = "ParameterMatches::is_empty")]
    pub parameters: ParameterMatches,
    /// HTTP headers of the call, by name in any case; every one must match.
    #[serde(skip_serializing_if = "HeaderMatches::is_empty")]
    pub headers: HeaderMatches,
    /// How many calls there were. Counted are, for each account by itself, the calls for which `operation`,
    /// `accessKeyId`, `parameters`, `headers` and `during` of this rule hold, whatever other rules did to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<CallNumbers>,
    /// The time since the scenario was loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub during: Option<During>,
    /// The share of the calls that are left when all else holds, from 0 (none) to 1 (all), drawn from the seed.
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

/// What a value must be: the value itself, or conditions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Match {
    /// Exactly this text.
    Text(String),
    /// Conditions that must all hold.
    Conditions(Conditions),
}

/// Conditions on a value; those that are given must all hold. Upper and lower case differ.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Conditions {
    /// The value is exactly this text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equals: Option<String>,
    /// The value begins with this text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub starts_with: Option<String>,
    /// The value ends with this text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub ends_with: Option<String>,
    /// The value has this text somewhere in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub contains: Option<String>,
    /// This regular expression is found in the value; `^` and `$` tie it to the ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "regex"))]
    pub matches: Option<String>,
    /// The value is exactly one of these texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub one_of: Option<Vec<String>>,
    /// `true`: the call has it, with whatever value; `false`: the call does not have it. Empty counts as absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub present: Option<bool>,
}

/// What parameters must be, by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ParameterMatches(pub BTreeMap<String, Match>);

impl ParameterMatches {
    /// Whether no parameter is looked at.
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
            "description": "What parameters of the call must be, by name.",
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        })
    }
}

/// What headers must be, by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct HeaderMatches(pub BTreeMap<String, Match>);

impl HeaderMatches {
    /// Whether no header is looked at.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Which of the counted calls; what is given must all hold. The first call is number 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
#[schemars(rename = "Calls")]
pub struct CallNumbers {
    /// The first so many calls: `2` is calls 1 and 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub first: Option<u64>,
    /// All calls after so many: `2` is calls 3, 4, 5 and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub after: Option<u64>,
    /// Exactly these calls: `[3, 5]` is calls 3 and 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1), inner(range(min = 1)))]
    pub nth: Option<Vec<u64>>,
    /// Every so many calls: `10` is calls 10, 20, 30 and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub every: Option<u64>,
}

/// A stretch of time, counted from the moment when the scenario was loaded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct During {
    /// Its beginning, such as `30s`; at once where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DurationText>,
    /// Its end, such as `5m`, no longer part of it; never where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DurationText>,
}
