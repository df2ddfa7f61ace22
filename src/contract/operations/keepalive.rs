//! `KeepaliveIntl`: no parameters, one fixed answer, for keeping connections warm.

use crate::contract::operations::{EnvelopeMember, OperationKind};
use crate::contract::{Operation, ParameterTable};

/// The operation's row.
pub static OPERATION: Operation = Operation {
    kind: OperationKind::KeepaliveIntl,
    name: "KeepaliveIntl",
    takes_get: true,
    meaning: "Keeps connections warm. Takes no parameters and always answers SUCCESS.",
    parameters: ParameterTable::new(&[]),
    envelope: [
        EnvelopeMember::RequestId,
        EnvelopeMember::Message,
        EnvelopeMember::Code,
        EnvelopeMember::Result,
    ],
    success_code: "Success",
    qps: 10,
};
