//! `CheckResult`: its parameter table, its arguments and its result.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::identity::{IdentityFields, SPECIMEN_JPEG};
use crate::contract::operations::initialize::{YES_NO, merchant_biz_id, optional, required, switch};
use crate::contract::operations::{EnvelopeMember, OperationKind};
use crate::contract::parameter::row;
use crate::contract::result_value::ResultValue;
use crate::contract::validate::ValidParameters;
use crate::contract::value::Form;
use crate::contract::{Mark, Operation, Parameter};

/// The operation's row.
pub static OPERATION: Operation = Operation {
    kind: OperationKind::CheckResult,
    name: "CheckResult",
    takes_get: false,
    meaning: "Returns the result of a check, with the data read from the document.",
    parameters: PARAMETERS,
    envelope: [
        EnvelopeMember::RequestId,
        EnvelopeMember::Code,
        EnvelopeMember::Message,
        EnvelopeMember::Result,
    ],
    success_code: "Success",
    qps: 10,
};

/// The SubCode of a passed check, the only documented one.
pub const PASSED: &str = "200";
/// The default SubCode of a check that did not pass (our choice).
pub const NOT_PASSED: &str = "206";

/// A SubCode.
#[derive(Debug, PartialEq, Eq)]
pub struct SubCodeRow {
    /// `SubCode`: three digits.
    pub code: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// How sure it is.
    pub mark: Mark,
}

const fn sub_code(code: &'static str, meaning: &'static str, mark: Mark) -> SubCodeRow {
    SubCodeRow { code, meaning, mark }
}

/// The known SubCodes. That of the product is not public: besides 200 it is the table of a sister product.
pub static SUB_CODES: [SubCodeRow; 7] = [
    sub_code(PASSED, "The check passed.", Mark::Documented),
    sub_code("201", "Name and document number do not match.", Mark::Sister),
    sub_code("202", "The identity was not found.", Mark::Sister),
    sub_code("203", "There is no photo to compare with.", Mark::Sister),
    sub_code("204", "The face differs.", Mark::Sister),
    sub_code(
        "205",
        "The liveness detection found a risk; it cannot come from a check without a face.",
        Mark::Sister,
    ),
    sub_code(
        NOT_PASSED,
        "A business policy was not met; the default of a check that does not pass.",
        Mark::Sister,
    ),
];

/// The client result code of a passed check.
pub const CLIENT_PASSED: &str = "1000";
/// The client result code of a check that did not pass.
pub const CLIENT_NOT_PASSED: &str = "1001";

/// All parameters, in the order in which they are checked.
const PARAMETERS: &[Parameter] = &[
    merchant_biz_id(
        "The MerchantBizId of the Initialize call. With another one the response is TransactionIdInvalid.",
    ),
    required(
        "TransactionId",
        Form::Text,
        "The TransactionId returned by Initialize.",
        "hksb7ba1b28130d24e015d694361bee4",
    ),
    switch(
        "IsReturnImage",
        YES_NO,
        "N",
        "Whether ExtIdInfo has the document's picture, as a JPEG in base64.",
    ),
    Parameter {
        mark: Mark::Sister,
        ..optional(
            "ExtraImageControlList",
            Form::Text,
            "Accepted and ignored: it concerns face pictures.",
            "A",
        )
    },
    Parameter {
        mark: Mark::Sister,
        ..optional("ReturnFiveCategorySpoofResult", Form::Text, "Accepted and ignored.", "N")
    },
];

/// The arguments of a valid CheckResult call.
#[derive(Debug, Clone, Copy)]
pub struct CheckResultArgs<'a> {
    /// `MerchantBizId`.
    pub merchant_biz_id: &'a str,
    /// `TransactionId`.
    pub transaction_id: &'a str,
    /// `IsReturnImage`.
    pub is_return_image: bool,
}

impl<'a> CheckResultArgs<'a> {
    pub(super) fn new(valid: &ValidParameters<'a>) -> Self {
        const MERCHANT_BIZ_ID: usize = row(PARAMETERS, "MerchantBizId");
        const TRANSACTION_ID: usize = row(PARAMETERS, "TransactionId");
        const IS_RETURN_IMAGE: usize = row(PARAMETERS, "IsReturnImage");
        Self {
            merchant_biz_id: valid.value(MERCHANT_BIZ_ID).unwrap_or_default(),
            transaction_id: valid.value(TRANSACTION_ID).unwrap_or_default(),
            is_return_image: valid.choice(IS_RETURN_IMAGE) == Some(0),
        }
    }
}

/// What a document is taken for in place of an original: a value of `spoofType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SpoofType {
    /// A picture of a screen.
    ScreenRemark,
    /// A photocopy.
    PhotoCopy,
    /// An altered document.
    Tamper,
}

impl SpoofType {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::ScreenRemark, Self::PhotoCopy, Self::Tamper];

    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ScreenRemark => "SCREEN_REMARK",
            Self::PhotoCopy => "PHOTO_COPY",
            Self::Tamper => "TAMPER",
        }
    }
}

/// A member of `Result`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ResultMember {
    /// `Y` or `N`.
    Passed,
    /// Why.
    SubCode,
    /// What was read, as JSON text.
    ExtIdInfo,
    /// Empty for this product, as JSON text.
    ExtBasicInfo,
    /// Empty for this product, as JSON text.
    ExtInfo,
}

