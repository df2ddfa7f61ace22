//! The local CA: created, read back, and used to sign. Its validity is fixed, so that it stays valid when the clock is
//! changed; its name is derived from its key, so that CAs of two machines have different names.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PublicKeyData, date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use sha2::{Digest, Sha256};

use super::TlsError;

/// A CA with its private key.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate_pem: String,
}

/// What is wrong with a CA that was read, as a clause for a message.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// The key is none.
    #[error("the key is not a private key in PEM")]
    Key,
    /// The certificate is none.
    #[error("the certificate is not a certificate in PEM")]
    Certificate,
    /// They are not a pair.
    #[error("the certificate does not belong to the key")]
    Strangers,
    /// Certificates cannot be made with them.
    #[error(transparent)]
    Make(#[from] rcgen::Error),
}

impl Authority {
    /// A new CA with a P-256 key.
    ///
    /// # Errors
    /// The system provided no random bytes.
    pub fn make() -> Result<Self, TlsError> {
        let key = KeyPair::generate()?;
        let certificate_pem = params(&key)?.self_signed(&key)?.pem();
        Ok(Self { issuer: Issuer::new(params(&key)?, key), certificate_pem })
    }

    /// The CA in two PEM strings.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(certificate_pem: String, key_pem: &str) -> Result<Self, AuthorityError> {
        let key = KeyPair::from_pem(key_pem).map_err(|_| AuthorityError::Key)?;
        let certificate = CertificateDer::from_pem_slice(certificate_pem.as_bytes())
            .map_err(|_| AuthorityError::Certificate)?;
        if !contains(&certificate, key.der_bytes()) || !contains(&certificate, common_name(&key).as_bytes()) {
            return Err(AuthorityError::Strangers);
        }
        let params = params(&key)?;
        Ok(Self { issuer: Issuer::new(params, key), certificate_pem })
    }

    /// The certificate that clients must trust, in PEM.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// The private key, in PEM.
    #[must_use]
    pub fn key_pem(&self) -> String {
        self.issuer.key().serialize_pem()
    }

    /// Issues a server certificate for host names and IP addresses, with a new key.
    ///
    /// # Errors
    /// A name is not ASCII, or the system provided no random bytes.
    pub fn issue(
        &self,
        names: &[String],
        from: SystemTime,
        until: SystemTime,
    ) -> Result<(Certificate, KeyPair), TlsError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.remove(DnType::CommonName);
        params
            .distinguished_name
            .push(DnType::CommonName, names.first().map_or("cloudauth-local", String::as_str));
        params.not_before = date_time_ymd(1970, 1, 1) + since_epoch(from);
        params.not_after = date_time_ymd(1970, 1, 1) + since_epoch(until);
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        Ok((params.signed_by(&key, &self.issuer)?, key))
    }
}

fn params(key: &KeyPair) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, common_name(key));
    params.distinguished_name.push(DnType::OrganizationName, "cloudauth-local");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2070, 1, 1);
    Ok(params)
}

fn common_name(key: &KeyPair) -> String {
    let digest = Sha256::digest(key.der_bytes());
    digest.iter().take(4).fold("cloudauth-local CA ".to_owned(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// In whole seconds, the resolution of X.509.
fn since_epoch(time: SystemTime) -> Duration {
    Duration::from_secs(time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ca_is_the_same_after_it_was_written_and_read() {
        let made = Authority::make().unwrap();
        let read = Authority::read(made.certificate_pem().to_owned(), &made.key_pem()).unwrap();
        assert_eq!(read.certificate_pem(), made.certificate_pem());
        assert_eq!(read.key_pem(), made.key_pem());
    }

    #[test]
    fn a_certificate_of_another_key_is_refused() {
        let (one, other) = (Authority::make().unwrap(), Authority::make().unwrap());
        let refusal = Authority::read(one.certificate_pem().to_owned(), &other.key_pem()).err().unwrap();
        assert!(matches!(refusal, AuthorityError::Strangers), "{refusal}");
    }

    #[test]
    fn a_string_that_is_not_pem_is_refused() {
        let made = Authority::make().unwrap();
        let refusal = Authority::read("x".into(), &made.key_pem()).err().unwrap();
        assert!(matches!(refusal, AuthorityError::Certificate), "{refusal}");
        let refusal = Authority::read(made.certificate_pem().into(), "").err().unwrap();
        assert!(matches!(refusal, AuthorityError::Key), "{refusal}");
    }

    #[test]
    fn two_cas_have_two_names() {
        let name = |authority: &Authority| common_name(authority.issuer.key());
        assert_ne!(name(&Authority::make().unwrap()), name(&Authority::make().unwrap()));
    }
}
