//! The limits of an account: QPS of each operation, repeated abnormal calls.

use crate::contract::Operation;
use crate::contract::operations::OperationKind;
use crate::engine::account::abnormal::AbnormalLimit;
use crate::engine::account::throttle::QpsLimit;

/// The limits that every account has. What is not set here is as documented.
#[derive(Debug, Clone, Default)]
pub struct AccountLimits {
    /// Calls a second for all operations; `None` takes each operation's documented QPS.
    pub qps: Option<u32>,
    /// Calls at once for all operations; `None` takes as many as the QPS.
    pub burst: Option<u32>,
    /// Limits of single operations, which come before the two above.
    pub operations: Vec<(OperationKind, QpsLimit)>,
    /// How many refused calls in a row are borne.
    pub abnormal: AbnormalLimit,
}

impl AccountLimits {
    /// The limit of one operation.
    #[must_use]
    pub fn of(&self, operation: &Operation) -> QpsLimit {
        let key_scenarios =
            self.operations.iter().find(|(kind, _)| *kind == operation.kind).map(|(_, limit)| *limit);
        key_scenarios.unwrap_or_else(|| {
            let qps = self.qps.unwrap_or(operation.qps);
            QpsLimit { qps, burst: self.burst.unwrap_or(qps) }
        })
    }
}
