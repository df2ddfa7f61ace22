//! The table of operations.

pub mod check_result;
pub mod check_verify_log;
pub mod delete_verify_result;
pub mod initialize;
pub mod keepalive;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::Parameter;
use crate::contract::validate::ValidParameters;
use check_result::CheckResultArgs;
use check_verify_log::CheckVerifyLogArgs;
use delete_verify_result::DeleteVerifyResultArgs;
use initialize::InitializeArgs;

/// Identifies an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Operation")]
pub enum OperationKind {
    /// Starts a check.
    Initialize,
    /// Returns the result of a check.
    CheckResult,
    /// Keeps a connection alive.
    KeepaliveIntl,
    /// Answers how far a user came.
    CheckVerifyLog,
    /// Deletes a result.
    DeleteVerifyResult,
}

/// The arguments of a valid call.
#[derive(Debug, Clone, Copy)]
pub enum OperationArgs<'a> {
    /// Of Initialize.
    Initialize(InitializeArgs<'a>),
    /// Of CheckResult.
    CheckResult(CheckResultArgs<'a>),
    /// KeepaliveIntl has none.
    KeepaliveIntl,
    /// Of CheckVerifyLog.
    CheckVerifyLog(CheckVerifyLogArgs<'a>),
    /// Of DeleteVerifyResult.
    DeleteVerifyResult(DeleteVerifyResultArgs<'a>),
}

/// An operation of the service.
#[derive(Debug)]
pub struct Operation {
    /// Its kind.
    pub kind: OperationKind,
    /// `Action` on the wire, case-sensitive.
    pub name: &'static str,
    /// Whether it also accepts GET, as documented.
    pub takes_get: bool,
    /// What it does.
    pub meaning: &'static str,
    /// Its parameters, in the order in which they are checked.
    pub parameters: &'static [Parameter],
    /// The members of a success body, in order.
    pub envelope: [EnvelopeMember; 4],
    /// `Code` of a success.
    pub success_code: &'static str,
    /// Its documented limit for each account, in calls per second.
    pub qps: u32,
}

/// A member of a success body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvelopeMember {
    /// `RequestId`.
    RequestId,
    /// `Code`, [`Operation::success_code`].
    Code,
    /// `Message`, always `success`.
    Message,
    /// `Result`, an object.
    Result,
}

/// All operations, in the order of [`OperationKind`].
pub static OPERATIONS: &[&Operation] = &[
    &initialize::OPERATION,
    &check_result::OPERATION,
    &keepalive::OPERATION,
    &check_verify_log::OPERATION,
    &delete_verify_result::OPERATION,
];

impl OperationKind {
    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        OPERATIONS.get(self as usize).map_or("", |operation| operation.name)
    }
}

impl Operation {
    /// Its index in [`OPERATIONS`].
    #[must_use]
    pub const fn index(&self) -> usize {
        self.kind as usize
    }

    /// The arguments of a valid call.
    #[must_use]
    pub fn args<'a>(&self, valid: &ValidParameters<'a>) -> OperationArgs<'a> {
        match self.kind {
            OperationKind::Initialize => OperationArgs::Initialize(InitializeArgs::new(valid)),
            OperationKind::CheckResult => OperationArgs::CheckResult(CheckResultArgs::new(valid)),
            OperationKind::KeepaliveIntl => OperationArgs::KeepaliveIntl,
            OperationKind::CheckVerifyLog => OperationArgs::CheckVerifyLog(CheckVerifyLogArgs::new(valid)),
            OperationKind::DeleteVerifyResult => {
                OperationArgs::DeleteVerifyResult(DeleteVerifyResultArgs::new(valid))
            }
        }
    }
}

/// The operation with this name, case-sensitive.
#[must_use]
pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().copied().find(|operation| operation.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_at_the_index_of_its_kind() {
        for (index, operation) in OPERATIONS.iter().enumerate() {
            assert_eq!(operation.index(), index, "{}", operation.name);
            assert_eq!(serde_json::to_value(operation.kind).unwrap(), operation.name);
        }
    }
}
