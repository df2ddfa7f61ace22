//! The wheel, and the sdist that pip compiles from where no wheel fits.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::binary::{PROFILE, cargo_folder, with_flags};
use crate::papers::{NOTICES, Papers};
use crate::release::{Release, files};
use crate::{shell, tools};

/// The list of components, where maturin puts it into a wheel.
const COMPONENTS: &str = "sboms/cloudauth-local.cyclonedx.json";

/// Writes both, and the list of components.
pub(crate) fn write(release: &Release, papers: &Papers) -> anyhow::Result<()> {
    let tools = tools::python(release)?;
    // Named as license-files in pyproject.toml, which reaches no file outside of its folder.
    let package = release.root.join("packages/python");
    for file in [&papers.licence, &papers.notices] {
        fs::copy(file, package.join(file.file_name().unwrap_or_default()))?;
    }
    let built = build(release, &tools, &package);
    for name in ["LICENSE", NOTICES] {
        fs::remove_file(package.join(name))?;
    }
    let wheel = built?;
    if release.target.makes_common() {
        write_components(release, &tools, &wheel)?;
    }
    let wheel = match release.target.wheel_tag {
        Some(tag) => tagged(&tools, &wheel, tag)?,
        None => wheel,
    };
    fs::copy(&wheel, release.out.join(wheel.file_name().unwrap_or_default()))?;
    Ok(())
}

/// Lets maturin put the binary that is built already into a wheel; where that is.
fn build(release: &Release, tools: &Path, package: &Path) -> anyhow::Result<PathBuf> {
    let folder = release.workshop("wheel")?;
    let maturin = || {
        let mut maturin = Command::new(tools.join("maturin"));
        maturin.current_dir(package);
        maturin
    };
    let mut build = maturin();
    build.args([
        "build",
        "--locked",
        "--profile",
        PROFILE,
        "--target",
        release.target.triple,
        "--target-dir",
    ]);
    build.arg(cargo_folder(release)).args(["--compatibility", release.target.wheel, "--out"]).arg(&folder);
    shell::output(with_flags(release, &mut build))?;
    if release.target.makes_common() {
        shell::output(maturin().args(["sdist", "--out"]).arg(&release.out))?;
    }
    files(&folder)?.pop().context("maturin made no wheel")
}

/// The same wheel with one tag more in its name: pip on musl takes no manylinux wheel.
fn tagged(tools: &Path, wheel: &Path, tag: &str) -> anyhow::Result<PathBuf> {
    let mut retag = Command::new(tools.join("python"));
    let name =
        shell::output(retag.args(["-m", "wheel", "tags", "--platform-tag", &format!("+{tag}")]).arg(wheel))?;
    Ok(wheel.with_file_name(name))
}

/// Writes the list of components beside the artefacts: those of the binary, in CycloneDX.
fn write_components(release: &Release, tools: &Path, wheel: &Path) -> anyhow::Result<()> {
    let folder = release.workshop("unpacked")?;
    let mut unzip = Command::new(tools.join("python"));
    shell::output(unzip.args(["-m", "zipfile", "-e"]).arg(wheel).arg(&folder))?;
    let name = format!("cloudauth_local-{}.dist-info/{COMPONENTS}", release.version);
    let text = fs::read_to_string(folder.join(&name)).context(name)?;
    // Where the source was on this machine tells a reader nothing.
    let text = text.replace(&format!("path+file://{}", release.root.display()), "cloudauth-local");
    fs::write(release.out.join(format!("cloudauth-local-{}.cdx.json", release.version)), text)?;
    Ok(())
}
