//! The file of --ready-file: there as soon as the emulator is ready, with its URL in one line.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why there is no such file.
#[derive(Debug, thiserror::Error)]
#[error("--ready-file {path}: {source}; name a file in a folder that can be written to")]
pub(super) struct ReadyFileError {
    path: String,
    source: io::Error,
}

/// Takes the file of an earlier run away, so that only this run's is ever found.
///
/// # Errors
/// It cannot be taken away.
pub(super) fn remove(path: &Path) -> Result<(), ReadyFileError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failure(path, error)),
        _ => Ok(()),
    }
}

/// Writes the URL. The file appears whole: it is written beside and renamed.
///
/// # Errors
/// It cannot be written.
pub(super) fn write(path: &Path, url: &str) -> Result<(), ReadyFileError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    fs::write(&part, format!("{url}\n"))
        .and_then(|()| fs::rename(&part, path))
        .map_err(|error| failure(path, error))
}

fn failure(path: &Path, source: io::Error) -> ReadyFileError {
    ReadyFileError { path: path.display().to_string(), source }
}
