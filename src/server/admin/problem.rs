//! Errors of the admin API: a code for programs, a message for people.

use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::scenario::Diagnostic;
use crate::server::admin::AdminResponse;

/// An error of the admin API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct AdminError {
    /// HTTP status.
    #[serde(skip)]
    pub(super) status: u16,
    /// The kind of error, for programs.
    code: &'static str,
    /// What is wrong and what to do, for people.
    message: String,
    /// The errors in a scenario, as `cloudauth-local check` reports them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    diagnostics: Vec<Value>,
    /// The methods that the path has, if the method is the error.
    #[serde(skip)]
    pub(super) allowed: Option<String>,
}

impl AdminError {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: status.as_u16(),
            code,
            message: message.into(),
            diagnostics: Vec::new(),
            allowed: None,
        }
    }

    /// The request is invalid.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    /// The requested object does not exist.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFound", message)
    }

    /// A scenario has errors.
    pub(super) fn invalid_scenario(diagnostics: &[Diagnostic]) -> Self {
        let first = diagnostics.first().map_or("", |error| &error.message);
        let message = format!("the scenario has errors, the current one is kept: {first}");
        let diagnostics = diagnostics.iter().filter_map(|error| serde_json::to_value(error).ok()).collect();
        Self { diagnostics, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "FaultyScenario", message) }
    }

    /// The path has other methods.
    pub(super) fn method(methods: &str) -> Self {
        let message = format!("this path accepts {methods}; GET /_emulator/openapi.json lists all routes");
        let error = Self::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message);
        // HEAD is answered wherever GET is.
        Self { allowed: Some(methods.replace("GET", "GET, HEAD")), ..error }
    }

    /// A response could not be serialised, which is a bug of the emulator.
    pub(super) fn broken(error: &serde_json::Error) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Broken",
            format!("the response cannot be serialised: {error}"),
        )
    }

    pub(super) fn response(&self) -> AdminResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        AdminResponse::Json(status, serde_json::to_vec(self).unwrap_or_default())
    }
}
