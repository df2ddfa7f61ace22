//! The tests that the README shows, run as they stand there.

use std::fs;
use std::path::Path;

use crate::environment::Environment;
use crate::run::{Emulator, Transport, present};

/// The code block of the README that stands under a mark.
fn snippet(mark: &str) -> String {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("a README");
    let after = readme.split(&format!("<!-- test: {mark} -->\n")).nth(1).expect("the mark");
    let block = after.split("```").nth(1).expect("a code block");
    block.split_once('\n').expect("a language").1.to_owned()
}

/// Runs it against an emulator of its own.
pub(crate) fn run(mark: &str, environment: Environment, extension: &str, behind: &str) {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("readme-{mark}.{extension}"));
    fs::write(&file, snippet(mark) + behind).expect("a file");
    let emulator = Emulator::with_flags(&[], &[], Transport::Http);
    let Some(mut command) = present(environment.command(file.to_str().expect("a path"))) else { return };
    let output = command.env("CLOUDAUTH_LOCAL_URL", &emulator.url).output().expect("a run");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
