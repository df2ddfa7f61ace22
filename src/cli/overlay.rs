//! The flag --overlay.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::Args;

use crate::contract::overlay::{Overlay, OverlayError};

/// The overlay file.
#[derive(Debug, Clone, Default, Args)]
pub struct OverlayArg {
    /// Apply observations of the real service: a file written by `parity --overlay-out`.
    #[arg(long, env = "CLOUDAUTH_LOCAL_OVERLAY", value_name = "FILE")]
    pub overlay: Option<PathBuf>,
}

impl OverlayArg {
    /// Reads the overlay; `None` without the flag.
    ///
    /// # Errors
    /// The file cannot be read or is invalid.
    pub(super) fn read(&self) -> Result<Option<Overlay>, OverlayFileError> {
        let Some(file) = &self.overlay else { return Ok(None) };
        let name = || file.display().to_string();
        let text =
            fs::read_to_string(file).map_err(|error| OverlayFileError::Unreadable { file: name(), error })?;
        Overlay::read(&text).map(Some).map_err(|error| OverlayFileError::Unusable { file: name(), error })
    }
}

/// Why an overlay file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum OverlayFileError {
    /// An I/O error.
    #[error("cannot read {file}: {error}")]
    Unreadable {
        /// Its path.
        file: String,
        /// The error of the operating system.
        error: io::Error,
    },
    /// Its content is invalid.
    #[error("{file}: {error}")]
    Unusable {
        /// Its path.
        file: String,
        /// What is wrong with it.
        error: OverlayError,
    },
}
