//! `KeepaliveIntl`: no parameters, one fixed response, to keep connections alive.

use crate::contract::operations::{EnvelopeMember, OperationKind};
use crate::contract::{Operation, ParameterTable};

/// The operation's row.
pub static OPERATION: Operation = Operation {
    kind: OperationKind::KeepaliveIntl,
    name: "KeepaliveIntl",
    takes_get: true,
    meaning: "Keeps connections alive. Has no parameters and always returns SUCCESS.",
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
