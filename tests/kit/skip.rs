//! Tests that need a program which is not on every machine.

use std::io::Write as _;
use std::process::Command;

/// Says that a test is skipped, which is a failure under `CI=true`.
pub(crate) fn skip(reason: &str) {
    assert!(!std::env::var("CI").is_ok_and(|ci| ci == "true"), "{reason}");
    // Not `eprintln!`: its text is withheld from the output of a test that passes.
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    drop(std::io::stderr().write_all(format!("skipped {test}: {reason}\n").as_bytes()));
}

/// What a test needs, or `None` after [`skip`].
pub(crate) fn present<T>(needed: Result<T, String>) -> Option<T> {
    needed.inspect_err(|reason| skip(reason)).ok()
}

/// Whether a program is on this machine; if not, the test is skipped.
pub(crate) fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        skip(&format!("{program} is missing"));
    }
    found
}
