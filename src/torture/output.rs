//! Writing a file, with an error that names it.

use std::fs;
use std::path::Path;

use crate::torture::TortureError;

/// Writes a file whole.
///
/// # Errors
/// What the system says.
pub fn write(path: &Path, text: &str) -> Result<(), TortureError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)
            .map_err(|source| TortureError::CannotWrite { path: folder.to_owned(), source })?;
    }
    fs::write(path, text).map_err(|source| TortureError::CannotWrite { path: path.to_owned(), source })
}
