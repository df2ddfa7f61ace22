//! The failures that are known, so that only new ones count: a file with their names.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::torture::TortureError;
use crate::torture::injection::fits;

/// The version of the file that this program reads and writes.
const VERSION: u64 = 1;

/// The failures that are known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptList {
    version: u64,
    /// Names such as `Initialize#2:reset`; `*` stands for any characters.
    accepted: Vec<String>,
}

impl AcceptList {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, or is of another version.
    pub fn read(path: &Path) -> Result<Self, TortureError> {
        let own = || path.to_owned();
        let bad = |reason: String| TortureError::BadFile { path: own(), reason };
        let text =
            fs::read_to_string(path).map_err(|source| TortureError::CannotRead { path: own(), source })?;
        let example = AcceptList { version: VERSION, accepted: vec!["Initialize#2:reset".to_owned()] };
        let example = serde_json::to_string(&example).unwrap_or_default();
        let value: serde_json::Value = serde_json::from_str(&text)
            .map_err(|error| bad(format!("expected JSON such as {example}: {error}")))?;
        match value.get("version").and_then(serde_json::Value::as_u64) {
            Some(VERSION) => {}
            Some(other) => {
                return Err(bad(format!(
                    "this is version {other}, and this program reads version {VERSION}; write it anew with --write-accept"
                )));
            }
            None => return Err(bad(format!("expected \"version\": {VERSION}, as in {example}"))),
        }
        serde_json::from_value(value).map_err(|error| bad(format!("expected {example}: {error}")))
    }

    /// A list of these failures.
    #[must_use]
    pub fn of(accepted: Vec<String>) -> Self {
        Self { version: VERSION, accepted }
    }

    /// Writes the list.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), TortureError> {
        let text = serde_json::to_string_pretty(self).unwrap_or_default() + "\n";
        super::output::write(path, &text)
    }

    /// Whether a failure is known.
    #[must_use]
    pub fn holds(&self, name: &str) -> bool {
        self.accepted.iter().any(|pattern| fits(pattern, name))
    }

    /// The entries that fit none of these failures.
    #[must_use]
    pub fn idle<'a>(&'a self, failures: &[String]) -> Vec<&'a str> {
        let idle = |pattern: &&String| !failures.iter().any(|name| fits(pattern, name));
        self.accepted.iter().filter(idle).map(String::as_str).collect()
    }
}

/// A list from a file, if there is one to be read.
///
/// # Errors
/// As [`AcceptList::read`].
pub fn read_if_any(path: Option<&PathBuf>) -> Result<AcceptList, TortureError> {
    path.map_or_else(|| Ok(AcceptList::of(Vec::new())), |path| AcceptList::read(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_it_was_written_and_another_version_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accept.json");
        let list = AcceptList::of(vec!["Initialize#2:reset".to_owned(), "*:garbage".to_owned()]);
        list.write(&path).unwrap();
        assert_eq!(AcceptList::read(&path).unwrap(), list);
        assert!(list.holds("CheckResult#1:garbage") && !list.holds("Initialize#1:reset"));
        assert_eq!(list.idle(&["Initialize#2:reset".to_owned()]), ["*:garbage"]);
        for (text, says) in [
            (r#"{"version":2,"accepted":[]}"#, "version 2"),
            (r#"{"accepted":[]}"#, "expected \"version\": 1"),
            ("no json", "expected JSON such as"),
            (r#"{"version":1,"accepted":[1]}"#, "expected {\"version\":1"),
        ] {
            fs::write(&path, text).unwrap();
            let said = AcceptList::read(&path).unwrap_err().to_string();
            assert!(said.contains(says) && said.contains("accept.json"), "{said}");
        }
        assert!(
            AcceptList::read(&folder.path().join("none")).unwrap_err().to_string().contains("cannot read")
        );
    }
}
