//! The crate.

use std::process::Command;

use crate::release::Release;
use crate::shell;

/// Packs it, builds what was packed, and checks that the library does without the program.
pub(crate) fn check(release: &Release) -> anyhow::Result<()> {
    if !release.target.makes_common() {
        return Ok(());
    }
    let cargo = || {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&release.root);
        cargo
    };
    // Files that are not committed yet are no reason to stop here; the release workflow has none.
    shell::output(cargo().args(["package", "--locked", "--allow-dirty", "--package=cloudauth-local"]))?;
    let packed = release.target_folder().join("package").join(format!("cloudauth-local-{}", release.version));
    let mut library = cargo();
    library.current_dir(packed).args(["check", "--locked", "--lib", "--no-default-features", "--target-dir"]);
    shell::output(library.arg(release.target_folder()))?;
    Ok(())
}
