//! The access key that probes are signed with. It comes from the environment alone, and nothing prints it.

use std::fmt;

use crate::parity::error::ParityError;
use crate::signature::Secret;

/// The variable of the AccessKeyId.
pub const ACCESS_KEY_ID: &str = "CLOUDAUTH_LOCAL_PARITY_ACCESS_KEY_ID";
/// The variable of the AccessKeySecret.
pub const ACCESS_KEY_SECRET: &str = "CLOUDAUTH_LOCAL_PARITY_ACCESS_KEY_SECRET";
/// The variable of the SecurityToken of a temporary key.
pub const SECURITY_TOKEN: &str = "CLOUDAUTH_LOCAL_PARITY_SECURITY_TOKEN";

/// An access key with its secret.
#[derive(Clone)]
pub struct Credentials {
    /// `AccessKeyId`.
    pub access_key_id: String,
    /// Its secret.
    pub secret: Secret,
    /// `SecurityToken` of a temporary key.
    pub security_token: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

impl Credentials {
    /// Reads them with a function that knows the environment's variables.
    ///
    /// # Errors
    /// The variable that is missing.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ParityError> {
        let filled = |name: &'static str| {
            variable(name)
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
                .ok_or(ParityError::NoKey(name))
        };
        let access_key_id = filled(ACCESS_KEY_ID)?;
        let secret = Secret::new(&filled(ACCESS_KEY_SECRET)?);
        let security_token = filled(SECURITY_TOKEN).ok();
        if access_key_id.starts_with("STS.") && security_token.is_none() {
            return Err(ParityError::NoKey(SECURITY_TOKEN));
        }
        Ok(Self { access_key_id, secret, security_token })
    }

    /// Every part of them that no file may hold.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        [Some(self.access_key_id.as_str()), Some(self.secret.text()), self.security_token.as_deref()]
            .into_iter()
            .flatten()
    }
}
