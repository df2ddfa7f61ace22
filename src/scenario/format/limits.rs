//! How often an account may call.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use crate::contract::operations::OPERATIONS;
use crate::scenario::format::DurationText;

/// The limits of a scenario; what it does not name stays as documented.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScenarioLimits {
    /// What is tolerated of calls that are refused one after another.
    #[serde(rename = "abnormalCalls", default, skip_serializing_if = "Option::is_none")]
    pub abnormal_calls: Option<AbnormalCalls>,
    /// The rate of each operation, by its name.
    #[serde(flatten)]
    pub operations: BTreeMap<String, Rate>,
}

/// How often one account may call one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rate {
    /// Calls a second; 0 means that the operation is never throttled.
    pub qps: u32,
    /// Calls that may come at once before the rate counts; as many as `qps` where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub burst: Option<u32>,
}

/// What is tolerated of calls that are refused one after another; beyond it comes 401
/// Forbidden.ExceptionRepeatedInvoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AbnormalCalls {
    /// How many refused calls in a row are still answered with their own error.
    #[schemars(range(min = 1))]
    pub count: u32,
    /// How long the service remembers them, such as `60s`.
    pub window: DurationText,
}

impl ScenarioLimits {
    /// Whether nothing is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl JsonSchema for ScenarioLimits {
    fn schema_name() -> Cow<'static, str> {
        "Limits".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut properties = Map::new();
        for operation in OPERATIONS {
            let mut rate = generator.subschema_for::<Rate>();
            let says = format!(
                "How often one account may call {}; {} calls a second where it is absent.",
                operation.name, operation.qps
            );
            rate.insert("description".into(), json!(says));
            properties.insert(operation.name.into(), rate.into());
        }
        let mut abnormal = generator.subschema_for::<AbnormalCalls>();
        let says = "What is tolerated of calls that are refused one after another.";
        abnormal.insert("description".into(), json!(says));
        properties.insert("abnormalCalls".into(), abnormal.into());
        json_schema!({
            "description": "How often an account may call, by operation; what is not named stays as documented.",
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        })
    }
}
