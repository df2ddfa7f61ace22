//! Which artefacts there are, and how large each may be.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::release::Release;
use crate::shell;

const MEGABYTE: u64 = 1_000_000;

/// The artefact whose name has this beginning and end.
pub(crate) fn find(release: &Release, begin: &str, end: &str) -> anyhow::Result<PathBuf> {
    let artefacts = release.artefacts()?;
    let named = |file: &&PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(begin) && name.ends_with(end)
    };
    let found: Vec<_> = artefacts.iter().filter(named).collect();
    ensure!(found.len() == 1, "expected one {begin}*{end} in {}: {found:?}", release.out.display());
    Ok(found[0].clone())
}

/// Checks all of them.
pub(crate) fn check(release: &Release) -> anyhow::Result<()> {
    let (target, version) = (release.target, &release.version);
    let (os, cpu) = target.node;
    let mut limits = vec![
        (format!("{}.tar.gz", release.name()), 6),
        (format!("cloudauth-local-{os}-{cpu}-{version}.tgz"), 6),
    ];
    if target.makes_common() {
        limits.push((format!("cloudauth-local-{version}.tgz"), 1));
        limits.push((format!("cloudauth_local-{version}.tar.gz"), 1));
        limits.push((format!("cloudauth-local-{version}.cdx.json"), 1));
    }
    if let Some(architecture) = target.debian {
        limits.push((format!("cloudauth-local_{version}_{architecture}.deb"), 6));
    }
    if let Some(architecture) = target.image {
        limits.push((format!("cloudauth-local-{version}-image-{architecture}.tar"), 15));
    }
    let wheel = find(release, "cloudauth_local-", ".whl")?;
    limits.push((wheel.file_name().context("a wheel without a name")?.to_string_lossy().into_owned(), 6));
    for (name, megabytes) in limits {
        let size = fs::metadata(release.out.join(&name)).context(name.clone())?.len();
        println!("{size:>10} bytes  {name}");
        ensure!(size < megabytes * MEGABYTE, "{name} has {size} bytes, and may have {megabytes} MB");
    }
    if cfg!(target_os = "linux") {
        let mut sums = Command::new("sha256sum");
        shell::output(sums.args(["--check", "--strict", "--quiet", "SHA256SUMS"]).current_dir(&release.out))?;
    }
    Ok(())
}
