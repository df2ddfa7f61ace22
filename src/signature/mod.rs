//! Signatures: which credentials a call presents, and whether its signature is valid. Pure: no clock, accounts or state.
//!
//! [`v1`] and [`v3`] implement the two schemes; the known client mistakes are in [`doctor`].

pub mod doctor;
mod encode;
mod excerpt;
mod secret;
pub mod sign;
pub mod timestamp;
pub mod v1;
pub mod v3;

pub(crate) use encode::{HEX, hex};
pub use secret::Secret;

use std::borrow::Cow;

use http::header::HeaderValue;

use crate::contract::{ApiError, Call, ParameterSource, error};

/// The credentials of a call, borrowed from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presented<'a> {
    /// Common parameters with an HMAC-SHA1 (`SignatureVersion=1.0`).
    V1(v1::V1Claim<'a>),
    /// An `Authorization: ACS3-HMAC-SHA256` header.
    V3(v3::V3Claim<'a>),
    /// A bearer token and no signature.
    Bearer,
    /// No credentials.
    Unsigned,
}

/// What a valid signature covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// All that its scheme covers.
    Complete,
    /// A V1 signature that leaves out the parameters that are empty.
    WithoutEmpty,
}

/// The headers that signatures use, found in one pass.
#[derive(Default)]
struct V3Headers<'a> {
    authorization: Option<&'a HeaderValue>,
    bearer: Option<&'a HeaderValue>,
    date: Option<&'a HeaderValue>,
    nonce: Option<&'a HeaderValue>,
    token: Option<&'a HeaderValue>,
    digest: Option<&'a HeaderValue>,
    action: Option<&'a HeaderValue>,
    version: Option<&'a HeaderValue>,
}

impl<'a> V3Headers<'a> {
    fn of(call: &'a Call) -> Self {
        let mut found = Self::default();
        for (name, value) in &call.headers {
            let slot = match name.as_str() {
                "authorization" => &mut found.authorization,
                "x-acs-bearer-token" => &mut found.bearer,
                "x-acs-date" => &mut found.date,
                "x-acs-signature-nonce" => &mut found.nonce,
                "x-acs-security-token" => &mut found.token,
                "x-acs-content-sha256" => &mut found.digest,
                "x-acs-action" => &mut found.action,
                "x-acs-version" => &mut found.version,
                _ => continue,
            };
            slot.get_or_insert(value);
        }
        found
    }
}

/// The credentials of a call. V3 is recognised by `Authorization: ACS3-…` alone, since clients that sign with V1 send
/// `x-acs-action` too.
///
/// # Errors
/// `IncompleteSignature` for an Authorization header that cannot be parsed if the call has no V1 signature either.
pub fn presented(call: &Call) -> Result<Presented<'_>, ApiError> {
    let found = V3Headers::of(call);
    if let Some(authorization) = found.authorization {
        if authorization.as_bytes().starts_with(b"ACS3-") {
            return v3::read(&found).map(Presented::V3);
        }
        return match v1::read(call) {
            Some(claim) if claim.signature.is_some() => Ok(Presented::V1(claim)),
            _ => Err(incomplete(
                "Authorization does not start with ACS3-HMAC-SHA256, and there is no V1 Signature.",
            )),
        };
    }
    let bearer = found.bearer.is_some_and(|token| !token.is_empty())
        || call.parameters.iter().any(|item| {
            item.source != ParameterSource::Json
                && item.name == "SignatureType"
                && item.value == "BEARERTOKEN"
        });
    if bearer {
        return Ok(Presented::Bearer);
    }
    Ok(v1::read(call).map_or(Presented::Unsigned, Presented::V1))
}

/// Checks the signature. For V3 the body's digest is checked first, so that a changed body gets its own error.
///
/// # Errors
/// `InvalidSignatureMethod`; `SignatureDoesNotMatch` with the server's string to sign; `ContentSHA256NotMatched`;
/// `MissingAccessKeyId` if the call is not signed.
pub fn verify(call: &Call, presented: &Presented<'_>, secret: &Secret) -> Result<Verified, ApiError> {
    presented.check_method()?;
    match presented {
        Presented::V1(claim) => v1::verify(call, claim, secret),
        Presented::V3(claim) => v3::verify(call, claim, secret).map(|()| Verified::Complete),
        Presented::Bearer | Presented::Unsigned => Err(error::MISSING_ACCESS_KEY_ID.error()),
    }
}

