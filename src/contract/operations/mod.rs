//! The table of operations, and what a row of it holds.

pub mod check_result;
pub mod check_verify_log;
pub mod delete_verify_result;
pub mod initialize;
pub mod keepalive;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::ParameterTable;
use crate::contract::validate::ValidParameters;
use check_result::CheckResultArgs;
use check_verify_log::CheckVerifyLogArgs;
use delete_verify_result::DeleteVerifyResultArgs;
use initialize::InitializeArgs;

/// Which operation a row describes; the engine answers by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Operation")]
pub enum OperationKind {
    /// Starts a check.
    Initialize,
    /// Answers how a check ended.
    CheckResult,
    /// Keeps a connection warm.
    KeepaliveIntl,
    /// Answers how far a user came.
    CheckVerifyLog,
    /// Deletes a result.
    DeleteVerifyResult,
}

/// What a valid call asks for.
#[derive(Debug, Clone, Copy)]
pub enum OperationArgs<'a> {
    /// Of Initialize.
    Initialize(InitializeArgs<'a>),
    /// Of CheckResult.
    CheckResult(CheckResultArgs<'a>),
    /// KeepaliveIntl takes none.
    KeepaliveIntl,
    /// Of CheckVerifyLog.
    CheckVerifyLog(CheckVerifyLogArgs<'a>),
    /// Of DeleteVerifyResult.
    DeleteVerifyResult(DeleteVerifyResultArgs<'a>),
}

/// One operation of the service.
#[derive(Debug)]
pub struct Operation {
    /// Which one it is.
    pub kind: OperationKind,
    /// `Action` on the wire, case-sensitive.
    pub name: &'static str,
    /// Whether it also takes GET, by its documentation.
    pub takes_get: bool,
    /// What it does.
    pub meaning: &'static str,
    /// Its parameters, in the order in which they are checked.
    pub parameters: ParameterTable,
    /// The members of a success body, in their order.
    pub envelope: [EnvelopeMember; 4],
    /// `Code` of a success.
    pub success_code: &'static str,
    /// Its documented limit for one account, in calls a second.
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

/// Every operation that the emulator answers, in the order of [`OperationKind`].
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
    /// Its place in [`OPERATIONS`].
    #[must_use]
    pub const fn index(&self) -> usize {
        self.kind as usize
    }

    /// What a valid call of it asks for.
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

/// The operation of this exact name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().copied().find(|operation| operation.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_stands_at_the_place_of_its_kind() {
        for (index, operation) in OPERATIONS.iter().enumerate() {
            assert_eq!(operation.index(), index, "{}", operation.name);
            assert_eq!(serde_json::to_value(operation.kind).unwrap(), operation.name);
        }
    }
}