impl ResultMember {
    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "Passed",
            Self::SubCode => "SubCode",
            Self::ExtIdInfo => "ExtIdInfo",
            Self::ExtBasicInfo => "ExtBasicInfo",
            Self::ExtInfo => "ExtInfo",
        }
    }
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResultData {
    /// Whether it passed.
    pub passed: bool,
    /// `SubCode`.
    pub sub_code: String,
    /// The data read from the document.
    pub read: IdentityFields,
    /// The data after corrections by the user, if there were any.
    pub edited: Option<IdentityFields>,
    /// What the document was taken for in place of an original; empty unless `IdSpoof` was `Y`.
    pub spoof_types: Vec<SpoofType>,
}

/// The members of `Result`, in order. `ExtIdInfo`, `ExtBasicInfo` and `ExtInfo` are strings that contain JSON, as in the
/// real service.
#[must_use]
pub fn result(
    check: &CheckResultData,
    with_image: bool,
    omitted: &[ResultMember],
) -> Vec<(&'static str, ResultValue)> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct ExtIdInfo<'a> {
        id_face_quality_score: f64,
        ocr_id_info: &'a IdentityFields,
        #[serde(skip_serializing_if = "Option::is_none")]
        ocr_id_edit_info: Option<&'a IdentityFields>,
        spoof_info: SpoofInfo<'a>,
        ocr_id_passed: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        id_image: Option<String>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct SpoofInfo<'a> {
        spoof_result: &'static str,
        spoof_type: &'a [SpoofType],
    }
    let spoof_type = &check.spoof_types[..];
    let spoof_info = SpoofInfo { spoof_result: yes_no(!spoof_type.is_empty()), spoof_type };
    let id_info = ExtIdInfo {
        id_face_quality_score: 98.0,
        ocr_id_info: &check.read,
        ocr_id_edit_info: check.edited.as_ref(),
        spoof_info,
        ocr_id_passed: yes_no(check.passed),
        id_image: with_image.then(|| STANDARD.encode(SPECIMEN_JPEG)),
    };
    let members: [(ResultMember, ResultValue); 5] = [
        (ResultMember::Passed, yes_no(check.passed).into()),
        (ResultMember::SubCode, check.sub_code.clone().into()),
        (ResultMember::ExtIdInfo, serde_json::to_string(&id_info).unwrap_or_default().into()),
        (ResultMember::ExtBasicInfo, "{}".into()),
        (ResultMember::ExtInfo, "{}".into()),
    ];
    let kept = members.into_iter().filter(|(member, _)| !omitted.contains(member));
    kept.map(|(member, value)| (member.name(), value)).collect()
}

const fn yes_no(yes: bool) -> &'static str {
    if yes { "Y" } else { "N" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn check() -> CheckResultData {
        let read: IdentityFields = [("name".to_owned(), "SPECIMEN".to_owned())].into_iter().collect();
        CheckResultData {
            passed: true,
            sub_code: PASSED.to_owned(),
            read,
            edited: None,
            spoof_types: Vec::new(),
        }
    }

    fn ext_id_info(check: &CheckResultData, with_image: bool) -> Value {
        let result = result(check, with_image, &[]);
        let text = &result.iter().find(|(name, _)| *name == "ExtIdInfo").unwrap().1;
        serde_json::from_str(&text.text()).unwrap()
    }

    #[test]
    fn the_result_has_the_documented_members_in_order() {
        let result = result(&check(), false, &[]);
        let names: Vec<_> = result.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["Passed", "SubCode", "ExtIdInfo", "ExtBasicInfo", "ExtInfo"]);
        assert_eq!(
            result[2].1.text(),
            r#"{"idFaceQualityScore":98.0,"ocrIdInfo":{"name":"SPECIMEN"},"spoofInfo":{"spoofResult":"N","spoofType":[]},"ocrIdPassed":"Y"}"#
        );
    }

    #[test]
    fn the_picture_the_corrections_and_spoofing_are_returned_only_on_request() {
        let plain = ext_id_info(&check(), false);
        assert_eq!(plain.as_object().unwrap().len(), 4);
        let mut edited = check();
        edited.edited = Some([("name".to_owned(), "OTHER".to_owned())].into_iter().collect());
        edited.spoof_types = SpoofType::ALL.to_vec();
        let full = ext_id_info(&edited, true);
        assert_eq!(full["ocrIdEditInfo"], json!({ "name": "OTHER" }));
        assert_eq!(
            full["spoofInfo"],
            json!({ "spoofResult": "Y", "spoofType": ["SCREEN_REMARK", "PHOTO_COPY", "TAMPER"] })
        );
        assert_eq!(STANDARD.decode(full["idImage"].as_str().unwrap()).unwrap(), SPECIMEN_JPEG);
    }

    #[test]
    fn members_that_a_scenario_omits_are_left_out() {
        let result = result(&check(), false, &[ResultMember::ExtBasicInfo, ResultMember::ExtInfo]);
        let names: Vec<_> = result.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["Passed", "SubCode", "ExtIdInfo"]);
    }
}
