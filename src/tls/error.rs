//! Errors with certificates. Each message says where, what was expected and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why HTTPS cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The environment does not tell where state is kept.
    #[error(
        "the folder of the local CA is unknown, because {} is not set; choose a folder with --tls-dir",
        required_variable()
    )]
    NoFolder,
    /// The folder cannot be read or written.
    #[error(
        "cannot {doing} {}: {source}; the local CA is kept there: free disk space or give access, choose another folder \
         with --tls-dir, or use your own certificate with --tls-cert and --tls-key",
        path.display()
    )]
    Folder {
        /// What was tried, as an infinitive.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The folder's CA cannot be used.
    #[error(
        "{} holds no usable local CA: {why}; remove that folder and a new CA is created at the next start (clients must \
         then trust the new one)",
        folder.display()
    )]
    Damaged {
        /// The CA's folder.
        folder: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A file of `--tls-cert` or `--tls-key` cannot be used.
    #[error("{option} {}: {why}", path.display())]
    Own {
        /// The option that named the file.
        option: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what was expected.
        why: String,
    },
    /// `--tls-name` is not a host name or IP address.
    #[error(
        "--tls-name {0:?}: expected a host name such as emulator.internal or *.emulator.test, or an IP address, without scheme and port"
    )]
    Name(String),
    /// A certificate could not be made.
    #[error("cannot create a certificate: {0}")]
    Make(#[from] rcgen::Error),
    /// rustls refused its configuration.
    #[error("cannot set up TLS: {0}")]
    Setup(#[from] rustls::Error),
}

impl TlsError {
    /// For `map_err`: an IO error in the folder, with what was tried as a verb.
    pub(super) fn folder(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Folder { doing, path, source }
    }
}

const fn required_variable() -> &'static str {
    if cfg!(windows) { "LOCALAPPDATA" } else { "HOME" }
}
