//! `schema`: JSON Schemas on stdout.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::print;
use crate::contract::explain::schema;
use crate::contract::initialize;

/// Which schema is asked for.
#[derive(Debug, Args)]
pub(super) struct SchemaOptions {
    /// The schema.
    #[arg(value_enum, value_name = "SCHEMA")]
    of: Subject,
}

/// What there is a schema of.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Subject {
    /// The parameters of Initialize.
    Contract,
}

/// Prints the schema.
pub(super) fn run(options: &SchemaOptions) -> ExitCode {
    let schema = match options.of {
        Subject::Contract => schema::of(&initialize::OPERATION),
    };
    print(&(schema + "\n"))
}
