//! What `explain` says of a row: the contract's own words, and how far they can be trusted.

use schemars::JsonSchema;
use serde::Serialize;

use crate::contract::error::ErrorOrigin;
use crate::contract::explain::Topic;
use crate::contract::overlay::Overlay;
use crate::fidelity::{ContractRow, row_of};

/// The longest list of probes in a line.
const PROBES_SHOWN: usize = 3;

/// The document of `explain --json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExplainDocument {
    /// The rows that were asked for, or all of them.
    pub rows: Vec<ExplainedRow>,
    /// The words that name no row.
    pub unknown: Vec<UnknownWord>,
}

/// A word that names no row.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnknownWord {
    /// The word.
    pub word: String,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meant: Option<&'static str>,
}

/// A row of the contract.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedRow {
    /// `operation`, `parameter`, `document`, `error`, `clientResult`, `subCode` or `event`.
    pub kind: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The operation of a parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<&'static str>,
    /// What it means.
    pub meaning: &'static str,
    /// Of a parameter: whether it is required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Of a parameter: which values it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Of a parameter: what the service assumes where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<&'static str>,
    /// Of a parameter: a value that passes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<&'static str>,
    /// Of an error: the HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Of an error: the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'static str>,
    /// Of an error: `service` or `gateway`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_by: Option<&'static str>,
    /// Of an error: how to provoke it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provoke: Option<&'static str>,
    /// How sure it is.
    pub source: &'static str,
    /// The probes of `parity` that settle it.
    pub probes: Vec<String>,
    /// Why no probe does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_probe: Option<&'static str>,
    /// The test that holds it.
    pub test: &'static str,
    /// What the user's own comparison has shown of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<ObservedRow>,
}

/// What a comparison has shown of a row.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObservedRow {
    /// The day, as `yyyy-mm-dd`.
    pub on: String,
    /// Whether every answer was as the emulator gives it without the overlay.
    pub same: bool,
}

/// A topic as a document.
#[must_use]
pub fn explained(topic: Topic, overlay: Option<&Overlay>) -> Option<ExplainedRow> {
    let row = row_of(topic)?;
    let base = ExplainedRow {
        kind: "operation",
        name: topic.word(),
        operation: None,
        meaning: "",
        required: None,
        rule: None,
        default: None,
        example: None,
        status: None,
        message: None,
        made_by: None,
        provoke: None,
        source: row.mark_word(),
        probes: row.probes().to_vec(),
        no_probe: row.why_unprobed(),
        test: row.test,
        observed: observed(&row, overlay),
    };
    Some(match topic {
        Topic::Operation(operation) => ExplainedRow { meaning: operation.meaning, ..base },
        Topic::ClientResult(result) => {
            ExplainedRow { kind: "clientResult", meaning: result.outcome.meaning, ..base }
        }
        Topic::SubCode(row) => ExplainedRow { kind: "subCode", meaning: row.meaning, ..base },
        Topic::Event(row) => ExplainedRow { kind: "event", meaning: row.meaning, ..base },
        Topic::Document(document) => ExplainedRow { kind: "document", meaning: document.meaning, ..base },
        Topic::Parameter(operation, parameter) => ExplainedRow {
            kind: "parameter",
            operation: Some(operation.name),
            meaning: parameter.meaning,
            required: Some(parameter.required),
            rule: Some(parameter.form.expectation().into_owned()),
            default: parameter.default,
            example: Some(parameter.example),
            ..base
        },
        Topic::Error(error) => ExplainedRow {
            kind: "error",
            meaning: error.meaning,
            status: Some(error.status),
            message: Some(error.message),
            made_by: Some(match error.origin {
                ErrorOrigin::Service => "service",
                ErrorOrigin::Gateway => "gateway",
            }),
            provoke: Some(error.provoke),
            ..base
        },
    })
}

/// The lines that `explain` adds to the page of a topic.
#[must_use]
pub fn fields(topic: Topic, overlay: Option<&Overlay>) -> Vec<(&'static str, String)> {
    let Some(row) = row_of(topic) else { return Vec::new() };
    let probe = row.why_unprobed().map_or_else(|| listed(row.probes()), str::to_owned);
    let mut fields = vec![("Probe", probe)];
    fields.push(("Test", row.test.to_owned()));
    if let Some(ObservedRow { on, same }) = observed(&row, overlay) {
        let how = if same { "as here" } else { "otherwise than the tables say" };
        fields.push(("Observed", format!("by you on {on}, {how}")));
    }
    fields
}

/// The first probes, and how many more there are.
fn listed(probes: &[String]) -> String {
    let shown = probes.iter().take(PROBES_SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match probes.len().saturating_sub(PROBES_SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn observed(row: &ContractRow, overlay: Option<&Overlay>) -> Option<ObservedRow> {
    let overlay = overlay?;
    row.observed(overlay).map(|same| ObservedRow { on: overlay.observed_on.clone(), same })
}
