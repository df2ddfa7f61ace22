//! The shape of a parameter row. A row drives validation, `explain`, the JSON Schema, the README table and the
//! generated test cases.

use super::Mark;
use super::value::Form;

/// One row of an operation's parameter table.
#[derive(Debug)]
pub struct Parameter {
    /// Its name on the wire, case-sensitive.
    pub name: &'static str,
    /// Whether a call without it is refused.
    pub required: bool,
    /// Which values it takes.
    pub form: Form,
    /// What the service assumes where it is absent.
    pub default: Option<&'static str>,
    /// What it is for.
    pub meaning: &'static str,
    /// A value that passes.
    pub example: &'static str,
    /// How sure the row is.
    pub mark: Mark,
}
