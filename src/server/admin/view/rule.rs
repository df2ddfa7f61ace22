//! A rule of the current scenario.

use schemars::JsonSchema;
use serde::Serialize;

/// A rule of the current scenario.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "PlayedRule")]
pub struct RuleView {
    /// Its number and description.
    pub name: String,
    /// The number of calls that it was applied to since the scenario was loaded.
    pub acted: u64,
}
