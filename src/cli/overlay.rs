//! An overlay on the command line: which file, and what is wrong with it.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::contract::overlay::Overlay;

/// Which overlay is used.
#[derive(Debug, Clone, Default, Args)]
pub struct OverlayArg {
    /// What was learned of the real service, as `parity --overlay-out` wrote it: answers are given as observed.
    #[arg(long, env = "CLOUDAUTH_LOCAL_OVERLAY", value_name = "FILE")]
    pub overlay: Option<PathBuf>,
}

impl OverlayArg {
    /// The overlay; `None` where none was asked for.
    ///
    /// # Errors
    /// One sentence about what is wrong with the file.
    pub(super) fn read(&self) -> Result<Option<Overlay>, String> {
        let Some(file) = &self.overlay else { return Ok(None) };
        let text =
            fs::read_to_string(file).map_err(|fault| format!("cannot read {}: {fault}", file.display()))?;
        Overlay::read(&text).map(Some).map_err(|fault| format!("{}: {fault}", file.display()))
    }
}
