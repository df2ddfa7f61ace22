//! The JSON of events that other paths do not have.

use schemars::JsonSchema;
use serde::Serialize;

use super::fractional_millis;
use crate::contract::operations::OperationKind;
use crate::engine::journal::JournalEntry;

/// The maximum length of strings that a client chose, in bytes.
const MAX_LENGTH: usize = 200;

/// A summary of a call, with strings truncated to 200 bytes; `/requests/{id}` has the complete call.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Brief")]
pub struct CallSummary<'a> {
    /// Its number in the journal.
    pub id: u64,
    /// The time of the response, by the emulator's clock.
    pub time: String,
    /// The account; empty if the call was refused before it was known.
    pub account: &'a str,
    /// The operation, if it is known.
    pub operation: Option<OperationKind>,
    /// HTTP status of the response.
    pub status: u16,
    /// `Code` of the response.
    pub code: &'static str,
    /// `Message` of an error.
    pub message: Option<&'a str>,
    /// `MerchantBizId`.
    pub merchant_biz_id: Option<&'a str>,
    /// `SceneCode`.
    pub scene_code: Option<&'a str>,
    /// The transaction that the call created or requested.
    pub transaction_id: Option<&'a str>,
    /// The scenario's rules that were applied.
    pub rules: &'a [String],
    /// A hint for the developer in addition to the message.
    pub hint: Option<&'a str>,
    /// The processing time, in milliseconds.
    pub elapsed_ms: f64,
    /// The additional delay by a scenario, in milliseconds.
    pub delay_ms: u64,
}

impl<'a> CallSummary<'a> {
    pub(in super::super) fn new(entry: &'a JournalEntry) -> Self {
        let truncate = |text: &'a str| &text[..text.floor_char_boundary(MAX_LENGTH)];
        Self {
            id: entry.id,
            time: entry.time.to_string(),
            account: truncate(&entry.facts.account),
            operation: entry.facts.operation,
            status: entry.status,
            code: entry.code,
            message: entry.message.as_deref().map(truncate),
            merchant_biz_id: entry.parameter("MerchantBizId").map(truncate),
            scene_code: entry.parameter("SceneCode").map(truncate),
            transaction_id: entry.transaction_id().map(truncate),
            rules: &entry.facts.rules,
            hint: entry.facts.hint.as_deref().map(truncate),
            elapsed_ms: fractional_millis(entry.elapsed),
            delay_ms: entry.facts.delay_ms,
        }
    }
}

/// How many events were left out because the client was too slow. Counted over all accounts; the other paths still list
/// what the emulator keeps.
#[derive(Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Skipped {
    /// Calls, with the transactions that they created.
    pub calls: u64,
    /// Transactions that were opened or completed.
    pub transactions: u64,
    /// Attempts to deliver callbacks.
    pub callbacks: u64,
}

/// Why a stream of events ends.
#[derive(Debug, Serialize, JsonSchema)]
pub struct End {
    /// The reason, and what to do.
    pub reason: &'static str,
}

/// Transactions and attempts to deliver callbacks were deleted by `POST reset`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reset<'a> {
    /// The account; absent if all were deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<&'a str>,
}
