//! The wheel.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::sizes::find;
use crate::release::Release;
use crate::{shell, tools};

/// Installs it into an empty environment for its command, then runs the suite of the package against it.
pub(crate) fn check(release: &Release) -> anyhow::Result<()> {
    let wheel = find(release, "cloudauth_local-", ".whl")?;
    let tools = tools::python(release)?;
    shell::output(Command::new(tools.join("check-wheel-contents")).arg(&wheel))?;
    shell::output(Command::new(tools.join("twine")).args(["check", "--strict"]).arg(&wheel))?;

    let python = environment(&release.workshop("try-wheel")?)?;
    let mut pip = Command::new(python.join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]).arg(&wheel);
    shell::output(&mut pip)?;
    let version = shell::output(Command::new(python.join("cloudauth-local")).arg("--version"))?;
    anyhow::ensure!(version == format!("cloudauth-local {}", release.version), "{version}");

    shell::run(Command::new("sh").arg(release.root.join("packages/python/run-tests")).arg(&wheel))
}

/// A new virtual environment; the folder of its programs.
pub(crate) fn environment(folder: &Path) -> anyhow::Result<PathBuf> {
    shell::output(Command::new(tools::PYTHON.program).args(["-m", "venv"]).arg(folder))?;
    Ok(folder.join(if cfg!(windows) { "Scripts" } else { "bin" }))
}
