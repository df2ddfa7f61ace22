//! The scenario editor's bundle, which is checked in, is what its lock file and its sources give.

use std::path::Path;
use std::process::Command;

use crate::kit::skip::skip;
use crate::sdk::environment::node_modules;

#[test]
fn the_bundle_of_the_editor_is_what_its_lock_file_gives() {
    let dashboard = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server/admin/dashboard");
    let sources = dashboard.join("editor");
    let modules = match node_modules("editor", &sources) {
        Ok(modules) => modules,
        Err(reason) => return skip(&reason),
    };
    // Beside the modules, so that they are found.
    let folder = modules.parent().unwrap();
    for file in ["build.js", "entry.js"] {
        std::fs::copy(sources.join(file), folder.join(file)).unwrap();
    }
    let built = tempfile::tempdir().unwrap();
    let ran = Command::new("node").arg("build.js").arg(built.path()).current_dir(folder).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    for file in ["codemirror.js", "codemirror.licences.txt"] {
        let [made, kept] = [built.path(), &dashboard].map(|folder| std::fs::read(folder.join(file)).unwrap());
        assert!(made == kept, "{file} is not what editor/ gives: npm ci && npm run build there");
    }
}
