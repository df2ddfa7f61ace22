//! The limits of accounts.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use crate::contract::operations::OPERATIONS;
use crate::scenario::format::DurationText;

/// The limits of each account; by default the documented ones.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScenarioLimits {
    /// The limit of refused calls in a row.
    #[serde(rename = "abnormalCalls", default, skip_serializing_if = "Option::is_none")]
    pub abnormal_calls: Option<AbnormalCalls>,
    /// Which timestamps of signed calls are good.
    #[serde(default, skip_serializing_if = "TimestampWindow::is_default")]
    pub timestamps: TimestampWindow,
    /// The rate of each operation, by its name.
    #[serde(flatten)]
    pub operations: BTreeMap<String, Rate>,
}

/// The rate at which an account may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rate {
    /// Calls per second; 0 disables throttling.
    pub qps: u32,
    /// Calls that may arrive at once before throttling starts; `qps` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub burst: Option<u32>,
}

/// The limit of refused calls in a row. Beyond it the response is 401 Forbidden.ExceptionRepeatedInvoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AbnormalCalls {
    /// How many refused calls in a row still get their own error.
    #[schemars(range(min = 1))]
    pub count: u32,
    /// How long refused calls are counted, such as `60s`.
    pub window: DurationText,
}

/// Which timestamps of signed calls are good: those that are at most 15 minutes away from one of these times.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TimestampWindow {
    /// The machine's time, or that of the emulator's clock where it was moved. So a client that signs with the real time
    /// passes when a test has moved the clock.
    #[default]
    Either,
    /// The emulator's clock alone, to test the window itself.
    Follow,
}

impl TimestampWindow {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde requires")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
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
            let description = format!(
                "The rate at which an account may call {}; {} calls per second by default.",
                operation.name, operation.qps
            );
            rate.insert("description".into(), json!(description));
            properties.insert(operation.name.into(), rate.into());
        }
        let mut abnormal = generator.subschema_for::<AbnormalCalls>();
        let description = "The limit of refused calls in a row.";
        abnormal.insert("description".into(), json!(description));
        properties.insert("abnormalCalls".into(), abnormal.into());
        let mut timestamps = generator.subschema_for::<TimestampWindow>();
        let description = "Which timestamps of signed calls are good; `either` by default.";
        timestamps.insert("description".into(), json!(description));
        properties.insert("timestamps".into(), timestamps.into());
        json_schema!({
            "description": "The limits of each account, by operation; by default the documented ones.",
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        })
    }
}
