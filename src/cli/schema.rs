//! `schema`: prints JSON Schemas.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::{json_text, print};
use crate::cli::lint::{LintDocument, WhatIfDocument};
use crate::cli::scenario::CheckDocument;
use crate::contract::explain::schema;
use crate::contract::operations::initialize;
use crate::contract::overlay::Overlay;
use crate::fidelity::explained::ExplainDocument;
use crate::scenario::schema_text;
use crate::server::admin::openapi;
use crate::server::admin::view::{ConductView, CoverageView};

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
    /// The document of `explain --json`.
    Explain,
    /// The document of `check --json`.
    Check,
    /// The document of `coverage --json`.
    Coverage,
    /// The document of `conduct --json`.
    Conduct,
    /// The document of `lint --json`.
    Lint,
    /// The document of `what-if --json`.
    WhatIf,
    /// Overlay files, of `parity --overlay-out` and `serve --overlay`.
    Overlay,
}

/// Prints the schema.
pub(super) fn run(options: &SchemaArgs) -> ExitCode {
    match options.of {
        Subject::Contract => print(&(schema::of(&initialize::OPERATION) + "\n")),
        Subject::Scenario => print(&schema_text()),
        Subject::Admin => print(&format!("{:#}\n", openapi())),
        Subject::Explain => print(&document::<ExplainDocument>()),
        Subject::Check => print(&document::<CheckDocument>()),
        Subject::Coverage => print(&document::<CoverageView>()),
        Subject::Conduct => print(&document::<ConductView>()),
        Subject::Lint => print(&document::<LintDocument>()),
        Subject::WhatIf => print(&document::<WhatIfDocument>()),
        Subject::Overlay => print(&document::<Overlay>()),
    }
}

/// The schema (draft 2020-12) of a document, made from its type.
fn document<T: JsonSchema>() -> String {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    // Descriptions come from doc comments, whose line breaks mean nothing.
    RecursiveTransform(|schema: &mut Schema| {
        if let Some(Value::String(text)) = schema.get_mut("description") {
            *text = text.replace('\n', " ");
        }
    })
    .transform(&mut schema);
    json_text(&schema)
}
