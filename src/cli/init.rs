//! `init`: writes a first scenario to start from, and the schema that an editor completes it with.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{cannot_run, print};
use crate::scenario::schema_text;

/// The scenario. JSON has no comments: the descriptions are theirs, and appear in the log and the journal too.
const SCENARIO: &str = include_str!("init.json");
/// The file of the schema, beside the scenario, as `$schema` of [`SCENARIO`] names it.
const SCHEMA: &str = "cloudauth-local.schema.json";

/// The arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The file to write; one that exists is not overwritten.
    #[arg(value_name = "FILE", default_value = "scenario.json")]
    file: PathBuf,
}

/// Writes both files.
pub(super) fn run(options: &InitArgs) -> ExitCode {
    let file = &options.file;
    let schema = file.with_file_name(SCHEMA);
    if file.file_name() == schema.file_name() {
        return cannot_run(&format!("{SCHEMA} is the file of the schema; give the scenario another name"));
    }
    if let Err(error) = write_new(file) {
        let path = file.display();
        return cannot_run(&match error.kind() {
            io::ErrorKind::AlreadyExists => {
                format!("{path} exists and is not overwritten; name another file, or remove it first")
            }
            _ => format!("cannot write {path}: {error}"),
        });
    }
    if let Err(error) = fs::write(&schema, schema_text()) {
        return cannot_run(&format!("cannot write {}: {error}", schema.display()));
    }
    let (path, schema) = (file.display(), schema.display());
    print(&format!(
        "Wrote {path}, and {schema} for your editor.\n  cloudauth-local explain --scenario {path}\n  \
         cloudauth-local --scenario {path}\n"
    ))
}

fn write_new(file: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(file)?.write_all(SCENARIO.as_bytes())
}
