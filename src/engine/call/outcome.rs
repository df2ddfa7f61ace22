//! What became of a call: the response, how it travels, and what the journal and the log say of it.

use std::sync::Arc;
use std::time::Duration;

use crate::contract::reply::{ApiResponse, Content, Format};
use crate::engine::account::Account;
use crate::engine::clock::ClockReading;
use crate::engine::ids::CallIds;
use crate::engine::journal::{SignatureCheck, ThrottleState};
use crate::scenario::ConnectionCut;

/// What became of a call: what the client gets, and what the log says of it.
#[derive(Debug)]
pub struct Outcome {
    /// The answer.
    pub reply: ApiResponse,
    /// The operation, once it was known.
    pub operation: Option<&'static str>,
    /// The account, once it was known.
    pub account: Option<Arc<Account>>,
    /// The QPS that the operation has, for the headers of a throttling answer; 0 before the operation was known.
    pub qps: u32,
    /// What only a lenient run let through, one sentence each.
    pub tolerated: Vec<String>,
    /// The rules of the scenario that acted, each with its number and description.
    pub rules: Vec<String>,
    /// How the answer travels.
    pub delivery: Delivery,
    /// What became of the signature.
    pub signature: SignatureCheck,
    /// What the throttle had left behind the call; `None` where it did not reach one.
    pub throttle: Option<ThrottleState>,
    /// The end of the check that the call started, where a scenario plans it.
    pub ending: Option<PlannedEnd>,
    /// When it was decided, by the clock of its account.
    pub at: ClockReading,
}

/// When a check ends without its user: [`Engine::finish_as_planned`] is due then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedEnd {
    /// `TransactionId`.
    pub transaction_id: String,
    /// How long after the call.
    pub after: Duration,
}

/// How an answer travels to the client. The default is the ordinary way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivery {
    /// How long it waits first.
    pub delay: Duration,
    /// What goes wrong with the connection.
    pub cut: Option<ConnectionCut>,
    /// How slowly the body leaves, in bytes a second.
    pub bytes_per_second: Option<u32>,
}

impl Outcome {
    /// What the developer is told about a refusal beyond its message.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match &self.reply.content {
            Content::Error(error) => error.hint.as_deref(),
            Content::Success { .. } | Content::Raw(_) => None,
        }
    }
}

pub(in crate::engine) fn reply(ids: &CallIds, format: Format, content: Content) -> ApiResponse {
    ApiResponse { request_id: ids.request_id(), trace_id: ids.trace_id(), format, content }
}
