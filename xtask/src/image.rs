//! The image, as an archive that `docker load` and `podman load` read. In Docker's own format: the other one has no health
//! check.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use serde_json::{Value, json};
use tar::{Archive, Builder, EntryType, Header};

use crate::papers::Papers;
use crate::release::{Release, digest};
use crate::{shell, tools};

/// The folder with what goes into it, in the working folder.
const CONTEXT: &str = "image-context";

/// Gathers what goes into it.
pub(crate) fn prepare(release: &Release, binary: &Path, papers: &Papers) -> anyhow::Result<()> {
    let context = release.workshop(CONTEXT)?;
    for file in [binary, &papers.licence, &papers.notices] {
        fs::copy(file, context.join(file.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

/// Writes it.
pub(crate) fn write(release: &Release, architecture: &str) -> anyhow::Result<()> {
    if !tools::have(&[tools::BUILDAH])? {
        return Ok(());
    }
    let folder = release.workshop("image")?;
    let name = format!("localhost/cloudauth-local:{}", release.version);
    let containerfile = release.root.join("packages/image/Containerfile");
    // A store of its own, so that the machine's images are left alone.
    let buildah = || {
        let mut buildah = Command::new("buildah");
        buildah.arg("--root").arg(folder.join("store")).arg("--runroot").arg(folder.join("run"));
        buildah.args(["--storage-driver", "vfs"]);
        buildah
    };
    let mut build = buildah();
    build.args([
        "build",
        "--format",
        "docker",
        "--timestamp",
        "0",
        "--isolation",
        "chroot",
        "--identity-label=false",
    ]);
    build.args(["--platform", &format!("linux/{architecture}"), "--tag", &name]);
    for (label, value) in labels(release) {
        build.arg("--label").arg(format!("org.opencontainers.image.{label}={value}"));
    }
    shell::output(build.arg("--file").arg(containerfile).arg(release.work.join(CONTEXT)))?;
    let pushed = folder.join("pushed.tar");
    shell::output(
        buildah().arg("push").arg(&name).arg(format!("docker-archive:{}:{name}", pushed.display())),
    )?;
    let file = format!("cloudauth-local-{}-image-{architecture}.tar", release.version);
    normalise(&pushed, &release.out.join(file)).context("the archive that buildah wrote")
}

fn labels(release: &Release) -> [(&'static str, &str); 4] {
    [
        ("title", "cloudauth-local"),
        ("description", "A local emulator of Alibaba Cloud ID Verification"),
        ("licenses", "MIT"),
        ("version", &release.version),
    ]
}

/// Writes an image again without the random names that buildah gives the container it was made in, so that the same files
/// give the same image.
fn normalise(from: &Path, to: &Path) -> anyhow::Result<()> {
    let entries = read(from)?;
    let entry = |name: &str| entries.get(name).with_context(|| format!("{name} is missing"));
    let mut manifest: Value = serde_json::from_slice(entry("manifest.json")?)?;
    let image = manifest.get_mut(0).context("no image")?;
    let mut config: Value = serde_json::from_slice(entry(image["Config"].as_str().unwrap_or_default())?)?;
    if let Some(members) = config.as_object_mut() {
        members.remove("container");
        members.remove("container_config");
    }
    config["config"]["Hostname"] = json!("");
    let config = serde_json::to_vec(&config)?;
    let name = format!("{}.json", digest(&config));
    image["Config"] = json!(name);

    let mut tar = Builder::new(File::create(to)?);
    add(&mut tar, &name, &config)?;
    for layer in image["Layers"].as_array().context("no layers")? {
        let layer = layer.as_str().unwrap_or_default();
        add(&mut tar, layer, entry(layer)?)?;
    }
    add(&mut tar, "manifest.json", &serde_json::to_vec(&manifest)?)?;
    tar.into_inner()?;
    Ok(())
}

/// The files of an archive.
pub(crate) fn read(archive: &Path) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in Archive::new(File::open(archive)?).entries()? {
        let mut entry = entry?;
        let name = entry.path()?.to_string_lossy().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content)?;
        files.insert(name, content);
    }
    Ok(files)
}

fn add(tar: &mut Builder<File>, name: &str, content: &[u8]) -> anyhow::Result<()> {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o644);
    header.set_size(content.len() as u64);
    tar.append_data(&mut header, name, content)?;
    Ok(())
}
