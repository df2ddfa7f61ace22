//! An overlay on the command line: which file, and what is wrong with it.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::Args;

use crate::contract::overlay::{Overlay, OverlayError};

/// Which overlay is used.
#[derive(Debug, Clone, Default, Args)]
pub struct OverlayArg {
    /// What was learned of the real service, a file of `parity --overlay-out`: answers are given as observed.
    #[arg(long, env = "CLOUDAUTH_LOCAL_OVERLAY", value_name = "FILE")]
    pub overlay: Option<PathBuf>,
}

impl OverlayArg {
    /// The overlay; `None` where none was asked for.
    ///
    /// # Errors
    /// The file cannot be read or used.
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
    /// It cannot be read.
    #[error("cannot read {file}: {error}")]
    Unreadable {
        /// Its path.
        file: String,
        /// What the system says.
        error: io::Error,
    },
    /// It holds something else.
    #[error("{file}: {error}")]
    Unusable {
        /// Its path.
        file: String,
        /// What is wrong with it.
        error: OverlayError,
    },
}
