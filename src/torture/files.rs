//! What is written for each failure: an ordinary scenario file, and beside it a text with the describe of the failure.

use std::fs;
use std::path::Path;

use crate::torture::TortureError;
use crate::torture::describe::{self, MARK};
use crate::torture::faults::slug;
use crate::torture::injection::name;
use crate::torture::output::write;
use crate::torture::search::Failure;

/// The longest part of a file name that the faults make.
const LONGEST: usize = 80;

/// Writes every failure into a folder, in place of those that an earlier search wrote there.
///
/// # Errors
/// What the system says.
pub fn write_failures(folder: &Path, failures: &mut [Failure], command: &str) -> Result<(), TortureError> {
    remove_old(folder)?;
    for (index, failure) in failures.iter_mut().enumerate() {
        let path = folder.join(file_name(index, failure));
        failure.file = Some(path.clone());
        let mut scenario = failure.scenario.clone();
        scenario.description = Some(describe::description(failure, command));
        let text = serde_json::to_string_pretty(&scenario).unwrap_or_default() + "\n";
        write(&path, &text)?;
        write(&path.with_extension("txt"), &describe::text(failure, command))?;
    }
    Ok(())
}

/// `001-initialize-2-reset.json`.
fn file_name(index: usize, failure: &Failure) -> String {
    let mut faults = slug(&name(&failure.injections));
    faults.truncate(LONGEST);
    format!("{:03}-{}.json", index + 1, faults.trim_end_matches('-'))
}

/// Removes what an earlier search wrote, and nothing else.
fn remove_old(folder: &Path) -> Result<(), TortureError> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if is_ours(&path) {
            for old in [path.with_extension("txt"), path] {
                match fs::remove_file(&old) {
                    Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                        return Err(TortureError::CannotWrite { path: old, source });
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(())
}

/// Whether a file is a scenario that a search wrote.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let numbered =
        name.split('-').next().is_some_and(|number| number.len() >= 3 && number.parse::<u32>().is_ok());
    let text = || fs::read_to_string(path).unwrap_or_default();
    let marked = |value: serde_json::Value| {
        value["description"].as_str().is_some_and(|description| description.starts_with(MARK))
    };
    path.extension().is_some_and(|ending| ending == "json")
        && numbered
        && serde_json::from_str(&text()).is_ok_and(marked)
}
