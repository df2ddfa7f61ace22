//! Probes of the parameter tables: each required one left out, each one empty, each one with values that its form does
//! not take.

use crate::contract::operations::OPERATIONS;
use crate::contract::value::Form;
use crate::contract::{Operation, Parameter};
use crate::parity::draft::{Draft, SignedBy};
use crate::parity::probe::{Cost, Probe, parameter_row};
use crate::parity::probes::{good, starts_a_check};

/// A parameter that is never taken with this value, so that no check starts whatever else a call holds.
const NEVER_TAKEN: (&str, &str) = ("DocType", "0");

pub(super) fn probes() -> Vec<Probe> {
    let rows = |operation: &'static &Operation| operation.parameters.iter().map(move |row| (*operation, row));
    let mut probes = Vec::new();
    for (operation, row) in OPERATIONS.iter().flat_map(rows) {
        if row.required {
            probes.extend(missing(operation, row));
        }
        for (what, value) in wrong_values(&row.form) {
            probes.extend(invalid(operation, row, what, value));
        }
        if !row.required {
            probes.push(optional(operation, row));
        }
    }
    probes
}

/// A required parameter left out, and the same one empty.
fn missing(operation: &'static Operation, row: &'static Parameter) -> [Probe; 2] {
    let draft = good(SignedBy::V3, operation);
    let settles = || vec![parameter_row(operation.name, row.name), "error MissingParameter".to_owned()];
    let probe = |what: &str, asks: String, draft: Draft| Probe {
        name: format!("{}/{what}/{}", operation.name, row.name),
        asks,
        cost: Cost::Nothing,
        settles: settles(),
        requests: vec![draft],
    };
    [
        probe(
            "missing",
            format!("{} without {}.", operation.name, row.name),
            draft.clone().without(row.name),
        ),
        probe("empty", format!("{} with an empty {}.", operation.name, row.name), draft.with(row.name, "")),
    ]
}

/// A parameter with a wrong value. Where a good call starts a check, the one that costs nothing has another wrong value
/// besides, and so asks which of the two is reported.
fn invalid(
    operation: &'static Operation,
    row: &'static Parameter,
    what: &'static str,
    value: &str,
) -> Vec<Probe> {
    let draft = good(SignedBy::V3, operation).with(row.name, value);
    let settles = vec![parameter_row(operation.name, row.name), "error InvalidParameter".to_owned()];
    let probe = |suffix: &str, asks: String, cost, draft| Probe {
        name: format!("{}/invalid/{}/{what}{suffix}", operation.name, row.name),
        asks,
        cost,
        settles: if suffix.is_empty() {
            settles.clone()
        } else {
            vec!["behaviour order.parameters".to_owned()]
        },
        requests: vec![draft],
    };
    let asks = format!("{} with {} {what}.", operation.name, row.name);
    if !starts_a_check(operation) || row.name == NEVER_TAKEN.0 || row.name == "ProductCode" {
        return vec![probe("", asks, Cost::Nothing, draft)];
    }
    let both = format!(
        "{} with {} {what}, and a wrong {}: which is reported?",
        operation.name, row.name, NEVER_TAKEN.0
    );
    vec![
        probe("/first", both, Cost::Nothing, draft.clone().with(NEVER_TAKEN.0, NEVER_TAKEN.1)),
        probe("", asks, Cost::OneIfTaken, draft),
    ]
}

/// An optional parameter with its example: is it taken?
fn optional(operation: &'static Operation, row: &'static Parameter) -> Probe {
    Probe {
        name: format!("{}/with/{}", operation.name, row.name),
        asks: format!("{} with {}={}.", operation.name, row.name, row.example),
        cost: if starts_a_check(operation) { Cost::OneTransaction } else { Cost::Nothing },
        settles: vec![parameter_row(operation.name, row.name)],
        requests: vec![good(SignedBy::V3, operation).with(row.name, row.example)],
    }
}

/// Values that a form does not take, and what is wrong with each.
fn wrong_values(form: &Form) -> Vec<(&'static str, &'static str)> {
    const TOO_LONG: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    match form {
        Form::Text => Vec::new(),
        Form::OneOf { .. } => vec![("unknown", "probe")],
        Form::Word { .. } => vec![("too-long", TOO_LONG), ("with-a-space", "a b"), ("with-a-dash", "a-b")],
        Form::MetaInfo => vec![
            ("no-json", "probe"),
            ("without-deviceType", r#"{"bioMetaInfo":"4.1.0:2916352,0"}"#),
            ("as-a-python-dict", "{'bioMetaInfo': '4.1.0:2916352,0', 'deviceType': 'web'}"),
            ("with-an-unknown-device", r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"tv"}"#),
        ],
        Form::Url { .. } => vec![("no-url", "probe"), ("of-another-scheme", "ftp://shop.example/")],
        Form::JsonObject | Form::Languages(_) => vec![("no-json", "{"), ("an-array", "[1]")],
    }
}
