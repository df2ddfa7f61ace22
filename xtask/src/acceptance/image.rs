//! The image.

use std::fs;
use std::path::{Path, PathBuf};
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

/// Runs it with nothing to write to and no rights, and asks for its health as a container engine does.
fn run_by_podman(release: &Release, image: &Path, health: &[&str]) -> anyhow::Result<()> {
    let store = release.workshop("try-podman")?;
    let podman = || podman(&store);
    let name = format!("localhost/cloudauth-local:{}", release.version);
    shell::output(podman().args(["load", "--quiet", "--input"]).arg(image))?;
    let mut run = podman();
    run.args(["run", "--detach", "--name=emulator", "--read-only", "--cap-drop=all", "--network=none"]);
    // There may be no systemd for timers and cgroups.
    run.args([
        "--cgroups=disabled",
        "--no-healthcheck",
        "--ulimit=nofile=1024:1024",
        "--ulimit=nproc=1024:1024",
    ]);
    shell::output(run.args([&name, "serve", "--seed", "7"]))?;
    let healthy = (|| {
        // The container runs; whether the emulator in it is ready already is another thing.
        shell::output(podman().args(["exec", "emulator", health[0], "wait"]))?;
        shell::output(podman().args(["exec", "emulator"]).args(health))?;
        shell::output(podman().args(["stop", "--time=10", "emulator"]))?;
        let code = shell::output(podman().args(["inspect", "--format={{.State.ExitCode}}", "emulator"]))?;
        ensure!(code == "0", "the container ended with {code}");
        Ok(())
    })();
    if healthy.is_err() {
        shell::run(podman().args(["logs", "emulator"]))?;
    }
    shell::output(podman().args(["rm", "--force", "emulator"]))?;
    healthy
}

/// A podman whose store is its own, so that the machine's images and containers are left alone.
fn podman(store: &Path) -> Command {
    let folder = |name: &str| -> PathBuf { store.join(name) };
    let mut podman = Command::new("podman");
    podman
        .arg("--root")
        .arg(folder("root"))
        .arg("--runroot")
        .arg(folder("run"))
        .arg("--tmpdir")
        .arg(folder("tmp"));
    podman.args([
        "--storage-driver=vfs",
        "--cgroup-manager=cgroupfs",
        "--runtime=crun",
        "--events-backend=file",
    ]);
    podman
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
