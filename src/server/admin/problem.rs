//! What the admin API answers where it cannot do what it was asked: a code for programs, a sentence for people.

use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::scenario::Diagnostic;
use crate::server::admin::AdminResponse;

/// A refusal of the admin API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct AdminError {
    /// HTTP status.
    #[serde(skip)]
    pub(super) status: u16,
    /// What kind of refusal this is, for programs.
    code: &'static str,
    /// What is wrong and what to do, for people.
    message: String,
    /// The faults of a scenario, as `cloudauth-local check` reports them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    diagnostics: Vec<Value>,
}

impl AdminError {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status: status.as_u16(), code, message: message.into(), diagnostics: Vec::new() }
    }

    /// The request makes no sense.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    /// What was asked for does not exist.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFound", message)
    }

    /// A scenario has faults.
    pub(super) fn faulty(diagnostics: &[Diagnostic]) -> Self {
        let first = diagnostics.first().map_or("", |error| &error.message);
        let message = format!("the scenario has faults, and the one that is played stays: {first}");
        let diagnostics = diagnostics.iter().filter_map(|error| serde_json::to_value(error).ok()).collect();
        Self { diagnostics, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "FaultyScenario", message) }
    }

    /// The path takes other methods.
    pub(super) fn method(methods: &str) -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "MethodNotAllowed",
            format!("this path takes {methods}; GET /_emulator/openapi.json lists everything"),
        )
    }

    /// An answer could not be written, which is a fault of the emulator.
    pub(super) fn broken(error: &serde_json::Error) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Broken",
            format!("the answer cannot be written: {error}"),
        )
    }

    pub(super) fn page(&self) -> AdminResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        AdminResponse::Json(status, serde_json::to_vec(self).unwrap_or_default())
    }
}
