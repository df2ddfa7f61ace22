//! What `GET events` tells, besides what other paths tell too.

use schemars::JsonSchema;
use serde::Serialize;

use super::fractional_millis;
use crate::contract::operations::OperationKind;
use crate::engine::journal::JournalEntry;

/// How much of a text that a client chose is told, in bytes.
const LONGEST: usize = 200;

/// A call in short, its texts cut to 200 bytes; the whole is at `/requests/{id}`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Brief")]
pub struct CallSummary<'a> {
    /// Its number in the journal.
    pub id: u64,
    /// When it was answered, by the emulator's clock.
    pub time: String,
    /// The account; empty where the call reached none.
    pub account: &'a str,
    /// The operation, once it was known.
    pub operation: Option<OperationKind>,
    /// HTTP status of the answer.
    pub status: u16,
    /// `Code` of the answer.
    pub code: &'static str,
    /// `Message` of a refusal.
    pub message: Option<&'a str>,
    /// `MerchantBizId`.
    pub merchant_biz_id: Option<&'a str>,
    /// `SceneCode`.
    pub scene_code: Option<&'a str>,
    /// The transaction that the call made or asked for.
    pub transaction_id: Option<&'a str>,
    /// The scenario's rules that acted.
    pub rules: &'a [String],
    /// What the developer is told beyond the message.
    pub hint: Option<&'a str>,
    /// How long the emulator worked on it, in milliseconds.
    pub elapsed_ms: f64,
    /// How long a scenario made the response wait besides, in milliseconds.
    pub delay_ms: u64,
}

impl<'a> CallSummary<'a> {
    pub(in super::super) fn new(entry: &'a JournalEntry) -> Self {
        let cut = |text: &'a str| &text[..text.floor_char_boundary(LONGEST)];
        Self {
            id: entry.id,
            time: entry.time.to_string(),
            account: cut(&entry.facts.account),
            operation: entry.facts.operation,
            status: entry.status,
            code: entry.code,
            message: entry.message.as_deref().map(cut),
            merchant_biz_id: entry.parameter("MerchantBizId").map(cut),
            scene_code: entry.parameter("SceneCode").map(cut),
            transaction_id: entry.transaction_id().map(cut),
            rules: &entry.facts.rules,
            hint: entry.facts.hint.as_deref().map(cut),
            elapsed_ms: fractional_millis(entry.elapsed),
            delay_ms: entry.facts.delay_ms,
        }
    }
}

/// What was left out because there was too much of it, or because the listener was too far behind. Counted over all
/// accounts; the other paths still tell what the emulator keeps.
#[derive(Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Skipped {
    /// Calls, with the transactions that they started.
    pub calls: u64,
    /// Transactions that were opened or completed.
    pub transactions: u64,
    /// Tries of callbacks.
    pub callbacks: u64,
}

/// Transactions and tries of callbacks were forgotten by `POST reset`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reset<'a> {
    /// Those of this account; absent where it was all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<&'a str>,
}
