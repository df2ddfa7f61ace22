//! The flags for callbacks.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use clap::builder::{FalseyValueParser, PossibleValuesParser, TypedValueParser as _};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject};
use rustls::{ClientConfig, RootCertStore};

use crate::contract::callback::{self, CallbackMethod};
use crate::server::webhook::{Mapping, WebhookSettings};

/// The flags for callbacks.
#[derive(Debug, Clone, Args)]
pub struct CallbackArgs {
    /// Send callbacks whose URL starts with FROM to TO instead, for example https://shop.example=http://127.0.0.1:3000;
    /// may be repeated.
    #[arg(
        long = "callback-map",
        env = "CLOUDAUTH_LOCAL_CALLBACK_MAP",
        value_name = "FROM=TO",
        value_delimiter = ','
    )]
    pub maps: Vec<Mapping>,

    /// Trust the certificates in this PEM file for https callbacks.
    #[arg(long = "callback-ca", env = "CLOUDAUTH_LOCAL_CALLBACK_CA", value_name = "FILE")]
    pub authorities: Option<PathBuf>,

    /// Send callbacks to other machines too.
    #[arg(long = "callback-anywhere", env = "CLOUDAUTH_LOCAL_CALLBACK_ANYWHERE", value_parser = FalseyValueParser::new())]
    pub anywhere: bool,

    /// Maximum number of attempts to deliver a callback; the receiver must respond with 200.
    #[arg(long = "callback-tries", env = "CLOUDAUTH_LOCAL_CALLBACK_TRIES", value_name = "N", default_value_t = callback::TRIES, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub tries: u32,

    /// How callbacks are sent: get with the parameters in the query, or post with the same parameters in a form body.
    #[arg(long = "callback-method", env = "CLOUDAUTH_LOCAL_CALLBACK_METHOD", value_name = "METHOD", default_value = CallbackMethod::default().word(), value_parser = PossibleValuesParser::new(CallbackMethod::ALL.map(CallbackMethod::word)).map(|word| method(&word)))]
    pub method: CallbackMethod,

    /// Refuse an Initialize whose CallbackUrl cannot be connected to at that time.
    #[arg(long = "callback-check", env = "CLOUDAUTH_LOCAL_CALLBACK_CHECK", value_parser = FalseyValueParser::new())]
    pub check: bool,
}

fn method(word: &str) -> CallbackMethod {
    CallbackMethod::ALL.into_iter().find(|method| method.word() == word).unwrap_or_default()
}

/// The file of --callback-ca has no valid certificates.
#[derive(Debug, thiserror::Error)]
#[error("--callback-ca {}: expected certificates in PEM: {reason}", file.display())]
pub struct CallbackCaError {
    file: PathBuf,
    reason: CallbackCaReason,
}

#[derive(Debug, thiserror::Error)]
enum CallbackCaReason {
    #[error(transparent)]
    Pem(#[from] pem::Error),
    #[error(transparent)]
    Certificate(#[from] rustls::Error),
    #[error("it has none")]
    Empty,
}

/// The TLS configuration of a client that trusts the certificates in a file.
fn trusting(file: &Path) -> Result<Arc<ClientConfig>, CallbackCaReason> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file)? {
        roots.add(certificate?)?;
    }
    if roots.is_empty() {
        return Err(CallbackCaReason::Empty);
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

impl CallbackArgs {
    /// The settings of the webhook.
    ///
    /// # Errors
    /// The file of --callback-ca has no valid certificates.
    pub fn settings(self) -> Result<WebhookSettings, CallbackCaError> {
        let trust =
            self.authorities.map(|file| trusting(&file).map_err(|reason| CallbackCaError { file, reason }));
        Ok(WebhookSettings {
            anywhere: self.anywhere,
            maps: self.maps,
            trust: trust.transpose()?,
            tries: self.tries,
            method: self.method,
            check: self.check,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings_trusting(file: &Path) -> Result<WebhookSettings, CallbackCaError> {
        let options = CallbackArgs {
            maps: Vec::new(),
            authorities: Some(file.to_owned()),
            anywhere: false,
            tries: callback::TRIES,
            method: CallbackMethod::default(),
            check: false,
        };
        options.settings()
    }

    #[test]
    fn a_file_of_trusted_certificates_needs_at_least_one_in_pem() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        assert!(settings_trusting(&file).unwrap_err().to_string().contains("expected certificates in PEM"));
        for text in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            std::fs::write(&file, text).unwrap();
            assert!(settings_trusting(&file).unwrap_err().to_string().contains("ca.pem"), "{text}");
        }
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(&file, made.cert.pem()).unwrap();
        assert!(settings_trusting(&file).unwrap().trust.is_some());
    }
}
