//! `DeleteVerifyResult`: deletes what a check left behind. Documented by the API's metadata.

use crate::contract::operations::initialize::{YES_NO, optional, required, switch};
use crate::contract::operations::{EnvelopeMember, OperationKind};
use crate::contract::parameter::row;
use crate::contract::result_value::ResultValue;
use crate::contract::validate::ValidParameters;
use crate::contract::value::{Choice, Form};
use crate::contract::{Operation, Parameter};

/// The operation's row.
pub static OPERATION: Operation = Operation {
    kind: OperationKind::DeleteVerifyResult,
    name: "DeleteVerifyResult",
    takes_get: false,
    meaning: "Deletes the pictures, the texts or all that a check left behind.",
    parameters: PARAMETERS,
    envelope: [
        EnvelopeMember::RequestId,
        EnvelopeMember::Code,
        EnvelopeMember::Message,
        EnvelopeMember::Result,
    ],
    success_code: "200",
    qps: 10,
};

/// What is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeleteType {
    /// The pictures: CheckResult has no idImage any more.
    Img,
    /// The texts: CheckResult has no fields of the document any more.
    Text,
    /// Everything: CheckResult answers TransactionIdInvalid (our choice).
    All,
}

impl DeleteType {
    const ALL: [Self; 3] = [Self::Img, Self::Text, Self::All];
}

static TYPES: &[Choice] = &[
    Choice { value: "Img", meaning: "the pictures" },
    Choice { value: "Text", meaning: "the texts" },
    Choice { value: "All", meaning: "everything" },
];

/// Every parameter, in the order in which they are checked.
const PARAMETERS: &[Parameter] = &[
    required(
        "TransactionId",
        Form::Text,
        "The TransactionId that Initialize answered.",
        "hksb7ba1b28130d24e015d694361bee4",
    ),
    switch(
        "DeleteAfterQuery",
        YES_NO,
        "N",
        "Whether nothing is deleted unless CheckResult has answered the result before.",
    ),
    Parameter {
        default: Some("All"),
        ..optional("DeleteType", Form::OneOf { choices: TYPES }, "What is deleted.", "All")
    },
];

/// What a valid DeleteVerifyResult call asks for.
#[derive(Debug, Clone, Copy)]
pub struct DeleteVerifyResultArgs<'a> {
    /// `TransactionId`.
    pub transaction_id: &'a str,
    /// `DeleteAfterQuery`.
    pub delete_after_query: bool,
    /// `DeleteType`.
    pub delete_type: DeleteType,
}

impl<'a> DeleteVerifyResultArgs<'a> {
    pub(super) fn new(valid: &ValidParameters<'a>) -> Self {
        const TRANSACTION_ID: usize = row(PARAMETERS, "TransactionId");
        const DELETE_AFTER_QUERY: usize = row(PARAMETERS, "DeleteAfterQuery");
        const DELETE_TYPE: usize = row(PARAMETERS, "DeleteType");
        let delete_type = valid.choice(DELETE_TYPE).and_then(|choice| DeleteType::ALL.get(choice));
        Self {
            transaction_id: valid.value(TRANSACTION_ID).unwrap_or_default(),
            delete_after_query: valid.choice(DELETE_AFTER_QUERY) == Some(0),
            delete_type: delete_type.copied().unwrap_or(DeleteType::All),
        }
    }
}

/// The members of `Result`, in order.
#[must_use]
pub fn result(transaction_id: &str, deleted: bool) -> Vec<(&'static str, ResultValue)> {
    vec![
        ("TransactionId", transaction_id.to_owned().into()),
        ("DeleteResult", if deleted { "Y" } else { "N" }.into()),
    ]
}
