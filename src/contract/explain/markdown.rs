//! Renders rows as Markdown tables.

use std::fmt::Write as _;

use crate::contract::document::DOCUMENTS;
use crate::contract::error::{ERRORS, ErrorOrigin};
use crate::contract::size::{SIZE_LIMITS, SizeLimit};
use crate::contract::{Operation, value};

/// The parameters of an operation.
#[must_use]
pub fn parameters(operation: &Operation) -> String {
    let mut out = String::from("| parameter | required | rule | default | source |\n|---|---|---|---|---|\n");
    for row in operation.parameters {
        let required = if row.required { "yes" } else { "no" };
        let default = row.default.map_or_else(String::new, code);
        let mut rule = cell(&row.form.expectation());
        for tolerance in row.tolerances {
            let _ = write!(rule, "; `{}` {}", tolerance.level.word(), cell(&tolerance.describe()));
        }
        let _ = writeln!(out, "| `{}` | {required} | {rule} | {default} | {} |", row.name, row.mark.word());
    }
    out
}

/// The document types.
#[must_use]
pub fn documents() -> String {
    choices("`DocType`", "document", DOCUMENTS)
}

/// The errors of one origin.
#[must_use]
pub fn errors(origin: ErrorOrigin) -> String {
    let mut out =
        String::from("| HTTP | code | meaning | how to provoke it | source |\n|---|---|---|---|---|\n");
    for row in ERRORS.iter().filter(|row| row.origin == origin) {
        let (meaning, provoke) = (cell(row.meaning), cell(row.provoke));
        let mark = row.mark.word();
        let _ = writeln!(out, "| {} | `{}` | {meaning} | {provoke} | {mark} |", row.status, row.code);
    }
    out
}

/// The limits of size.
#[must_use]
pub fn sizes() -> String {
    let mut out = String::from(
        "| what | at most, in bytes | a longer one is answered with | source |\n|---|---|---|---|\n",
    );
    for row in SIZE_LIMITS {
        let SizeLimit { what, bytes, error, mark } = row;
        let _ = writeln!(out, "| {what} | {bytes} | {} `{}` | {} |", error.status, error.code, mark.word());
    }
    out
}

fn choices(value: &str, meaning: &str, rows: &[value::Choice]) -> String {
    let mut out = format!("| {value} | {meaning} |\n|---|---|\n");
    for row in rows {
        let _ = writeln!(out, "| `{}` | {} |", row.value, cell(row.meaning));
    }
    out
}

/// Formats a string as code.
fn code(text: &str) -> String {
    format!("`{text}`")
}

/// Escapes a string for a table cell.
#[must_use]
pub fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '|' | '<' | '*' | '[') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
