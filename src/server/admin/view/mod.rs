//! The shapes of the admin API's documents. Their names and comments are the schema that clients read.

mod call;
mod event;
mod report;
mod transaction;

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::server::admin::view::call::{CallView, CallsView, ResponseView};
pub use crate::server::admin::view::event::{CallSummary, Reset, Skipped};
pub use crate::server::admin::view::report::{
    ConductView, CountView, CoverageView, FindingView, OperationCoverageView, ParameterCoverageView,
    RetryView,
};
pub use crate::server::admin::view::transaction::{TransactionView, TransactionsView};

use crate::contract::operations::OperationKind;
use crate::engine::callback::record::CallbackAttempt;
use crate::scenario::Scenario;

/// Whether the emulator is up, and which one it is.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// Always `ok`.
    pub status: &'static str,
    /// The emulator's version.
    pub version: &'static str,
    /// The base URL of this server.
    pub base_url: String,
    /// The seed that gives this run again.
    pub seed: u64,
    /// Calls to the service since the start.
    pub calls: u64,
}

/// How a check ends.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Completion {
    /// Whether it passes; it does unless told otherwise.
    pub passed: Option<bool>,
    /// `SubCode`; the usual one unless told otherwise.
    pub sub_code: Option<String>,
}

/// How many calls were deleted.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Deleted {
    /// So many.
    pub deleted: usize,
}

/// What became of the callbacks.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Callbacks")]
pub struct CallbacksView {
    /// Every try that is remembered, oldest first.
    pub attempts: Vec<CallbackAttempt>,
    /// How many callbacks are still to be delivered, of all accounts.
    pub waiting: usize,
}

/// The emulator's time.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Time")]
pub struct TimeView {
    /// The time of day.
    pub now: String,
    /// Time since the start, moved or passed, in milliseconds.
    pub elapsed_ms: u64,
}

/// How the clock is moved: exactly one of the two.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClockChange {
    /// Forward, by a duration such as `31m`.
    Advance(String),
    /// To a time such as `2026-11-22T10:00:00Z`; what lies between counts as passed.
    Set(String),
}

/// The scenario that is played.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Played")]
pub struct PlayedScenario {
    /// Whether it was put for this access key alone.
    pub own: bool,
    /// The scenario, as `cloudauth-local schema scenario` describes it.
    pub scenario: Scenario,
    /// Its rules in order.
    pub rules: Vec<RuleView>,
}

/// A rule at work.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Rule")]
pub struct RuleView {
    /// Its number and description.
    pub name: String,
    /// On how many calls it acted since the scenario was loaded.
    pub acted: u64,
}

/// What is to be said of a scenario that is not played.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Checked")]
pub struct ScenarioCheck {
    /// Its faults, each with line, column, length, message and help; empty is good.
    pub diagnostics: Vec<serde_json::Value>,
    /// What a good one will do, in sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
}

/// How full the throttles are.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Throttles")]
pub struct ThrottlesView {
    /// One for each account and operation.
    pub throttles: Vec<ThrottleView>,
}

/// How full one throttle is.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Throttle")]
pub struct ThrottleView {
    /// The account.
    pub account: String,
    /// The operation.
    pub operation: OperationKind,
    /// Calls a second.
    pub qps: u32,
    /// Calls that may come at once.
    pub burst: u32,
    /// Calls that could come at once now.
    pub remaining: u32,
}

/// A duration in milliseconds, to three decimals.
fn fractional_millis(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

/// Whole milliseconds, rounded up.
pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}
