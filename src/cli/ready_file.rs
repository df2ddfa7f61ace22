//! The file of --ready-file: created when the emulator is ready; contains its URL in one line.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why the file cannot be removed or written.
#[derive(Debug, thiserror::Error)]
#[error("--ready-file {path}: {source}; name a file in a folder that can be written to")]
pub(super) struct ReadyFileError {
    path: String,
    source: io::Error,
}

/// Removes the file of an earlier run, so that its existence means that this run is ready.
///
/// # Errors
/// It cannot be removed.
pub(super) fn remove(path: &Path) -> Result<(), ReadyFileError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failure(path, error)),
        _ => Ok(()),
    }
}

/// Writes the URL atomically: to a temporary file in the same folder, which is then renamed.
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
