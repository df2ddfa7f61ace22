//! The two formats of a body.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The format of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// `application/json;charset=utf-8`.
    #[default]
    Json,
    /// `text/xml;charset=utf-8`.
    Xml,
}
