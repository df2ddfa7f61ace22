//! The Debian package: the binary, its papers where Debian has them, and a systemd unit that is not enabled.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use flate2::{Compression, GzBuilder};

use crate::papers::Papers;
use crate::release::{Release, files};
use crate::{shell, tools};

/// Writes it.
pub(crate) fn write(
    release: &Release,
    architecture: &str,
    binary: &Path,
    papers: &Papers,
) -> anyhow::Result<()> {
    if !tools::have(&[tools::DPKG_DEB])? {
        return Ok(());
    }
    let root = release.workshop("deb")?;
    let units = release.root.join("packages/debian");
    for (file, place) in [
        (binary, "usr/bin/cloudauth-local"),
        (&units.join("cloudauth-local.service"), "usr/lib/systemd/system/cloudauth-local.service"),
        (&papers.bash, "usr/share/bash-completion/completions/cloudauth-local"),
        (&papers.fish, "usr/share/fish/vendor_completions.d/cloudauth-local.fish"),
        (&papers.zsh, "usr/share/zsh/vendor-completions/_cloudauth-local"),
        (&papers.licence, "usr/share/doc/cloudauth-local/copyright"),
    ] {
        install(file, &root.join(place))?;
    }
    let doc = root.join("usr/share/doc/cloudauth-local");
    compress(&papers.notices, &doc.join("LICENSE-THIRD-PARTY.gz"))?;
    compress(&release.root.join("CHANGELOG.md"), &doc.join("changelog.gz"))?;
    for page in files(&papers.manual)? {
        let name = format!("{}.gz", page.file_name().unwrap_or_default().to_string_lossy());
        compress(&page, &root.join("usr/share/man/man1").join(name))?;
    }
    modes(&root)?;
    let control = root.join("DEBIAN/control");
    fs::create_dir_all(root.join("DEBIAN"))?;
    fs::write(control, describe(release, architecture, binary)?)?;

    let name = format!("cloudauth-local_{}_{architecture}.deb", release.version);
    let mut dpkg = Command::new("dpkg-deb");
    // The epoch makes the same files the same package.
    dpkg.env("SOURCE_DATE_EPOCH", "0").args(["--root-owner-group", "--build"]).arg(&root);
    shell::output(dpkg.arg(release.out.join(name)))?;
    Ok(())
}

fn describe(release: &Release, architecture: &str, binary: &Path) -> anyhow::Result<String> {
    let kilobytes = fs::metadata(binary)?.len().div_ceil(1024);
    Ok(format!(
        "\
Package: cloudauth-local
Version: {}
Architecture: {architecture}
Maintainer: The cloudauth-local contributors <cloudauth-local@localhost>
Section: devel
Priority: optional
Installed-Size: {kilobytes}
Description: local emulator of Alibaba Cloud ID Verification
 Answers on localhost as cloudauth-intl does for the Initialize API (ID_OCR):
 signatures, errors, throttling, callbacks. The systemd unit is not enabled.
",
        release.version
    ))
}

fn install(file: &Path, place: &Path) -> anyhow::Result<()> {
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(file, place)?;
    Ok(())
}

/// Without name and time, so that the same file gives the same bytes.
fn compress(file: &Path, place: &Path) -> anyhow::Result<()> {
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut gz = GzBuilder::new().mtime(0).write(File::create(place)?, Compression::best());
    gz.write_all(&fs::read(file)?)?;
    gz.finish()?;
    Ok(())
}

/// Sets what may be done with the files, whatever the umask was.
fn modes(folder: &Path) -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
        set(folder, 0o755)?;
        for file in files(folder)? {
            if file.is_dir() {
                modes(&file)?;
            } else {
                set(
                    &file,
                    if file.parent().is_some_and(|folder| folder.ends_with("bin")) { 0o755 } else { 0o644 },
                )?;
            }
        }
    }
    Ok(())
}
