//! The Debian package.

use std::fs;
use std::process::Command;

use anyhow::ensure;

use super::running::{Running, chroot};
use crate::release::{Release, files};
use crate::shell;

/// Unpacks it, and runs its binary with the unpacked folder for the root.
pub(crate) fn check(release: &Release) -> anyhow::Result<()> {
    let Some(architecture) = release.target.debian else { return Ok(()) };
    let package = release.out.join(format!("cloudauth-local_{}_{architecture}.deb", release.version));
    let root = release.workshop("try-deb")?;
    shell::output(Command::new("dpkg-deb").arg("--extract").arg(&package).arg(&root))?;

    // A script is what would enable the unit.
    let control = release.workshop("try-deb-control")?;
    shell::output(Command::new("dpkg-deb").arg("--control").arg(&package).arg(&control))?;
    let scripts = files(&control)?;
    ensure!(scripts == [control.join("control")], "expected no script: {scripts:?}");

    let unit = fs::read_to_string(root.join("usr/lib/systemd/system/cloudauth-local.service"))?;
    let program = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap_or_default();
    Running::start(&mut chroot(&root, program)?)?.try_out(release)
}
