//! `schema`: prints JSON Schemas.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::print;
use crate::contract::explain::schema;
use crate::contract::operations::initialize;
use crate::scenario::schema_text;
use crate::server::admin::openapi;

/// The arguments of `schema`.
#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Which schema.
    #[arg(value_enum, value_name = "SCHEMA")]
    of: Subject,
}

/// The available schemas.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Subject {
    /// The parameters of Initialize.
    Contract,
    /// Scenario files.
    Scenario,
    /// The admin API, as an OpenAPI document.
    Admin,
}

/// Prints the schema.
pub(super) fn run(options: &SchemaArgs) -> ExitCode {
    match options.of {
        Subject::Contract => print(&(schema::of(&initialize::OPERATION) + "\n")),
        Subject::Scenario => print(&schema_text()),
        Subject::Admin => print(&format!("{:#}\n", openapi())),
    }
}
