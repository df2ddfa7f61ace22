//! Loads a scenario file from disk.

#[cfg(feature = "cli")]
pub mod reload;

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::scenario::{Scenario, load_bytes, render};

/// The largest scenario file, in bytes: 8 MiB.
pub const SIZE_LIMIT: u64 = 8 * 1024 * 1024;

/// Why a scenario file cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScenarioFileError {
    /// It cannot be read: one sentence.
    Unreadable(String),
    /// It is invalid: the rendered diagnostics.
    Invalid(String),
}

/// Reads a regular file of at most [`SIZE_LIMIT`] bytes.
///
/// # Errors
/// One sentence that names the file.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    let name = path.display();
    let unreadable = |error: std::io::Error| format!("cannot read {name}: {error}");
    // Checked before opening: opening a named pipe would block until it has a writer.
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(format!("cannot read {name}: it is a directory, not a scenario file"));
    }
    if !metadata.is_file() {
        return Err(format!("cannot read {name}: it is not a regular file"));
    }
    let mut bytes = Vec::new();
    if metadata.len() <= SIZE_LIMIT {
        let file = File::open(path).map_err(unreadable)?;
        file.take(SIZE_LIMIT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    if metadata.len().max(bytes.len() as u64) > SIZE_LIMIT {
        let limit = SIZE_LIMIT / (1024 * 1024);
        return Err(format!("cannot read {name}: a scenario file is at most {limit} MiB long"));
    }
    Ok(bytes)
}

/// Parses the content of a scenario file.
///
/// # Errors
/// The rendered diagnostics of the file.
pub fn parse(path: &Path, bytes: &[u8]) -> Result<Scenario, ScenarioFileError> {
    load_bytes(bytes).map_err(|findings| {
        let name = path.display().to_string();
        ScenarioFileError::Invalid(render(&findings, &name, &String::from_utf8_lossy(bytes)))
    })
}

/// Reads and parses a scenario file. The stamp tells later whether its content has changed.
///
/// # Errors
/// The file cannot be read or is invalid.
pub fn load(path: &Path) -> Result<(Scenario, FileStamp), ScenarioFileError> {
    let bytes = read(path);
    let stamp = FileStamp::of(&bytes);
    let scenario = parse(path, &bytes.map_err(ScenarioFileError::Unreadable)?)?;
    Ok((scenario, stamp))
}

/// The content of a file at one time, to notice changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileStamp {
    /// SHA-256 of the content.
    Content([u8; 32]),
    /// Not readable: the error.
    Unreadable(String),
}

impl FileStamp {
    /// The stamp of the result of [`read`].
    #[must_use]
    pub fn of(read: &Result<Vec<u8>, String>) -> Self {
        match read {
            Ok(bytes) => Self::Content(Sha256::digest(bytes).into()),
            Err(error) => Self::Unreadable(error.clone()),
        }
    }
}
