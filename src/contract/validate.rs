//! A parameter table against a call: the first error, or the values that were found. What a repeated or an empty
//! parameter means is decided here and in [`Parameters::value`](super::Parameters::value): an empty value counts as
//! absent, the first other one counts, and two different ones are refused.

use super::error::{INVALID_PARAMETER, MISSING_PARAMETER};
use super::table::LONGEST;
use crate::contract::{ApiError, Parameter, ParameterTable, Parameters, Strictness};

/// The values of a call that passed, by the row of its operation's table.
#[derive(Debug, Default)]
pub struct ValidParameters<'a> {
    rows: [FoundValue<'a>; LONGEST],
    /// What passed although the documentation says otherwise.
    pub tolerated: Vec<Tolerated>,
}

/// What a call holds for one row.
#[derive(Debug, Clone, Copy, Default)]
struct FoundValue<'a> {
    /// The first value that is not empty; empty where there is none.
    value: &'a str,
    /// Which of the row's choices it is, from 1; 0 where it is none.
    choice: u8,
    /// Whether another value is given too.
    contradicted: bool,
}

/// A value that passed although the documentation says otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Tolerated {
    /// The parameter.
    pub parameter: &'static Parameter,
    /// The first level of strictness at which it passes.
    pub level: Strictness,
}

impl Tolerated {
    /// One sentence for log, journal and hint.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Parameter { name, form, .. } = self.parameter;
        let why = match self.level {
            Strictness::Observed => "as was seen live",
            Strictness::Documented | Strictness::Lenient => "only because the run is lenient",
        };
        format!("{name} passed {why}; the documentation says otherwise: it {}", form.expectation())
    }
}

impl<'a> ValidParameters<'a> {
    /// The value of a row; `None` where the call has none.
    #[must_use]
    pub fn value(&self, row: usize) -> Option<&'a str> {
        self.rows.get(row).map(|found| found.value).filter(|value| !value.is_empty())
    }

    /// Which of its row's choices the value is.
    #[must_use]
    pub fn choice(&self, row: usize) -> Option<usize> {
        usize::from(self.rows.get(row)?.choice).checked_sub(1)
    }
}

/// Judges the parameters of a call: first every missing one, then every invalid one, each in table order. What is not
/// in the table is ignored, as the vendor does.
///
/// # Errors
/// `MissingParameter` or `InvalidParameter`, with a message that names the parameter and what is expected.
pub fn validate<'a>(
    table: &'static ParameterTable,
    given: &'a Parameters,
    strictness: Strictness,
) -> Result<ValidParameters<'a>, ApiError> {
    let mut valid = ValidParameters { rows: find(table, given), tolerated: Vec::new() };
    let missing = table.iter().zip(&valid.rows).find(|(row, found)| row.required && found.value.is_empty());
    if let Some((missing, _)) = missing {
        return Err(MISSING_PARAMETER.with_message(format!("Parameter cannot be empty: {}.", missing.name)));
    }
    let rows = table.iter().zip(&mut valid.rows);
    for (row, found) in rows.filter(|(_, found)| !found.value.is_empty()) {
        let judgement = row.judge(found.value);
        let choice = judgement.choice.and_then(|choice| u8::try_from(choice + 1).ok());
        found.choice = choice.unwrap_or_default();
        match judgement.level {
            Some(Strictness::Documented) => {}
            Some(level) if level <= strictness => valid.tolerated.push(Tolerated { parameter: row, level }),
            level => return Err(invalid(row.name, &row.form.expectation()).with_hint(level.map(passes_at))),
        }
        if found.contradicted {
            return Err(invalid(row.name, "is given more than once, with different values"));
        }
    }
    Ok(valid)
}

/// Finds the values of all rows in one pass over the call.
fn find<'a>(table: &ParameterTable, given: &'a Parameters) -> [FoundValue<'a>; LONGEST] {
    let mut rows = [FoundValue::default(); LONGEST];
    for item in given.iter().filter(|item| !item.value.is_empty()) {
        if let Some(found) = table.place(item.name).and_then(|place| rows.get_mut(place)) {
            if found.value.is_empty() {
                found.value = item.value;
            } else {
                found.contradicted |= found.value != item.value;
            }
        }
    }
    rows
}

/// The hint of a refusal that another level of strictness would not have made.
#[must_use]
pub fn passes_at(level: Strictness) -> String {
    format!("--strictness {} lets it pass.", level.word())
}

fn invalid(name: &str, expectation: &str) -> ApiError {
    INVALID_PARAMETER.with_message(format!("Invalid parameter: {name} {expectation}."))
}

#[cfg(test)]
mod tests {
    use crate::contract::operations::OPERATIONS;

    #[test]
    fn every_list_of_choices_has_room() {
        let rows = OPERATIONS.iter().flat_map(|operation| operation.parameters.iter());
        assert!(rows.map(|row| row.form.choices().count()).all(|choices| choices < 250));
    }
}
