//! The sdist.

use std::process::Command;

use super::sizes::find;
use super::wheel::environment;
use crate::release::{Release, files};
use crate::shell;

/// Lets pip build a wheel of it, unoptimised: what is to be found out is whether all files are there.
pub(crate) fn check(release: &Release) -> anyhow::Result<()> {
    if !release.target.makes_common() {
        return Ok(());
    }
    let sdist = find(release, "cloudauth_local-", ".tar.gz")?;
    let folder = release.workshop("try-sdist")?;
    let python = environment(&folder.join("python"))?;
    let mut pip = Command::new(python.join("python"));
    pip.args(["-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--wheel-dir"]);
    pip.arg(folder.join("wheels")).arg(sdist);
    pip.env("MATURIN_PEP517_ARGS", "--profile dev").env("CARGO_TARGET_DIR", release.target_folder());
    shell::output(&mut pip)?;
    anyhow::ensure!(files(&folder.join("wheels"))?.len() == 1, "pip built no wheel");
    Ok(())
}
