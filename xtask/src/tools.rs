//! The programs that packaging needs beside cargo. What can be installed is installed; what is still missing is a failure
//! where `CI` is set, and a step that is left out elsewhere.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::release::{Release, fresh};
use crate::shell;

/// A program, or a file by its path, and the Debian package that it is in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tool {
    pub(crate) program: &'static str,
    debian: &'static str,
}

pub(crate) const BUILDAH: Tool = Tool { program: "buildah", debian: "buildah" };
pub(crate) const PODMAN: Tool = Tool { program: "podman", debian: "podman" };
pub(crate) const CRUN: Tool = Tool { program: "crun", debian: "crun" };
pub(crate) const NPM: Tool = Tool { program: if cfg!(windows) { "npm.cmd" } else { "npm" }, debian: "npm" };
pub(crate) const GO: Tool = Tool { program: "go", debian: "golang-go" };
pub(crate) const JAVAC: Tool = Tool { program: "javac", debian: "default-jdk-headless" };
pub(crate) const JUNIT: Tool =
    Tool { program: "/usr/share/java/junit-platform-console-standalone.jar", debian: "junit5" };
pub(crate) const DPKG_DEB: Tool = Tool { program: "dpkg-deb", debian: "dpkg" };
pub(crate) const PYTHON: Tool =
    Tool { program: if cfg!(windows) { "python" } else { "python3" }, debian: "python3-venv" };

/// Whether these programs can be used: `false` only outside of CI, after saying what is left out.
pub(crate) fn have(tools: &[Tool]) -> anyhow::Result<bool> {
    let missing = || tools.iter().filter(|tool| !shell::exists(tool.program)).collect::<Vec<_>>();
    let packages: Vec<_> = missing().iter().map(|tool| tool.debian).collect();
    if packages.is_empty() {
        return Ok(true);
    }
    if let Err(fault) = install(&packages) {
        println!("cannot install {}: {fault:#}", packages.join(" "));
    }
    let names: Vec<_> = missing().iter().map(|tool| tool.program).collect();
    if names.is_empty() {
        return Ok(true);
    }
    if std::env::var_os("CI").is_some() {
        bail!("{} not found; install {}", names.join(", "), packages.join(" "));
    }
    println!("left out: {} not found; install {}", names.join(", "), packages.join(" "));
    Ok(false)
}

fn install(packages: &[&str]) -> anyhow::Result<()> {
    let apt = || {
        let mut apt = Command::new("apt-get");
        // Another program may be installing something.
        apt.args(["-qq", "-o", "DPkg::Lock::Timeout=300"]).env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    shell::run(apt().arg("update"))?;
    shell::run(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

/// The folder of the Python programs of requirements.txt, in an environment of their own.
pub(crate) fn python(release: &Release) -> anyhow::Result<PathBuf> {
    if !have(&[PYTHON])? {
        bail!("wheels need python3");
    }
    let requirements = release.root.join("xtask/requirements.txt");
    let folder = release.work.join("python");
    let bin = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    // The list that the environment was made from, in it: where it differs, the environment is made anew.
    let stamp = folder.join("requirements.txt");
    if fs::read(&stamp).ok() == Some(fs::read(&requirements)?) {
        return Ok(bin);
    }
    fresh(&folder)?;
    shell::run(Command::new(PYTHON.program).args(["-m", "venv"]).arg(&folder)).context("python3-venv")?;
    let mut pip = Command::new(bin.join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    shell::run(pip.arg(&requirements))?;
    fs::copy(&requirements, &stamp)?;
    Ok(bin)
}
