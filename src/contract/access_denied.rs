//! `AccessDeniedDetail` of a refusal for want of permission: seen live at sister products, and read by SDKs. Whether this
//! product sends it is not known (our choice).

/// Who was denied what, and by which kind of policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessDeniedDetail {
    /// The account that owns the user: 16 digits.
    pub auth_principal_owner_id: String,
    /// The user: 18 digits.
    pub auth_principal_display_name: String,
    /// What the vendor's support decodes; opaque.
    pub encoded_diagnostic_message: String,
    /// What was denied, such as `cloudauth:Initialize`.
    pub auth_action: String,
}

impl AccessDeniedDetail {
    /// Every member in the order of the real service.
    #[must_use]
    pub fn members(&self) -> [(&'static str, &str); 7] {
        [
            ("PolicyType", "AccountLevelIdentityBasedPolicy"),
            ("AuthPrincipalOwnerId", &self.auth_principal_owner_id),
            ("EncodedDiagnosticMessage", &self.encoded_diagnostic_message),
            ("AuthPrincipalType", "SubUser"),
            ("AuthPrincipalDisplayName", &self.auth_principal_display_name),
            ("NoPermissionType", "ImplicitDeny"),
            ("AuthAction", &self.auth_action),
        ]
    }
}
