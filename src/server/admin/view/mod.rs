//! The JSON types of the admin API. Their names and doc comments are part of the OpenAPI document.

mod call;
mod event;
mod report;
mod rule;
mod transaction;

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

pub use crate::server::admin::view::call::{CallView, CallsView, ResponseView};
pub use crate::server::admin::view::event::{CallSummary, End, Reset, Skipped};
pub use crate::server::admin::view::report::{
    ConductView, CountView, CoverageView, FindingView, OperationCoverageView, ParameterCoverageView,
    RetryView,
};
pub use crate::server::admin::view::rule::RuleView;
pub use crate::server::admin::view::transaction::{TransactionView, TransactionsView};

use crate::contract::operations::OperationKind;
use crate::engine::callback::record::CallbackAttempt;
use crate::scenario::Scenario;
use crate::scenario::format::TimestampWindow;

/// The health of the emulator.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// Always `ok`.
    pub status: &'static str,
    /// The emulator's version.
    pub version: &'static str,
    /// The base URL of this server.
    pub base_url: String,
    /// The seed that reproduces this run; with --admin-token, only for requests that have the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Calls to the service since the start.
    pub calls: u64,
}

/// How a check ends.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Completion {
    /// Whether it passes (default true).
    #[serde(deserialize_with = "given")]
    pub passed: Option<bool>,
    /// `SubCode` (default: the usual one for passed or not).
    #[serde(deserialize_with = "given")]
    pub sub_code: Option<String>,
    /// A client result code such as `1004` in the place of `passed`. One other than 1000 and 1001 ends the check in the
    /// browser alone: no callback is sent, and CheckResult keeps answering ProcessNotCompleted.
    #[serde(deserialize_with = "given")]
    pub result_code: Option<String>,
}

/// The value of a member that is there: as in a scenario, null does not stand for one that is left out.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(member: D) -> Result<Option<T>, D::Error> {
    T::deserialize(member).map(Some)
}

/// How many calls were deleted.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Deleted {
    /// The number of calls.
    pub deleted: usize,
}

/// The callbacks.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Callbacks")]
pub struct CallbacksView {
    /// All attempts that are kept, oldest first.
    pub attempts: Vec<CallbackAttempt>,
    /// The number of callbacks that are still to be delivered, of all accounts.
    pub waiting: usize,
}

/// Where callbacks go in place of their CallbackUrl.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallbackMapView {
    /// The mappings; the first that fits counts.
    pub maps: Vec<MappingView>,
}

/// One mapping.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappingView {
    /// The beginning of a CallbackUrl, such as `https://shop.example`; the port `*` is any port.
    pub from: String,
    /// What stands in its place, such as `http://127.0.0.1:3000`; the port `*` is the port of the CallbackUrl.
    pub to: String,
}

/// The emulator's time.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Time")]
pub struct TimeView {
    /// The current timestamp.
    pub now: String,
    /// The machine's timestamp: `now` without moves of the clock.
    pub machine: String,
    /// The time since the start, including moves of the clock, in milliseconds.
    pub elapsed_ms: u64,
    /// Which timestamps of signed calls are good; absent if neither `POST clock` said so: then `limits` of the scenario
    /// does, or else it is `either`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamps: Option<TimestampWindow>,
}

/// How to move the clock: `advance` or `set`, or neither to change `timestamps` alone.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ClockChange {
    /// Forward, by a duration such as `31m`.
    #[serde(deserialize_with = "given")]
    pub advance: Option<String>,
    /// To a timestamp such as `2026-11-22T10:00:00Z`; the time in between counts as elapsed.
    #[serde(deserialize_with = "given")]
    pub set: Option<String>,
    /// Which timestamps of signed calls are good from now on.
    #[serde(deserialize_with = "given")]
    pub timestamps: Option<TimestampWindow>,
}

/// The current scenario.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Played")]
pub struct PlayedScenario {
    /// Whether it was loaded for this access key only.
    pub own: bool,
    /// The scenario, as `cloudauth-local schema scenario` describes it.
    pub scenario: Scenario,
    /// Its rules in order.
    pub rules: Vec<RuleView>,
    /// What in it probably does something else than was meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub warnings: Vec<String>,
}

/// The shipped scenarios.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShippedScenarios {
    /// Each of them.
    pub scenarios: Vec<ShippedScenario>,
}

/// A shipped scenario.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShippedScenario {
    /// Its name.
    pub name: &'static str,
    /// Its file.
    pub text: &'static str,
}

/// The result of validating a scenario.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Checked")]
pub struct ScenarioCheck {
    /// Its errors, each with line, column, length, message and help; empty if it is valid.
    pub diagnostics: Vec<serde_json::Value>,
    /// What in a valid one probably does something else than was meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub warnings: Vec<String>,
    /// What it does, in sentences; of one with errors, what its valid part does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
}

/// The throttles.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Throttles")]
pub struct ThrottlesView {
    /// One for each account and operation.
    pub throttles: Vec<ThrottleView>,
}

/// A throttle.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Throttle")]
pub struct ThrottleView {
    /// The account.
    pub account: String,
    /// The operation.
    pub operation: OperationKind,
    /// Calls per second.
    pub qps: u32,
    /// Calls that may arrive at once.
    pub burst: u32,
    /// Calls that may arrive at once now.
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
