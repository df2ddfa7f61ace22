//! The crate.

use std::process::Command;

use crate::release::{Release, fresh};
use crate::shell;

/// Packs it, and checks that what was packed compiles, with and without the program.
pub(crate) fn check(release: &Release) -> anyhow::Result<()> {
    if !release.target.makes_common() {
        return Ok(());
    }
    // Files that are not committed yet are no reason to stop here; the release workflow has none. `cargo package` would
    // build every dependency once more for what the check below finds out.
    let mut package = Command::new("cargo");
    package.args(["package", "--locked", "--allow-dirty", "--no-verify", "--package=cloudauth-local"]);
    shell::output(package.current_dir(&release.root))?;

    // The one place below the workspace where cargo looks for no workspace.
    let folder = release.target_folder().join("package");
    let name = format!("cloudauth-local-{}", release.version);
    fresh(&folder.join(&name))?;
    shell::output(Command::new("tar").arg("-xzf").arg(format!("{name}.crate")).current_dir(&folder))?;
    for features in [&[][..], &["--no-default-features", "--lib"]] {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(folder.join(&name)).args(["check", "--locked"]).args(features);
        shell::output(cargo.arg("--target-dir").arg(release.target_folder()))?;
    }
    Ok(())
}
