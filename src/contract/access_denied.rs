//! `AccessDeniedDetail` of a permission error: observed at other products of the vendor, and read by its SDKs. Whether
//! this product sends it is not known (our choice).

/// The denied action, the user, and the kind of policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessDeniedDetail {
    /// The account that owns the user: 16 digits.
    pub auth_principal_owner_id: String,
    /// The user: 18 digits.
    pub auth_principal_display_name: String,
    /// Opaque; decoded by the vendor's support.
    pub encoded_diagnostic_message: String,
    /// The denied action, such as `cloudauth:Initialize`.
    pub auth_action: String,
}

impl AccessDeniedDetail {
    /// All members, in the order of the real service.
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
