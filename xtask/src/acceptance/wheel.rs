//! The wheel.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::sizes::find;
use crate::release::Release;
use crate::{shell, tools};

/// Installs it into an empty environment, runs a first test there, then the suite of the package.
pub(crate) fn check(release: &Release) -> anyhow::Result<()> {
    let wheel = find(release, "cloudauth_local-", ".whl")?;
    let tools = tools::python(release)?;
    shell::output(Command::new(tools.join("check-wheel-contents")).arg(&wheel))?;
    shell::output(Command::new(tools.join("twine")).args(["check", "--strict"]).arg(&wheel))?;

    let folder = release.workshop("try-wheel")?;
    let python = environment(&folder.join("python"))?;
    let pip = || {
        let mut pip = Command::new(python.join("python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        pip
    };
    shell::output(pip().arg(&wheel).arg("pytest"))?;
    let version = shell::output(Command::new(python.join("cloudauth-local")).arg("--version"))?;
    anyhow::ensure!(version == format!("cloudauth-local {}", release.version), "{version}");

    // As a user begins: a folder with one test and the code that it is about.
    let package = release.root.join("packages/python");
    let project = folder.join("project");
    fs::create_dir(&project)?;
    for name in ["merchant.py", "test_first.py"] {
        fs::copy(package.join("tests").join(name), project.join(name))?;
    }
    let pytest = || {
        let mut pytest = Command::new(python.join("python"));
        pytest.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]);
        // Nothing but what is installed.
        pytest.env_remove("PYTHONPATH").env("PATH", path_with(&python));
        pytest
    };
    shell::output(pytest().current_dir(&project))?;

    shell::output(pip().arg("--requirement").arg(package.join("tests/requirements.txt")))?;
    shell::run(pytest().arg("tests").current_dir(&package))
}

/// A new virtual environment; the folder of its programs.
pub(crate) fn environment(folder: &Path) -> anyhow::Result<PathBuf> {
    shell::output(Command::new(tools::PYTHON.program).args(["-m", "venv"]).arg(folder))?;
    Ok(folder.join(if cfg!(windows) { "Scripts" } else { "bin" }))
}

/// PATH as it is in an activated environment.
fn path_with(folder: &Path) -> std::ffi::OsString {
    let mut folders = vec![folder.to_owned()];
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    std::env::join_paths(folders).unwrap_or_default()
}
