//! The table of operations, and what a row of it holds.

pub mod check_result;
pub mod initialize;
pub mod keepalive;

use crate::contract::ParameterTable;

/// Which operation a row describes; the engine answers by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperationKind {
    /// Starts a check.
    Initialize,
    /// Answers how a check ended.
    CheckResult,
    /// Keeps a connection warm.
    KeepaliveIntl,
}

/// One operation of the service.
#[derive(Debug)]
pub struct Operation {
    /// Which one it is.
    pub kind: OperationKind,
    /// `Action` on the wire, case-sensitive.
    pub name: &'static str,
    /// What it does.
    pub meaning: &'static str,
    /// Its parameters, in the order in which they are checked.
    pub parameters: ParameterTable,
    /// The members of a success body, in their order.
    pub envelope: [EnvelopeMember; 4],
    /// Its documented limit for one account, in calls a second.
    pub qps: u32,
}

/// A member of a success body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvelopeMember {
    /// `RequestId`.
    RequestId,
    /// `Code`, always `Success`.
    Code,
    /// `Message`, always `success`.
    Message,
    /// `Result`, an object.
    Result,
}

/// Every operation that the emulator answers.
pub static OPERATIONS: &[&Operation] =
    &[&initialize::OPERATION, &check_result::OPERATION, &keepalive::OPERATION];

/// The operation of this exact name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().copied().find(|operation| operation.name == name)
}
