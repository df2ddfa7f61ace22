//! The user's own certificate (`--tls-cert`, `--tls-key`): read at start, and again when one of the files has changed.

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

/// Serves the certificate in the files.
pub(super) struct OwnCertificate {
    certificate: PathBuf,
    key: PathBuf,
    current: Mutex<LoadedCertificate>,
}

struct LoadedCertificate {
    certified: Arc<CertifiedKey>,
    file_times: [FileTimes; 2],
}

/// Modification time and size in bytes, to notice that a file has changed; `None` if they cannot be read.
type FileTimes = Option<(SystemTime, u64)>;

impl OwnCertificate {
    /// Reads both files.
    ///
    /// # Errors
    /// One of them cannot be read or used.
    pub(super) fn new(certificate: PathBuf, key: PathBuf) -> Result<Self, TlsError> {
        let file_times = [&certificate, &key].map(|path| file_times_of(path));
        let certified = read(&certificate, &key)?.into();
        Ok(Self { certificate, key, current: Mutex::new(LoadedCertificate { certified, file_times }) })
    }

    /// The certificate for a new handshake. If changed files cannot be used, for example because the key of a new
    /// certificate is not written yet, the error is logged once and the previous certificate is kept.
    fn current(&self) -> Arc<CertifiedKey> {
        let file_times = [&self.certificate, &self.key].map(|path| file_times_of(path));
        let mut loaded = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if loaded.file_times != file_times {
            loaded.file_times = file_times;
            match read(&self.certificate, &self.key) {
                Ok(certified) => {
                    tracing::info!("reloaded {}", self.certificate.display());
                    loaded.certified = certified.into();
                }
                Err(error) => tracing::error!("{error}; the previous certificate is kept"),
            }
        }
        Arc::clone(&loaded.certified)
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

fn file_times_of(path: &Path) -> FileTimes {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

fn read(certificate: &Path, key: &Path) -> Result<CertifiedKey, TlsError> {
    let bad = |option, path: &Path, why: String| TlsError::Own { option, path: path.to_owned(), why };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| bad("--tls-cert", certificate, pem_message(&error, "a certificate")))?;
    if chain.is_empty() {
        return Err(bad("--tls-cert", certificate, pem_message(&pem::Error::NoItemsFound, "a certificate")));
    }
    let secret = PrivateKeyDer::from_pem_file(key)
        .map_err(|error| bad("--tls-key", key, pem_message(&error, "an unencrypted private key")))?;
    CertifiedKey::from_der(chain, secret, &default_provider()).map_err(|error| {
        let why = match error {
            rustls::Error::InconsistentKeys(_) => {
                format!("this key does not belong to the first certificate in {}", certificate.display())
            }
            other => format!("the certificate and its key cannot be used: {other}"),
        };
        bad("--tls-key", key, why)
    })
}

fn pem_message(error: &pem::Error, expected: &str) -> String {
    match error {
        pem::Error::NoItemsFound => format!("not found in the file; expected {expected} in PEM"),
        pem::Error::Io(error) => error.to_string(),
        other => format!("{other}; expected {expected} in PEM"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::Authority;

    /// The files of a certificate and its key.
    struct Files(tempfile::TempDir);

    impl Files {
        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.path(name), text).unwrap();
            // Two writes may get the same modification time.
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
