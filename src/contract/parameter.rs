//! The row of a parameter table. Validation, `explain`, the JSON Schema, the README table and generated test cases are
//! derived from it.

use super::tolerance::Tolerance;
use super::value::{Fit, Form};
use super::{Mark, Strictness};

/// A row of an operation's parameter table.
#[derive(Debug)]
pub struct Parameter {
    /// Its name on the wire, case-sensitive.
    pub name: &'static str,
    /// Whether a call without it is refused.
    pub required: bool,
    /// The documented form of its values.
    pub form: Form,
    /// What else is accepted, in the order of the levels of strictness.
    pub tolerances: &'static [Tolerance],
    /// The value that the service assumes if it is absent.
    pub default: Option<&'static str>,
    /// What it is for.
    pub meaning: &'static str,
    /// A valid value.
    pub example: &'static str,
    /// The source of the row.
    pub mark: Mark,
}

/// The result of checking a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// The strictest level that accepts it; `None` if none does.
    pub level: Option<Strictness>,
    /// The index of the form's choice that it is.
    pub choice: Option<usize>,
}

impl Parameter {
    /// Checks a non-empty value.
    #[must_use]
    pub fn judge(&self, value: &str) -> Judgement {
        if let Some(Fit { choice }) = self.form.judge(value) {
            return Judgement { level: Some(Strictness::Documented), choice };
        }
        let tolerated = self
            .tolerances
            .iter()
            .find_map(|tolerance| Some((tolerance.level, tolerance.fit(&self.form, value)?)));
        match tolerated {
            Some((level, Fit { choice })) => Judgement { level: Some(level), choice },
            None => Judgement { level: None, choice: None },
        }
    }
}

/// The index of the row with this name, for constants: an unknown name does not compile.
///
/// # Panics
/// There is no such row; in a constant this is a compile-time error.
pub(in crate::contract) const fn row(rows: &[Parameter], name: &str) -> usize {
    let mut index = 0;
    loop {
        assert!(index < rows.len(), "no row has this name");
        if same(rows[index].name.as_bytes(), name.as_bytes()) {
            return index;
        }
        index += 1;
    }
}

const fn same(left: &[u8], right: &[u8]) -> bool {
    let mut index = 0;
    while index < left.len() && index < right.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    left.len() == right.len()
}
