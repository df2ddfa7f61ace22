//! The configuration of rustls: TLS 1.2 and 1.3, only `http/1.1` in ALPN, one certificate.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::crypto::ring::default_provider;
use rustls::server::ResolvesServerCert;
use rustls::{ServerConfig, version};

use super::own::OwnCertificate;
use super::{TlsError, folder, names};
use crate::tls::leaf::{NowFn, RenewingLeaf};

/// Where the certificate comes from.
#[derive(Debug, Clone)]
pub enum CertificateSource {
    /// Issued by the local CA.
    Local {
        /// `--tls-dir`.
        folder: PathBuf,
        /// `--tls-name`: names in addition to the built-in ones.
        names: Vec<String>,
    },
    /// The user's own files, in PEM.
    Own {
        /// `--tls-cert`: the certificate, followed by its chain.
        certificate: PathBuf,
        /// `--tls-key`.
        key: PathBuf,
    },
}

/// The configuration of the server. `clock` decides when the leaf is renewed; use the system's clock, since clients check
/// the leaf against theirs.
///
/// # Errors
/// The certificate could not be read or created.
pub fn server_config(source: &CertificateSource, clock: NowFn) -> Result<ServerConfig, TlsError> {
    let resolver: Arc<dyn ResolvesServerCert> = match source {
        CertificateSource::Local { folder, names: added } => {
            let names = names::all(added)?;
            Arc::new(RenewingLeaf::new(folder::open(folder)?, names, clock)?)
        }
        CertificateSource::Own { certificate, key } => {
            Arc::new(OwnCertificate::new(certificate.clone(), key.clone())?)
        }
    };
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])?
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::SystemTime;

    use super::*;
    use crate::tls::Authority;

    fn own_config(certificate: &str, key: &str) -> Result<ServerConfig, TlsError> {
        let folder = tempfile::tempdir().unwrap();
        let source = CertificateSource::Own {
            certificate: folder.path().join("c.pem"),
            key: folder.path().join("k.pem"),
        };
        fs::write(folder.path().join("c.pem"), certificate).unwrap();
        fs::write(folder.path().join("k.pem"), key).unwrap();
        server_config(&source, Box::new(SystemTime::now))
    }

    #[test]
    fn only_http_1_1_is_offered() {
        let folder = tempfile::tempdir().unwrap();
        let source = CertificateSource::Local { folder: folder.path().into(), names: vec![] };
        let config = server_config(&source, Box::new(SystemTime::now)).unwrap();
        assert_eq!(config.alpn_protocols, [b"http/1.1"]);
    }

    #[test]
    fn the_user_s_own_certificate_is_taken() {
        let own = Authority::make().unwrap();
        assert!(own_config(own.certificate_pem(), &own.key_pem()).is_ok());
    }

    #[test]
    fn an_error_in_own_files_names_the_option() {
        let (one, other) = (Authority::make().unwrap(), Authority::make().unwrap());
        for (certificate, key, option, message) in [
            ("", one.key_pem(), "--tls-cert", "expected a certificate in PEM"),
            (one.certificate_pem(), String::new(), "--tls-key", "expected an unencrypted private key in PEM"),
            (one.certificate_pem(), other.key_pem(), "--tls-key", "does not belong to the first certificate"),
        ] {
            let refusal = own_config(certificate, &key).unwrap_err().to_string();
            assert!(refusal.starts_with(option) && refusal.contains(message), "{refusal}");
        }
        let source =
            CertificateSource::Own { certificate: "/nowhere/c.pem".into(), key: "/nowhere/k.pem".into() };
        let refusal = server_config(&source, Box::new(SystemTime::now)).unwrap_err().to_string();
        assert!(refusal.contains("--tls-cert /nowhere/c.pem: No such file"), "{refusal}");
    }
}
