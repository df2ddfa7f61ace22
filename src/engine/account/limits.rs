//! The limits of accounts: QPS of each operation, repeated abnormal calls.

use crate::contract::Operation;
use crate::contract::operations::OperationKind;
use crate::engine::account::abnormal::AbnormalLimit;
use crate::engine::account::throttle::QpsLimit;
use crate::scenario::format::TimestampWindow;

/// The limits of every account; by default the documented ones.
#[derive(Debug, Clone, Default)]
pub struct AccountLimits {
    /// Calls per second for all operations; `None` uses the documented QPS of each operation.
    pub qps: Option<u32>,
    /// Burst for all operations; `None` uses the QPS.
    pub burst: Option<u32>,
    /// Limits of single operations, which override the two above.
    pub operations: Vec<(OperationKind, QpsLimit)>,
    /// The limit of refused calls in a row.
    pub abnormal: AbnormalLimit,
    /// Which timestamps are good, unless they were set for the clock.
    pub timestamps: TimestampWindow,
}

impl AccountLimits {
    /// The limit of an operation.
    #[must_use]
    pub fn of(&self, operation: &Operation) -> QpsLimit {
        let own = self.operations.iter().find(|(kind, _)| *kind == operation.kind).map(|(_, limit)| *limit);
        own.unwrap_or_else(|| {
            let qps = self.qps.unwrap_or(operation.qps);
            QpsLimit { qps, burst: self.burst.unwrap_or(qps) }
        })
    }
}
