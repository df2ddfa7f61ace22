//! The archive.

use std::process::Command;

use anyhow::ensure;

use super::running::{Running, chroot};
use crate::release::Release;
use crate::shell;

/// Unpacks it, and runs its binary with the unpacked folder for the root.
pub(crate) fn check(release: &Release) -> anyhow::Result<()> {
    let folder = release.workshop("try-archive")?;
    let archive = release.out.join(format!("{}.tar.gz", release.name()));
    shell::output(Command::new("tar").arg("-xzf").arg(archive).current_dir(&folder))?;
    let folder = folder.join(release.name());
    for file in [
        "LICENSE",
        "THIRD-PARTY-NOTICES",
        "man/cloudauth-local.1",
        "man/cloudauth-local-serve.1",
        "completions/cloudauth-local.bash",
        "completions/cloudauth-local.fish",
        "completions/_cloudauth-local",
    ] {
        ensure!(folder.join(file).metadata()?.len() > 0, "{file} is empty");
    }
    let program = release.target.program();
    let mut command = if cfg!(target_os = "linux") {
        chroot(&folder, &format!("/{program}"))?
    } else {
        Command::new(folder.join(program))
    };
    Running::start(&mut command)?.try_out(release)
}
