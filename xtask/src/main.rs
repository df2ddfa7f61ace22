//! Makes what is shipped. `cargo xtask dist` builds every artefact into target/dist; `cargo xtask dist --test` installs
//! each of them as its users do and runs what it holds. `cargo xtask mistakes` tries the tests of the engine.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

mod acceptance;
mod archive;
mod binary;
mod deb;
mod image;
mod mistakes;
mod npm;
mod papers;
mod release;
#[cfg(test)]
mod repeated;
mod shell;
mod targets;
mod third_party;
mod tools;
mod wheel;

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use release::Release;

/// Makes what is shipped.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build every artefact into target/dist.
    Dist {
        /// The platform to build for; this machine's by default.
        #[arg(long, value_name = "TRIPLE")]
        target: Option<String>,

        /// Afterwards install each artefact as its users do, and try it.
        #[arg(long)]
        test: bool,
    },
    /// Put known mistakes into a copy of the sources, one at a time, and see that tests/model finds each.
    Mistakes {
        /// Only those whose names contain one of these.
        only: Vec<String>,
    },
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Dist { target, test } => dist(target.as_deref(), test),
        Task::Mistakes { only } => mistakes::run(&only),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("error: {fault:#}");
            ExitCode::FAILURE
        }
    }
}

fn dist(target: Option<&str>, test: bool) -> anyhow::Result<()> {
    let release = Release::of(target)?;
    release.clear()?;
    let step = |name: &str| release.say(name);

    step("binary");
    let binary = binary::build(&release).context("the binary")?;
    step("licence, notices, manual, completions");
    let papers = papers::write(&release).context("what goes beside the binary")?;
    step("archive");
    archive::write(&release, &binary, &papers).context("the archive")?;
    if let Some(architecture) = release.target.debian {
        step("Debian package");
        deb::write(&release, architecture, &binary, &papers).context("the Debian package")?;
    }
    step("wheel");
    wheel::write(&release, &papers).context("the wheel")?;
    step("npm packages");
    npm::write(&release, &binary, &papers).context("the npm packages")?;
    if let Some(architecture) = release.target.image {
        step("image");
        image::prepare(&release, &binary, &papers)?;
        image::write(&release, architecture).context("the image")?;
    }
    step("checksums");
    release.write_checksums()?;
    if test {
        acceptance::run(&release)?;
    }
    step("done");
    Ok(())
}
