//! The image.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};
use serde_json::Value;
use tar::Archive;

use super::running::{Running, chroot};
use crate::image::read;
use crate::release::Release;
use crate::{shell, tools};

/// Unpacks it and runs it with nothing else, then lets podman run it as a cluster would.
pub(crate) fn check(release: &Release) -> anyhow::Result<()> {
    let Some(architecture) = release.target.image else { return Ok(()) };
    let image = release.out.join(format!("cloudauth-local-{}-image-{architecture}.tar", release.version));
    let parts = read(&image)?;
    let part = |name: &str| parts.get(name).with_context(|| format!("{name} is missing"));
    let manifest: Value = serde_json::from_slice(part("manifest.json")?)?;
    let config: Value = serde_json::from_slice(part(text(&manifest[0]["Config"]))?)?;
    let config = &config["config"];
    ensure!(config["User"] == "65532:65532", "expected a user without rights: {config}");
    ensure!(config["Labels"]["org.opencontainers.image.version"] == release.version.as_str(), "{config}");
    let health: Vec<_> =
        config["Healthcheck"]["Test"].as_array().context("no health check")?.iter().map(text).collect();
    ensure!(health.first() == Some(&"CMD") && health.len() > 1, "expected a command: {health:?}");

    let root = release.workshop("try-image")?;
    let layers = manifest[0]["Layers"].as_array().context("no layers")?;
    for layer in layers {
        Archive::new(part(text(layer))?.as_slice()).unpack(&root)?;
    }
    let program = text(&config["Entrypoint"][0]);
    Running::start(&mut chroot(&root, program)?)?.try_out(release)?;

    check_again(release, architecture, &image)?;
    if tools::have(&[tools::PODMAN, tools::CRUN])? {
        run_by_podman(release, &image, &health[1..])?;
    }
    Ok(())
}

/// The same files give the same image.
fn check_again(release: &Release, architecture: &str, image: &Path) -> anyhow::Result<()> {
    let before = fs::read(image)?;
    crate::image::write(release, architecture)?;
    ensure!(fs::read(image)? == before, "a second build gave another image");
    Ok(())
}

/// Runs it with nothing to write to and no rights, and asks for its health as a container engine does. In a mount namespace
/// of its own, where podman finds a cgroup file system that it can use, and with a store of its own. There may be no
/// systemd for timers and cgroups.
const PODMAN: &str = r#"
store=$1 image=$2 name=$3
shift 3
mount -t cgroup2 none /sys/fs/cgroup
podman() {
    command podman --root "$store/root" --runroot "$store/run" --tmpdir "$store/tmp" --storage-driver vfs \
        --cgroup-manager cgroupfs --runtime crun --events-backend file "$@"
}
podman load --quiet --input "$image"
podman run --detach --name emulator --read-only --cap-drop all --network none --cgroups disabled --no-healthcheck \
    --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 "$name" serve --seed 7
trap 'podman logs emulator; podman rm --force emulator' EXIT
podman exec emulator "$1" wait
podman exec emulator "$@"
podman stop --time 10 emulator
[ "$(podman inspect --format '{{.State.ExitCode}}' emulator)" = 0 ]
"#;

fn run_by_podman(release: &Release, image: &Path, health: &[&str]) -> anyhow::Result<()> {
    if shell::output(Command::new("id").arg("-u"))? != "0" {
        println!("left out: podman, which mounts file systems, for want of root");
        return Ok(());
    }
    let store = release.workshop("try-podman")?;
    let name = format!("localhost/cloudauth-local:{}", release.version);
    let mut script = Command::new("unshare");
    script
        .args(["--mount", "sh", "-eu", "-c", PODMAN, "podman"])
        .arg(store)
        .arg(image)
        .arg(name)
        .args(health);
    shell::output(&mut script)?;
    Ok(())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
