//! The shape of a parameter row. A row drives validation, `explain`, the JSON Schema, the README table and the
//! generated test cases.

use super::tolerance::Tolerance;
use super::value::{Fit, Form};
use super::{Mark, Strictness};

/// One row of an operation's parameter table.
#[derive(Debug)]
pub struct Parameter {
    /// Its name on the wire, case-sensitive.
    pub name: &'static str,
    /// Whether a call without it is refused.
    pub required: bool,
    /// Which values it takes.
    pub form: Form,
    /// What passes besides, in the order of the levels of strictness.
    pub tolerances: &'static [Tolerance],
    /// What the service assumes where it is absent.
    pub default: Option<&'static str>,
    /// What it is for.
    pub meaning: &'static str,
    /// A value that passes.
    pub example: &'static str,
    /// How sure the row is.
    pub mark: Mark,
}

/// How a value was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// The first level of strictness at which it passes; `None` where it never does.
    pub level: Option<Strictness>,
    /// Which of the form's choices it is.
    pub choice: Option<usize>,
}

impl Parameter {
    /// Judges a non-empty value.
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

/// The number of the row of this name, for constants: an unknown name does not compile.
///
/// # Panics
/// Where there is no such row; in a constant that is while the program is compiled.
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
