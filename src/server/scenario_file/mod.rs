//! A scenario file on disk: what can be read at all, within bounds, and what is in it.

#[cfg(feature = "cli")]
pub mod reload;

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::scenario::{Scenario, load_bytes, render};

/// The largest scenario file, in bytes: 8 MiB.
pub const SIZE_LIMIT: u64 = 8 * 1024 * 1024;

/// Why a file gives no scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScenarioFileError {
    /// It cannot be read; one sentence.
    Unreadable(String),
    /// It has faults; each with its line under a caret.
    Faulty(String),
}

/// Reads a file, which must be a regular one and at most [`SIZE_LIMIT`] long.
///
/// # Errors
/// One sentence that names the file.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    let name = path.display();
    let unreadable = |error: std::io::Error| format!("cannot read {name}: {error}");
    // Before it is opened: to open a pipe is to wait for its writer.
    let about = fs::metadata(path).map_err(unreadable)?;
    if about.is_dir() {
        return Err(format!("cannot read {name}: it is a directory, not a scenario file"));
    }
    if !about.is_file() {
        return Err(format!("cannot read {name}: it is not a regular file"));
    }
    let mut bytes = Vec::new();
    if about.len() <= SIZE_LIMIT {
        let file = File::open(path).map_err(unreadable)?;
        file.take(SIZE_LIMIT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    if about.len().max(bytes.len() as u64) > SIZE_LIMIT {
        let limit = SIZE_LIMIT / (1024 * 1024);
        return Err(format!("cannot read {name}: a scenario file is at most {limit} MiB long"));
    }
    Ok(bytes)
}

/// The scenario in the bytes of a file.
///
/// # Errors
/// Every fault of the file, as text.
pub fn parse(path: &Path, bytes: &[u8]) -> Result<Scenario, ScenarioFileError> {
    load_bytes(bytes).map_err(|findings| {
        let name = path.display().to_string();
        ScenarioFileError::Faulty(render(&findings, &name, &String::from_utf8_lossy(bytes)))
    })
}

/// The scenario of a file, and what tells later whether the file has changed since.
///
/// # Errors
/// Why there is none.
pub fn load(path: &Path) -> Result<(Scenario, FileStamp), ScenarioFileError> {
    let bytes = read(path);
    let state = FileStamp::of(&bytes);
    let scenario = parse(path, &bytes.map_err(ScenarioFileError::Unreadable)?)?;
    Ok((scenario, state))
}

/// What a file held when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileStamp {
    /// Bytes with this digest.
    Content([u8; 32]),
    /// Nothing that can be read; why.
    Unreadable(String),
}

impl FileStamp {
    /// What was read of a file.
    #[must_use]
    pub fn of(read: &Result<Vec<u8>, String>) -> Self {
        match read {
            Ok(bytes) => Self::Content(Sha256::digest(bytes).into()),
            Err(error) => Self::Unreadable(error.clone()),
        }
    }
}
