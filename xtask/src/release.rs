//! One release: which version, for which platform, into which folders.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::shell;
use crate::targets::Target;

/// What is made, and where.
#[derive(Debug)]
pub(crate) struct Release {
    pub(crate) target: &'static Target,
    /// The version of every artefact: that of Cargo.toml.
    pub(crate) version: String,
    /// The repository.
    pub(crate) root: PathBuf,
    /// Where the artefacts go.
    pub(crate) out: PathBuf,
    /// Where everything else goes that is made on the way. It is kept, so that a second run is quick.
    pub(crate) work: PathBuf,
    /// What `cargo metadata` says.
    pub(crate) metadata: Value,
    started: Instant,
}

impl Release {
    /// The release of the version that Cargo.toml names.
    pub(crate) fn of(triple: Option<&str>) -> anyhow::Result<Self> {
        let host = shell::output(Command::new("rustc").args(["--print", "host-tuple"]))?;
        let triple = triple.unwrap_or(&host);
        let target = Target::of(triple)?;
        ensure!(triple == host, "{triple} is built on a machine of its own kind, such as {}", target.runner);
        let metadata = shell::output(Command::new("cargo").args([
            "metadata",
            "--locked",
            "--format-version=1",
            &format!("--filter-platform={triple}"),
        ]))?;
        let metadata: Value = serde_json::from_str(&metadata)?;
        let folder = |name: &str| metadata[name].as_str().map(PathBuf::from).context("cargo metadata");
        let folders = (folder("workspace_root")?, folder("target_directory")?);
        let (root, built) = folders;
        Ok(Self {
            target,
            version: version(&metadata).context("cargo metadata has no version of cloudauth-local")?,
            root,
            out: built.join("dist"),
            work: built.join("dist-work"),
            metadata,
            started: Instant::now(),
        })
    }

    /// Says which step begins.
    pub(crate) fn say(&self, step: &str) {
        println!("-- {step} ({} s)", self.started.elapsed().as_secs());
    }

    /// Takes away what an earlier run has made.
    pub(crate) fn clear(&self) -> anyhow::Result<()> {
        fresh(&self.out)?;
        fs::create_dir_all(&self.work)?;
        Ok(())
    }

    /// What all files of this version and platform begin with.
    pub(crate) fn name(&self) -> String {
        format!("cloudauth-local-{}-{}", self.version, self.target.triple)
    }

    /// Cargo's own target folder.
    pub(crate) fn target_folder(&self) -> &Path {
        self.out.parent().unwrap_or(&self.out)
    }

    /// A folder of the working folder, empty.
    pub(crate) fn workshop(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.work.join(name);
        fresh(&folder)?;
        Ok(folder)
    }

    /// The artefacts, sorted by name.
    pub(crate) fn artefacts(&self) -> anyhow::Result<Vec<PathBuf>> {
        files(&self.out)
    }

    /// Writes SHA256SUMS over all artefacts, as `sha256sum --check` reads it.
    pub(crate) fn write_checksums(&self) -> anyhow::Result<()> {
        let mut sums = String::new();
        for file in self.artefacts()? {
            let digest = digest(&fs::read(&file)?);
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let _ = writeln!(sums, "{digest}  {name}");
        }
        fs::write(self.out.join("SHA256SUMS"), sums)?;
        Ok(())
    }
}

fn version(metadata: &Value) -> Option<String> {
    let package =
        metadata["packages"].as_array()?.iter().find(|package| package["name"] == "cloudauth-local")?;
    package["version"].as_str().map(str::to_owned)
}

/// The SHA-256 of bytes, in hexadecimal.
pub(crate) fn digest(content: &[u8]) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(content) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The files of a folder, sorted by name.
pub(crate) fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

/// An empty folder.
pub(crate) fn fresh(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())
}
