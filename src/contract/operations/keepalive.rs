//! `KeepaliveIntl`: no parameters, one fixed response, to keep connections alive.

use crate::contract::Operation;
use crate::contract::operations::{EnvelopeMember, OperationKind};

/// The operation's row.
pub static OPERATION: Operation = Operation {
    kind: OperationKind::KeepaliveIntl,
    name: "KeepaliveIntl",
    takes_get: true,
    meaning: "Keeps connections alive. Has no parameters and always returns SUCCESS.",
    parameters: &[],
    envelope: [
        EnvelopeMember::RequestId,
        EnvelopeMember::Message,
        EnvelopeMember::Code,
        EnvelopeMember::Result,
    ],
    success_code: "Success",
    qps: 10,
};
