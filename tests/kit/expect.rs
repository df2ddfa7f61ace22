//! Files that hold what is expected. `UPDATE_EXPECT=1 cargo test` rewrites them.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of this package.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Its text.
pub(crate) fn text(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Holds bytes against a file, or rewrites it.
pub(crate) fn same(name: &str, found: &[u8]) {
    if std::env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1") {
        fs::write(path(name), found).unwrap_or_else(|error| panic!("{name}: {error}"));
        return;
    }
    let expected =
        fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}; UPDATE_EXPECT=1 writes it"));
    assert!(
        found == expected,
        "{name} differs; UPDATE_EXPECT=1 rewrites it\n--- expected\n{}\n--- found\n{}",
        String::from_utf8_lossy(&expected),
        String::from_utf8_lossy(found)
    );
}
