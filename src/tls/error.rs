//! What can go wrong with certificates, in words that say where, and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why HTTPS cannot be offered.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The environment names no place for state.
    #[error(
        "the folder for the local CA is unknown, because {} is not set; name a folder with --tls-dir",
        wanted_variables()
    )]
    NoFolder,
    /// The folder cannot be read or written.
    #[error(
        "cannot {doing} {}: {source}; the local CA is kept there: make room or give access, name another folder with \
         --tls-dir, or bring your own certificate with --tls-cert and --tls-key",
        path.display()
    )]
    Folder {
        /// What was tried, as a verb.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder has something else than a CA of ours.
    #[error(
        "{} holds no usable local CA: {why}; remove that folder and a new CA is made at the next start (clients then \
         have to trust the new one)",
        folder.display()
    )]
    Damaged {
        /// The CA's folder.
        folder: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// `--tls-cert` or `--tls-key` does not lead to a usable certificate.
    #[error("{option} {}: {why}", path.display())]
    Own {
        /// The option that named the file.
        option: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what was expected.
        why: String,
    },
    /// `--tls-name` is no name.
    #[error(
        "--tls-name {0:?}: expected a host name such as emulator.internal or *.emulator.test, or an IP address, without scheme and port"
    )]
    Name(String),
    /// A certificate could not be made.
    #[error("cannot make a certificate: {0}")]
    Make(#[from] rcgen::Error),
    /// rustls refused its settings.
    #[error("cannot set TLS up: {0}")]
    Setup(#[from] rustls::Error),
}

impl TlsError {
    /// For `map_err`: an error of the folder, with what was tried.
    pub(super) fn folder(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Folder { doing, path, source }
    }
}

const fn wanted_variables() -> &'static str {
    if cfg!(windows) { "LOCALAPPDATA" } else { "HOME" }
}
