//! The npm packages: the main one, and the one with the binary of the platform.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::papers::{NOTICES, Papers};
use crate::release::Release;
use crate::{shell, tools};

/// Writes them.
pub(crate) fn write(release: &Release, binary: &Path, papers: &Papers) -> anyhow::Result<()> {
    if !tools::have(&[tools::NPM])? {
        return Ok(());
    }
    let package = release.root.join("packages/node");
    shell::output(npm().args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&package))?;
    shell::output(npm().args(["run", "build"]).current_dir(&package))?;

    let staged = release.workshop("npm")?;
    let (os, cpu) = release.target.node;
    let mut stage = Command::new("node");
    stage.arg(package.join("scripts/stage.mjs")).arg(binary).arg(format!("{os}-{cpu}")).arg(&staged);
    shell::output(&mut stage)?;
    fs::copy(&papers.notices, staged.join("platform").join(NOTICES))?;

    pack(release, &staged.join("platform"))?;
    if release.target.makes_common() {
        pack(release, &staged.join("main"))?;
    }
    Ok(())
}

fn pack(release: &Release, folder: &Path) -> anyhow::Result<()> {
    shell::output(npm().args(["pack", "--pack-destination"]).arg(&release.out).current_dir(folder))?;
    Ok(())
}

fn npm() -> Command {
    Command::new(tools::NPM.program)
}
