//! Hints for calls that name nothing that the emulator has: another version, action or path.

use crate::contract::VERSION;
use crate::contract::nearest::nearest;
use crate::contract::operations::OPERATIONS;

/// The actions of the service's API that the emulator does not have, as the vendor's Python SDK 3.23.1 lists them.
static OTHER_ACTIONS: [&str; 46] = [
    "AddFaceRecord",
    "AddressCompareIntl",
    "AddressVerifyIntl",
    "AddressVerifyV2Intl",
    "AuthorizeFileUpload",
    "BankMetaVerifyIntl",
    "CardOcr",
    "CredentialGetResultIntl",
    "CredentialRecognitionIntl",
    "CredentialRecognitionIntlV2",
    "CredentialSubmitIntl",
    "CredentialSubmitIntlV2",
    "CredentialVerifyIntl",
    "DeepfakeDetectIntl",
    "DeepfakeDetectIntlStream",
    "DeleteFaceGroup",
    "DeleteFaceRecord",
    "DeleteFaceRecordV2",
    "DocOcr",
    "DocOcrMax",
    "DocOcrMaxV2",
    "DocOcrV2",
    "DownloadVerifyRecordIntl",
    "EkycVerify",
    "EkycVerifyV2",
    "FaceCompare",
    "FaceCompareV2",
    "FaceCrossCompareIntl",
    "FaceDuplicationCheckIntl",
    "FaceGuardRisk",
    "FaceLiveness",
    "FaceLivenessV2",
    "FaceVerifyIntl",
    "FraudResultCallBack",
    "Id2MetaPeriodVerifyIntl",
    "Id2MetaVerifyIntl",
    "IdnAuthorityVerifyIntl",
    "InitializeV2",
    "Mobile2MetaVerifyIntl",
    "Mobile3MetaVerifyIntl",
    "ModifyFaceGroup",
    "ModifyFaceRecord",
    "QueryFaceGroup",
    "QueryFaceRecord",
    "TempAccessTokenIntl",
    "TempOssUrlIntl",
];

/// For a call of another version.
#[must_use]
pub fn version_hint() -> String {
    format!("The emulator has version {VERSION} of the API: set the client's version to it.")
}

/// For a call of an unknown action.
#[must_use]
pub fn action_hint(action: &str) -> String {
    let names = || OPERATIONS.iter().map(|operation| operation.name);
    if OTHER_ACTIONS.contains(&action) {
        return format!("The service has the action {action}, the emulator has not: it has {}.", list());
    }
    match nearest(action.trim(), names().chain(OTHER_ACTIONS)) {
        Some(near) if names().any(|name| name == near) => {
            format!("Did you mean {near}? Names of actions are case-sensitive.")
        }
        Some(near) => {
            format!("Did you mean {near}? The service has that action, the emulator has {}.", list())
        }
        None => format!("The emulator has the actions {}.", list()),
    }
}

/// For a call at another path than `/`.
#[must_use]
pub fn path_hint(path: &str) -> String {
    let last = path.trim_matches('/').rsplit('/').next().unwrap_or_default();
    let names = OPERATIONS.iter().map(|operation| operation.name);
    let action = nearest(last, names).unwrap_or("Initialize");
    format!(
        "The API has one path, /: send the action as the parameter Action={action}, or with V3 in x-acs-action."
    )
}

fn list() -> String {
    OPERATIONS.iter().map(|operation| operation.name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_actions_do_not_overlap() {
        assert!(OPERATIONS.iter().all(|operation| !OTHER_ACTIONS.contains(&operation.name)));
    }
}
