//! The binary that every artefact of a platform holds.

use std::path::PathBuf;
use std::process::Command;

use crate::release::Release;
use crate::shell;

/// The cargo profile of what is shipped.
pub(crate) const PROFILE: &str = "dist";

/// Builds it; where it is.
pub(crate) fn build(release: &Release) -> anyhow::Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&release.root).args([
        "build",
        "--locked",
        "--package=cloudauth-local",
        "--bin=cloudauth-local",
    ]);
    cargo
        .args(["--profile", PROFILE, "--target", release.target.triple, "--target-dir"])
        .arg(cargo_folder(release));
    shell::run(with_flags(release, &mut cargo))?;
    Ok(path(release))
}

/// Where it is, once it is built.
pub(crate) fn path(release: &Release) -> PathBuf {
    cargo_folder(release).join(release.target.triple).join(PROFILE).join(release.target.program())
}

/// Where cargo builds: apart, so that no other build is thrown away.
pub(crate) fn cargo_folder(release: &Release) -> PathBuf {
    release.work.join("cargo")
}

/// Sets how the platform is compiled for.
pub(crate) fn with_flags<'a>(release: &Release, command: &'a mut Command) -> &'a mut Command {
    command.env("RUSTFLAGS", release.target.rustflags)
}
