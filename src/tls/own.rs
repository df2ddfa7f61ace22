//! The user's own certificate: read at start, and again when one of its two files has changed.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::TlsError;

/// Hands each connection the certificate that the files hold.
pub(super) struct OwnCertificate {
    certificate: PathBuf,
    key: PathBuf,
    current: Mutex<LoadedCertificate>,
}

struct LoadedCertificate {
    certified: Arc<CertifiedKey>,
    stamps: [FileTimes; 2],
}

/// What tells that a file has changed: when it was written, and how long it is; `None` where it cannot be asked.
type FileTimes = Option<(SystemTime, u64)>;

impl OwnCertificate {
    /// Reads both files.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub(super) fn new(certificate: PathBuf, key: PathBuf) -> Result<Self, TlsError> {
        let stamps = [&certificate, &key].map(|path| stamp(path));
        let certified = read(&certificate, &key)?.into();
        Ok(Self { certificate, key, current: Mutex::new(LoadedCertificate { certified, stamps }) })
    }

    /// The certificate for a handshake that begins now. One that cannot be used, such as a new certificate whose key
    /// is not there yet, is reported once, and the old one stays.
    fn current(&self) -> Arc<CertifiedKey> {
        let stamps = [&self.certificate, &self.key].map(|path| stamp(path));
        let mut held = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if held.stamps != stamps {
            held.stamps = stamps;
            match read(&self.certificate, &self.key) {
                Ok(certified) => {
                    tracing::info!("{} was read again", self.certificate.display());
                    held.certified = certified.into();
                }
                Err(error) => tracing::error!("{error}; the certificate that was read before stays"),
            }
        }
        Arc::clone(&held.certified)
    }
}

impl ResolvesServerCert for OwnCertificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

impl fmt::Debug for OwnCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OwnCertificate")
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}

fn stamp(path: &Path) -> FileTimes {
    let about = fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

fn read(certificate: &Path, key: &Path) -> Result<CertifiedKey, TlsError> {
    let bad = |option, path: &Path, why: String| TlsError::Own { option, path: path.to_owned(), why };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| bad("--tls-cert", certificate, pem_trouble(&error, "a certificate")))?;
    if chain.is_empty() {
        return Err(bad("--tls-cert", certificate, pem_trouble(&pem::Error::NoItemsFound, "a certificate")));
    }
    let secret = PrivateKeyDer::from_pem_file(key)
        .map_err(|error| bad("--tls-key", key, pem_trouble(&error, "an unencrypted private key")))?;
    CertifiedKey::from_der(chain, secret, &default_provider()).map_err(|error| {
        let why = match error {
            rustls::Error::InconsistentKeys(_) => {
                format!("this key is not the one of the first certificate in {}", certificate.display())
            }
            other => format!("the certificate and its key cannot be used: {other}"),
        };
        bad("--tls-key", key, why)
    })
}

fn pem_trouble(error: &pem::Error, wanted: &str) -> String {
    match error {
        pem::Error::NoItemsFound => format!("the file holds nothing of the kind; expected {wanted} in PEM"),
        pem::Error::Io(error) => error.to_string(),
        other => format!("{other}; expected {wanted} in PEM"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::Authority;

    /// Files of a certificate and its key, and how others are written over them.
    struct Files(tempfile::TempDir);

    impl Files {
        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.path(name), text).unwrap();
            // Two writes may fall into one tick of the file system's clock.
            let file = fs::File::options().write(true).open(self.path(name)).unwrap();
            let before = file.metadata().unwrap().modified().unwrap();
            file.set_modified(before + std::time::Duration::from_secs(text.len() as u64)).unwrap();
        }

        fn read(&self) -> OwnCertificate {
            OwnCertificate::new(self.path("c.pem"), self.path("k.pem")).unwrap()
        }
    }

    #[test]
    fn files_that_change_are_read_again_and_a_half_changed_pair_is_not_used() {
        let (old, new) = (Authority::make().unwrap(), Authority::make().unwrap());
        let files = Files(tempfile::tempdir().unwrap());
        files.write("c.pem", old.certificate_pem());
        files.write("k.pem", &old.key_pem());
        let own = files.read();
        let first = own.current();
        assert!(Arc::ptr_eq(&first, &own.current()), "they are not read for each connection");

        files.write("c.pem", &format!("{}\n", new.certificate_pem()));
        assert!(Arc::ptr_eq(&first, &own.current()), "the key is still the old one");
        files.write("k.pem", &format!("{}\n", new.key_pem()));
        let second = own.current();
        assert_ne!(first.cert, second.cert);

        fs::remove_file(files.path("k.pem")).unwrap();
        assert!(Arc::ptr_eq(&second, &own.current()), "what was read stays");
        files.write("k.pem", &new.key_pem());
        assert_eq!(own.current().cert, second.cert);
    }
}