impl<'a> Presented<'a> {
    /// The `AccessKeyId`; `None` if absent or empty.
    #[must_use]
    pub fn access_key_id(&self) -> Option<&'a str> {
        self.pick(|claim| claim.access_key_id, |claim| Some(claim.access_key_id))
    }

    /// `SignatureNonce` or `x-acs-signature-nonce`; `None` if absent or empty.
    #[must_use]
    pub fn nonce(&self) -> Option<&'a str> {
        self.pick(|claim| claim.nonce, |claim| claim.nonce)
    }

    /// `Timestamp` or `x-acs-date` as sent; `None` if absent or empty.
    #[must_use]
    pub fn timestamp(&self) -> Option<&'a str> {
        self.pick(|claim| claim.timestamp, |claim| claim.date)
    }

    /// `SecurityToken` or `x-acs-security-token`; `None` if absent or empty.
    #[must_use]
    pub fn security_token(&self) -> Option<&'a str> {
        self.pick(|claim| claim.security_token, |claim| claim.security_token)
    }

    /// Checks that the algorithm is one that can be verified.
    ///
    /// # Errors
    /// `InvalidSignatureMethod`.
    pub fn check_method(&self) -> Result<(), ApiError> {
        let known = match self {
            Self::V1(claim) => {
                claim.method.is_none_or(|method| matches!(method, "HMAC-SHA1" | ""))
                    && claim.version.is_none_or(|version| matches!(version, "1.0" | ""))
            }
            Self::V3(claim) => claim.algorithm == v3::ALGORITHM,
            Self::Bearer | Self::Unsigned => true,
        };
        if known { Ok(()) } else { Err(error::INVALID_SIGNATURE_METHOD.error()) }
    }

    /// The `Missing<Name>` error of the first common parameter that is absent or empty.
    #[must_use]
    pub fn missing(&self) -> Option<ApiError> {
        let signature = self.pick(|claim| claim.signature, |claim| Some(claim.signature));
        let method = self.pick(|claim| claim.method, |_| Some("ACS3-HMAC-SHA256"));
        let version = self.pick(|claim| claim.version, |_| Some("3"));
        let common = [
            (self.access_key_id(), &error::MISSING_ACCESS_KEY_ID),
            (signature, &error::MISSING_SIGNATURE),
            (method, &error::MISSING_SIGNATURE_METHOD),
            (version, &error::MISSING_SIGNATURE_VERSION),
            (self.nonce(), &error::MISSING_SIGNATURE_NONCE),
            (self.timestamp(), &error::MISSING_TIMESTAMP),
        ];
        let (_, row) = common.into_iter().find(|(value, _)| value.is_none())?;
        let misspelt = row.code == error::MISSING_TIMESTAMP.code && self.has_time_stamp();
        let hint = misspelt.then(|| "The parameter is named Timestamp: this call has TimeStamp.".to_owned());
        Some(row.error().with_hint(hint))
    }

    /// Whether a V1 call spells `Timestamp` as `TimeStamp`.
    fn has_time_stamp(&self) -> bool {
        matches!(self, Self::V1(claim) if claim.has_time_stamp)
    }

    fn pick(
        &self,
        v1: impl Fn(&v1::V1Claim<'a>) -> Option<&'a str>,
        v3: impl Fn(&v3::V3Claim<'a>) -> Option<&'a str>,
    ) -> Option<&'a str> {
        let value = match self {
            Self::V1(claim) => v1(claim),
            Self::V3(claim) => v3(claim),
            Self::Bearer | Self::Unsigned => None,
        };
        value.filter(|text| !text.is_empty())
    }
}

/// An error message without secrets, for the log and the journal: the string to sign, which repeats the client's
/// parameters and tokens, is replaced by `***`.
pub(crate) fn without_string_to_sign(message: &str) -> Cow<'_, str> {
    let prefix = [v1::MESSAGE, v3::MESSAGE].into_iter().find(|prefix| message.starts_with(prefix));
    prefix.map_or(Cow::Borrowed(message), |prefix| Cow::Owned(format!("{prefix}***")))
}

fn incomplete(hint: &str) -> ApiError {
    error::INCOMPLETE_SIGNATURE.error().with_hint(Some(hint.to_owned()))
}
