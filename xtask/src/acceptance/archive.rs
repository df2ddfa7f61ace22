//! The archive.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, ensure};

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
        "LICENSE-THIRD-PARTY",
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
    Running::start(&mut command)?.try_out(release)?;
    if release.target.makes_common() {
        follow_page(release).context("docs/containers-and-ci.md")
    } else {
        Ok(())
    }
}

/// Does what the page for users says.
fn follow_page(release: &Release) -> anyhow::Result<()> {
    let page = fs::read_to_string(release.root.join("docs/containers-and-ci.md"))?;
    let script = page.split_once("<!-- runs -->\n```sh\n").and_then(|(_, rest)| rest.split_once("\n```"));
    let (script, _) = script.context("no block that runs")?;
    let folder = release.workshop("try-page")?;
    let archive = format!("{}.tar.gz", release.name());
    fs::copy(release.out.join(&archive), folder.join(&archive))?;
    let calls = shell::output(Command::new("sh").args(["-e", "-c", script]).current_dir(&folder))?;
    ensure!(calls.contains("\"requests\":["), "expected the journal: {calls}");
    Ok(())
}
