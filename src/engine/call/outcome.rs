//! What became of a call: the response, how it travels, and the facts that journal, admin API and log show.

use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::operations::OperationKind;
use crate::contract::reply::ApiResponse;
use crate::engine::account::Account;
use crate::engine::clock::ClockReading;
use crate::scenario::ConnectionCut;

/// What became of a call.
#[derive(Debug)]
pub struct Outcome {
    /// The response.
    pub reply: ApiResponse,
    /// What the checks found out.
    pub facts: CallFacts,
    /// The account, once it was known.
    pub account: Option<Arc<Account>>,
    /// The QPS that the operation has, for the headers of a throttling response; 0 before the operation was known.
    pub qps: u32,
    /// How the response travels.
    pub delivery: Delivery,
    /// The end of the check that the call started, where a scenario plans it.
    pub planned_end: Option<PlannedEnd>,
    /// When it was decided, by the clock of its account.
    pub at: ClockReading,
}

/// What the checks found out about one call: the one record that the journal stores, the admin API serialises and the
/// log prints. A member is always present, so that the same type can be stored without names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallFacts {
    /// The account; empty where the call reached none.
    pub account: String,
    /// The operation, once it was known.
    pub operation: Option<OperationKind>,
    /// What became of the signature.
    pub signature: SignatureCheck,
    /// What the throttle had left; null where the call did not reach it or there is no limit.
    pub throttle: Option<ThrottleState>,
    /// The scenario's rules that acted, each by its number and description.
    pub rules: Vec<String>,
    /// What passed although the documentation says otherwise, one sentence each.
    pub tolerated: Vec<String>,
    /// What the emulator says beyond the message of a refusal.
    pub hint: Option<String>,
    /// How long a scenario made the response wait, in milliseconds.
    pub delay_ms: u64,
}

/// What became of a call's signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum SignatureCheck {
    /// The call was refused before its signature was looked at.
    #[default]
    NotReached,
    /// No key is declared, so that there is nothing to check against.
    NotChecked,
    /// It is what the declared secret gives.
    Verified,
    /// It was refused: the key, the token, the timestamp, the signature or the nonce.
    Refused,
}

/// What the throttle of the operation had left behind a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Allowance")]
pub struct ThrottleState {
    /// Calls a second.
    pub qps: u32,
    /// Calls that could have followed at once.
    pub remaining: u32,
}

/// When a check ends without its user. [`Engine::record`](crate::engine::Engine::record) plans it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedEnd {
    /// `TransactionId`.
    pub transaction_id: String,
    /// How long after the call.
    pub after: Duration,
}

/// How a response travels to the client. The default is the ordinary way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivery {
    /// How long it waits first.
    pub delay: Duration,
    /// What goes wrong with the connection.
    pub cut: Option<ConnectionCut>,
    /// How slowly the body leaves, in bytes a second.
    pub bytes_per_second: Option<u32>,
}

impl CallFacts {
    /// The header `x-emulator-hint`: the hint of a refusal, or the rules that made it, or what was tolerated.
    #[must_use]
    pub fn hint_header(&self, refused: bool) -> Option<String> {
        let sentences = |sentences: &[String]| (!sentences.is_empty()).then(|| sentences.join("; "));
        match &self.hint {
            Some(hint) => Some(hint.clone()),
            None if refused => sentences(&self.rules),
            None => sentences(&self.tolerated),
        }
    }
}
