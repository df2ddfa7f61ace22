//! The archive: the binary and what goes beside it, in one folder.

use std::fs::{self, File};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

use crate::papers::Papers;
use crate::release::{Release, files};

/// Writes it.
pub(crate) fn write(release: &Release, binary: &Path, papers: &Papers) -> anyhow::Result<()> {
    let file = File::create(release.out.join(format!("{}.tar.gz", release.name())))?;
    let mut tar = Builder::new(GzEncoder::new(file, Compression::best()));
    let top = release.name();
    add(&mut tar, binary, &format!("{top}/{}", release.target.program()), 0o755)?;
    add_folder(&mut tar, &papers.folder, &top)?;
    tar.into_inner()?.finish()?;
    Ok(())
}

fn add_folder(tar: &mut Builder<GzEncoder<File>>, folder: &Path, name: &str) -> anyhow::Result<()> {
    for file in files(folder)? {
        let name = format!("{name}/{}", file.file_name().unwrap_or_default().to_string_lossy());
        if file.is_dir() {
            add_folder(tar, &file, &name)?;
        } else {
            add(tar, &file, &name, 0o644)?;
        }
    }
    Ok(())
}

/// Without owner and time, so that the same files give the same archive.
fn add(tar: &mut Builder<GzEncoder<File>>, file: &Path, name: &str, mode: u32) -> anyhow::Result<()> {
    let content = fs::read(file)?;
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(mode);
    header.set_size(content.len() as u64);
    tar.append_data(&mut header, name, content.as_slice())?;
    Ok(())
}
