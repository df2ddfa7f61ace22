//! The npm packages.

use std::process::Command;

use crate::release::Release;
use crate::{shell, tools};

/// Lets the suite of the package install both tarballs into empty folders, and run against what is there.
pub(crate) fn check(release: &Release) -> anyhow::Result<()> {
    if !release.target.makes_common() || !tools::have(&[tools::NPM])? {
        return Ok(());
    }
    shell::run(Command::new("sh").arg(release.root.join("packages/node/run-tests")).arg(&release.out))
}
