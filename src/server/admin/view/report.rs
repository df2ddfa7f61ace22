//! The JSON of reports about the client under test: contract coverage and conduct.

use schemars::JsonSchema;
use serde::Serialize;

use crate::server::admin::view::rule::RuleView;

/// Contract coverage of the client under test.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Coverage")]
pub struct CoverageView {
    /// Response codes.
    pub codes: Vec<CountView>,
    /// Parameters and their listed values, in calls with valid parameters.
    pub operations: Vec<OperationCoverageView>,
    /// Outcomes and other events of checks.
    pub outcomes: Vec<CountView>,
    /// Events of callbacks.
    pub callbacks: Vec<CountView>,
    /// The rules of the current scenario, in order. A rule that never acted tests nothing.
    pub rules: Vec<RuleView>,
    /// How many codes, values, outcomes and events occurred at least once.
    pub met: usize,
    /// The number of all these.
    pub of: usize,
}

/// Coverage of an operation.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "OperationCoverage")]
pub struct OperationCoverageView {
    /// The operation.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: Vec<ParameterCoverageView>,
}

/// Coverage of a parameter.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ParameterCoverage")]
pub struct ParameterCoverageView {
    /// The parameter itself.
    #[serde(flatten)]
    pub met: CountView,
    /// Its listed values; empty if it accepts any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub values: Vec<CountView>,
}

/// How often something occurred.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Met")]
pub struct CountView {
    /// A code, parameter, value, check outcome or callback event.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// The number of occurrences.
    pub count: u64,
}

/// Mistakes of the client under test that will cause failures in production.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Conduct")]
pub struct ConductView {
    /// One for each kind of mistake and account.
    pub findings: Vec<FindingView>,
    /// All retries, in time or too early, oldest first; the first 1000.
    pub retries: Vec<RetryView>,
}

/// A call that repeats a throttled or failed one.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Retry")]
pub struct RetryView {
    /// The account.
    pub account: String,
    /// The operation.
    pub operation: &'static str,
    /// The number of the call in the journal.
    pub call: u64,
    /// The number of the failed call in the journal.
    pub of: u64,
    /// The response code of the failed call.
    pub code: &'static str,
    /// How long the client was told to wait, in milliseconds; absent if it was not throttled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_ms: Option<u64>,
    /// How long it waited, in milliseconds.
    pub waited_ms: u64,
    /// Whether that was long enough.
    pub in_time: bool,
}

/// One kind of mistake of one account.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Finding")]
pub struct FindingView {
    /// The name of the mistake, for programs.
    pub rule: &'static str,
    /// The account.
    pub account: String,
    /// What was observed.
    pub seen: String,
    /// The numbers of the calls in the journal.
    pub calls: Vec<u64>,
    /// Why it causes failures in production, and what to do.
    pub why: &'static str,
}
