//! The shapes of the documents about the client under test: what it met of the contract, and its conduct.

use schemars::JsonSchema;
use serde::Serialize;

/// What the client has met of the contract.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Coverage")]
pub struct CoverageView {
    /// Codes of answers.
    pub codes: Vec<CountView>,
    /// Parameters and their listed values, of calls whose parameters were good.
    pub operations: Vec<OperationCoverageView>,
    /// How checks ended, and what else became of them.
    pub outcomes: Vec<CountView>,
    /// What became of callbacks.
    pub callbacks: Vec<CountView>,
    /// How many of all these were met.
    pub met: usize,
    /// How many there are.
    pub of: usize,
}

/// What the client has met of one operation.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "OperationCoverage")]
pub struct OperationCoverageView {
    /// The operation.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: Vec<ParameterCoverageView>,
}

/// What the client has met of one parameter.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ParameterCoverage")]
pub struct ParameterCoverageView {
    /// The parameter itself.
    #[serde(flatten)]
    pub met: CountView,
    /// Its listed values; empty where it takes any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub values: Vec<CountView>,
}

/// How often one thing was met.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Met")]
pub struct CountView {
    /// A code, a parameter, a value, an outcome, a situation.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// How often.
    pub count: u64,
}

/// What the client did that will hurt in production.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Conduct")]
pub struct ConductView {
    /// One for each kind of mistake and account; empty is good.
    pub findings: Vec<FindingView>,
    /// Every retry, patient or not, oldest first; the first 1000.
    pub retries: Vec<RetryView>,
}

/// A call that says what a throttled or failed one had said.
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
    /// The number of the call that had failed.
    pub of: u64,
    /// How that one was answered.
    pub code: &'static str,
    /// How long the client was told to wait; absent where it was not throttled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_ms: Option<u64>,
    /// How long it waited.
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
    /// What was seen.
    pub seen: String,
    /// The numbers of the calls in the journal in which it was seen.
    pub calls: Vec<u64>,
    /// Why it hurts in production, and what to do.
    pub why: &'static str,
}
