//! The limits of an account: QPS of each operation, repeated abnormal calls.

use super::abnormal::AbnormalLimit;
use super::throttle::Limit;
use crate::contract::Operation;
use crate::contract::operation::Kind;

/// The limits that every account has. What is not set here is as documented.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// Calls a second for all operations; `None` takes each operation's documented QPS.
    pub qps: Option<u32>,
    /// Calls at once for all operations; `None` takes as many as the QPS.
    pub burst: Option<u32>,
    /// Limits of single operations, which come before the two above.
    pub operations: Vec<(Kind, Limit)>,
    /// How many refused calls in a row are borne.
    pub abnormal: AbnormalLimit,
}

impl Limits {
    /// The limit of one operation.
    #[must_use]
    pub fn of(&self, operation: &Operation) -> Limit {
        let own = self.operations.iter().find(|(kind, _)| *kind == operation.kind).map(|(_, limit)| *limit);
        own.unwrap_or_else(|| {
            let qps = self.qps.unwrap_or(operation.qps);
            Limit { qps, burst: self.burst.unwrap_or(qps) }
        })
    }
}
