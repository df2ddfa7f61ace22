//! What goes beside the binary: licence, notices, manual pages, completions.

use std::fs;
use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_complete::{Generator as _, Shell};
use cloudauth_local::cli::{Cli, completion_script};

use crate::release::Release;
use crate::third_party;

const PROGRAM: &str = "cloudauth-local";
pub(crate) const NOTICES: &str = "LICENSE-THIRD-PARTY";

/// Where they are.
#[derive(Debug)]
pub(crate) struct Papers {
    /// The folder that holds all of them, laid out as in the archive.
    pub(crate) folder: PathBuf,
    pub(crate) licence: PathBuf,
    pub(crate) notices: PathBuf,
    /// Manual pages, one for the program and one for each subcommand.
    pub(crate) manual: PathBuf,
    pub(crate) bash: PathBuf,
    pub(crate) fish: PathBuf,
    pub(crate) zsh: PathBuf,
}

/// Writes them.
pub(crate) fn write(release: &Release) -> anyhow::Result<Papers> {
    let folder = release.workshop("papers")?;
    let (manual, completions) = (folder.join("man"), folder.join("completions"));
    fs::create_dir(&manual)?;
    fs::create_dir(&completions)?;
    // A page in print cannot show the variables of the machine that made it.
    let command = Cli::command().mut_args(|arg| arg.hide_env_values(true));
    clap_mangen::generate_to(command, &manual)?;
    let complete = |shell: Shell| {
        let file = completions.join(shell.file_name(PROGRAM));
        fs::write(&file, completion_script(shell)).map(|()| file)
    };
    let papers = Papers {
        bash: complete(Shell::Bash)?,
        fish: complete(Shell::Fish)?,
        zsh: complete(Shell::Zsh)?,
        licence: folder.join("LICENSE"),
        notices: folder.join(NOTICES),
        manual,
        folder,
    };
    complete(Shell::PowerShell)?;
    for name in ["LICENSE", "README.md", "CHANGELOG.md"] {
        fs::copy(release.root.join(name), papers.folder.join(name))?;
    }
    fs::write(&papers.notices, third_party::notices(release)?)?;
    Ok(papers)
}
