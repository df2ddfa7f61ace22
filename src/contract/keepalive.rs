//! `KeepaliveIntl`: no parameters, one fixed answer, for keeping connections warm.

use super::operation::{Kind, Member};
use super::{Operation, Table};

/// The operation's row.
pub static OPERATION: Operation = Operation {
    kind: Kind::KeepaliveIntl,
    name: "KeepaliveIntl",
    meaning: "Keeps connections warm. Takes no parameters and always answers SUCCESS.",
    parameters: Table::new(&[]),
    envelope: [Member::RequestId, Member::Message, Member::Code, Member::Result],
    qps: 10,
};
