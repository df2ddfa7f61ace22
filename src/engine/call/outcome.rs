//! The outcome of a call: the response, its delivery, and the facts for journal, admin API and log.

use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::operations::OperationKind;
use crate::contract::reply::ApiResponse;
use crate::engine::account::Account;
use crate::engine::clock::ClockReading;
use crate::scenario::ConnectionCut;

/// The outcome of a call.
#[derive(Debug)]
pub struct Outcome {
    /// The response.
    pub reply: ApiResponse,
    /// The results of the checks.
    pub facts: CallFacts,
    /// The account, if it is known.
    pub account: Option<Arc<Account>>,
    /// The QPS of the operation, for the headers of a throttling response; 0 if the operation is not known.
    pub qps: u32,
    /// How the response is delivered.
    pub delivery: Delivery,
    /// The end of the check that the call started, if a scenario plans it.
    pub planned_end: Option<PlannedEnd>,
    /// When it was handled, by the clock of its account.
    pub at: ClockReading,
}

/// The results of the checks of a call: stored by the journal, serialised by the admin API, printed by the log. All members
/// are always present, because the journal stores them without names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallFacts {
    /// The account; empty if the call was refused before it was known.
    pub account: String,
    /// The operation, if it is known.
    pub operation: Option<OperationKind>,
    /// The result of the signature check.
    pub signature: SignatureCheck,
    /// The throttle after the call; null if the call was refused before it, or without a limit.
    pub throttle: Option<ThrottleState>,
    /// The scenario's rules that were applied, each with its number and description.
    pub rules: Vec<String>,
    /// What was accepted against the documentation, one sentence each.
    pub tolerated: Vec<String>,
    /// A hint for the developer in addition to the message.
    pub hint: Option<String>,
    /// The additional delay by a scenario, in milliseconds.
    pub delay_ms: u64,
}

/// The result of the signature check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum SignatureCheck {
    /// The call was refused before the check.
    #[default]
    NotReached,
    /// No keys are declared.
    NotChecked,
    /// The signature is valid.
    Verified,
    /// The key, token, timestamp, signature or nonce was refused.
    Refused,
}

/// The operation's throttle after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Allowance")]
pub struct ThrottleState {
    /// Calls per second.
    pub qps: u32,
    /// Calls that could have followed at once.
    pub remaining: u32,
}

/// The planned end of a check without its user; see [`Engine::record`](crate::engine::Engine::record).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedEnd {
    /// `TransactionId`.
    pub transaction_id: String,
    /// The time after the call.
    pub after: Duration,
}

/// How a response is delivered to the client. The default is to send it normally.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivery {
    /// The delay before it is sent.
    pub delay: Duration,
    /// The connection fault.
    pub cut: Option<ConnectionCut>,
    /// The rate of the body, in bytes per second.
    pub bytes_per_second: Option<u32>,
}

/// The longest `x-emulator-hint`, in bytes: clients have limits for the head of a response, of 16 KiB in Node.
const MAX_HINT: usize = 4 * 1024;

impl CallFacts {
    /// The header `x-emulator-hint`: the hint, or the rules that refused the call, or what was tolerated.
    #[must_use]
    pub fn hint_header(&self, refused: bool) -> Option<String> {
        let sentences = |sentences: &[String]| (!sentences.is_empty()).then(|| sentences.join("; "));
        let mut hint = match &self.hint {
            Some(hint) => hint.clone(),
            None if refused => sentences(&self.rules)?,
            None => sentences(&self.tolerated)?,
        };
        if hint.len() > MAX_HINT {
            hint.truncate(hint.floor_char_boundary(MAX_HINT));
            hint.push_str("...");
        }
        Some(hint)
    }
}
