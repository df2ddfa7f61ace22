//! The declaration of an access key.

use jiff::Timestamp;

use crate::scenario::format::{AccountStanding, ScenarioAccount};

/// An access key declared by a flag or a scenario.
#[derive(Debug, Clone)]
pub struct DeclaredKey {
    /// `AccessKeyId`. One that starts with `STS.` needs a security token.
    pub access_key_id: String,
    /// Its secret.
    pub access_key_secret: String,
    /// The status of its account.
    pub standing: AccountStanding,
    /// The only valid token; `None` accepts any well-formed one.
    pub security_token: Option<String>,
    /// When the token expires.
    pub security_token_expires: Option<Timestamp>,
    /// The account that owns the key, if several keys share one; otherwise the key is an account of its own.
    pub account: Option<String>,
}

impl DeclaredKey {
    /// A key of an account of its own, whose token is not checked.
    #[must_use]
    pub fn new(
        access_key_id: impl Into<String>,
        access_key_secret: impl Into<String>,
        standing: AccountStanding,
    ) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            access_key_secret: access_key_secret.into(),
            standing,
            security_token: None,
            security_token_expires: None,
            account: None,
        }
    }
}

impl From<&ScenarioAccount> for DeclaredKey {
    fn from(account: &ScenarioAccount) -> Self {
        Self {
            access_key_id: account.access_key_id.clone(),
            access_key_secret: account.access_key_secret.clone(),
            standing: account.standing,
            security_token: account.security_token.clone(),
            security_token_expires: account.security_token_expires.map(|reading| reading.0),
            account: account.account.clone(),
        }
    }
}
