//! The test helpers that are no artefacts of their own: Java and Go, with the binary that is shipped.

use std::process::Command;

use crate::release::Release;
use crate::tools::Tool;
use crate::{binary, shell, tools};

/// Runs the tests of the Java package.
pub(crate) fn java(release: &Release) -> anyhow::Result<()> {
    run(release, "java", &[tools::JAVAC, tools::JUNIT])
}

/// Runs the tests of the Go package.
pub(crate) fn go(release: &Release) -> anyhow::Result<()> {
    run(release, "go", &[tools::GO])
}

fn run(release: &Release, package: &str, needs: &[Tool]) -> anyhow::Result<()> {
    if !release.target.makes_common() || !tools::have(needs)? {
        return Ok(());
    }
    let script = release.root.join("packages").join(package).join("run-tests");
    shell::run(Command::new("sh").arg(script).arg(binary::path(release)))
}
