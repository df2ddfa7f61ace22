//! Running other programs.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

/// Runs a program, whose output goes where this one's does.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("{status}: {}", line(command));
    }
    Ok(())
}

/// Runs a program for what it prints on stdout.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        let (stdout, stderr) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        bail!("{}: {}\n{stdout}{stderr}", output.status, line(command));
    }
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

/// Whether a program of this name can be started, or a file is at this path.
pub(crate) fn exists(program: &str) -> bool {
    if program.contains('/') {
        return Path::new(program).exists();
    }
    Command::new(program).arg("--version").output().is_ok()
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start {}", line(command))
}
