//! The table of operations, and what a row of it holds.

use super::{Table, check_result, initialize, keepalive};

/// Which operation a row describes; the engine answers by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
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
    pub kind: Kind,
    /// `Action` on the wire, case-sensitive.
    pub name: &'static str,
    /// What it does.
    pub meaning: &'static str,
    /// Its parameters, in the order in which they are checked.
    pub parameters: Table,
    /// The members of a success body, in their order.
    pub envelope: [Member; 4],
    /// Its documented limit for one account, in calls a second.
    pub qps: u32,
}

/// A member of a success body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
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
