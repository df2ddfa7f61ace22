//! Loads a scenario file from disk.

#[cfg(feature = "cli")]
pub mod reload;

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::contract::nearest::nearest;
use crate::scenario::{SHIPPED, Scenario, load_bytes, render};

/// The largest scenario file, in bytes: 8 MiB.
pub const SIZE_LIMIT: u64 = 8 * 1024 * 1024;

/// Why a scenario cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioFileError {
    /// The file cannot be read, and what the system says.
    #[error("cannot read {}: {said}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        said: String,
    },
    /// The path is that of a directory.
    #[error("cannot read {}: it is a directory, not a scenario file", .0.display())]
    Directory(PathBuf),
    /// The path is that of a pipe, a socket or a device.
    #[error("cannot read {}: it is not a regular file", .0.display())]
    NotRegular(PathBuf),
    /// The file is larger than [`SIZE_LIMIT`].
    #[error("cannot read {}: a scenario file is at most {} MiB long", .0.display(), SIZE_LIMIT / (1024 * 1024))]
    TooLarge(PathBuf),
    /// No file, and no shipped scenario of this name.
    #[error("{name} is neither a file nor a shipped scenario; {}", did_you_mean(name))]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// It is invalid: the rendered diagnostics, which end with a newline.
    #[error("{0}")]
    Invalid(String),
}

fn did_you_mean(name: &str) -> String {
    let names = || SHIPPED.iter().map(|(name, _)| *name);
    match nearest(name, names()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("the shipped ones are {}", names().collect::<Vec<_>>().join(", ")),
    }
}

/// Reads a regular file of at most [`SIZE_LIMIT`] bytes.
///
/// # Errors
/// It cannot be read, or is not such a file.
pub fn read(path: &Path) -> Result<Vec<u8>, ScenarioFileError> {
    let unreadable = |error: std::io::Error| ScenarioFileError::Unreadable {
        path: path.to_owned(),
        said: error.to_string(),
    };
    // Checked before opening: opening a named pipe would block until it has a writer.
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(ScenarioFileError::Directory(path.to_owned()));
    }
    if !metadata.is_file() {
        return Err(ScenarioFileError::NotRegular(path.to_owned()));
    }
    let mut bytes = Vec::new();
    if metadata.len() <= SIZE_LIMIT {
        let file = File::open(path).map_err(unreadable)?;
        file.take(SIZE_LIMIT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    if metadata.len().max(bytes.len() as u64) > SIZE_LIMIT {
        return Err(ScenarioFileError::TooLarge(path.to_owned()));
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
    let scenario = parse(path, &bytes?)?;
    Ok((scenario, stamp))
}

/// The content of a file at one time, to notice changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileStamp {
    /// SHA-256 of the content.
    Content([u8; 32]),
    /// Not readable, and why.
    Unreadable(ScenarioFileError),
}

impl FileStamp {
    /// The stamp of the result of [`read`].
    #[must_use]
    pub fn of(read: &Result<Vec<u8>, ScenarioFileError>) -> Self {
        match read {
            Ok(bytes) => Self::Content(Sha256::digest(bytes).into()),
            Err(error) => Self::Unreadable(error.clone()),
        }
    }
}
