//! Validates the parameters of a call against a table: the first error, or the values that were found. Here and in
//! [`Parameters::value`](super::Parameters::value) the meaning of repeated and empty parameters is defined: an empty value
//! counts as absent, the first other one is used, and two different ones are refused.

use super::error::{INVALID_PARAMETER, MISSING_PARAMETER};
use crate::contract::size;
use crate::contract::{ApiError, Parameter, Parameters, Strictness};

/// The largest number of parameters of an operation.
const MAX_ROWS: usize = 32;

/// The values of a valid call, by the row of the operation's table.
#[derive(Debug, Default)]
pub struct ValidParameters<'a> {
    rows: [FoundValue<'a>; MAX_ROWS],
    /// Values that were accepted against the documentation.
    pub tolerated: Vec<Tolerated>,
}

/// The value of a row in a call.
#[derive(Debug, Clone, Copy, Default)]
struct FoundValue<'a> {
    /// The first value that is not empty; empty if there is none.
    value: &'a str,
    /// The number of the row's choice that it is, from 1; 0 if none.
    choice: u8,
    /// Whether the call has another value too.
    contradicted: bool,
}

/// A value that was accepted against the documentation.
#[derive(Debug, Clone, Copy)]
pub struct Tolerated {
    /// The parameter.
    pub parameter: &'static Parameter,
    /// The strictest level that accepts it.
    pub level: Strictness,
}

impl Tolerated {
    /// One sentence for log, journal and hint.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Parameter { name, form, .. } = self.parameter;
        let why = match self.level {
            Strictness::Observed => "as observed in the real service",
            Strictness::Documented | Strictness::Lenient => "only because of the strictness lenient",
        };
        format!("{name} was accepted {why}; by the documentation it {}", form.expectation())
    }
}

impl<'a> ValidParameters<'a> {
    /// The value of a row; `None` if the call has none.
    #[must_use]
    pub fn value(&self, row: usize) -> Option<&'a str> {
        self.rows.get(row).map(|found| found.value).filter(|value| !value.is_empty())
    }

    /// The index of the row's choice that the value is.
    #[must_use]
    pub fn choice(&self, row: usize) -> Option<usize> {
        usize::from(self.rows.get(row)?.choice).checked_sub(1)
    }
}

/// Validates the parameters of a call: first for missing ones, then for invalid ones, each in table order. Unknown
/// parameters are ignored, as in the real service, but for their size.
///
/// # Errors
/// `MissingParameter` or `InvalidParameter`, with a message that names the parameter and what is expected.
pub fn validate<'a>(
    table: &'static [Parameter],
    parameters: &'a Parameters,
    strictness: Strictness,
) -> Result<ValidParameters<'a>, ApiError> {
    let mut valid = ValidParameters { rows: find(table, parameters), tolerated: Vec::new() };
    let missing = table.iter().zip(&valid.rows).find(|(row, found)| row.required && found.value.is_empty());
    if let Some((missing, _)) = missing {
        return Err(MISSING_PARAMETER.with_message(format!("Parameter cannot be empty: {}.", missing.name)));
    }
    let is_large = parameters.text().len() > size::SMALLEST;
    let rows = table.iter().zip(&mut valid.rows);
    for (row, found) in rows.filter(|(_, found)| !found.value.is_empty()) {
        if let Some(limit) = size::of_row(row).filter(|_| is_large) {
            limit.check(row.name, found.value)?;
        }
        let verdict = row.judge(found.value);
        let choice = verdict.choice.and_then(|choice| u8::try_from(choice + 1).ok());
        found.choice = choice.unwrap_or_default();
        match verdict.level {
            Some(Strictness::Documented) => {}
            Some(level) if level <= strictness => valid.tolerated.push(Tolerated { parameter: row, level }),
            level => return Err(invalid(row.name, &row.form.expectation()).with_hint(level.map(passes_at))),
        }
        if found.contradicted {
            return Err(invalid(row.name, "is given more than once, with different values"));
        }
    }
    if is_large {
        let unlisted = parameters.iter().filter(|item| table.iter().all(|row| row.name != item.name));
        unlisted.into_iter().try_for_each(|item| size::check_unlisted(item.name, item.value))?;
    }
    Ok(valid)
}

/// Finds the values of all rows in one pass over the parameters.
fn find<'a>(table: &[Parameter], parameters: &'a Parameters) -> [FoundValue<'a>; MAX_ROWS] {
    let mut rows = [FoundValue::default(); MAX_ROWS];
    for item in parameters.iter().filter(|item| !item.value.is_empty()) {
        let row = table.iter().position(|row| row.name == item.name);
        if let Some(found) = row.and_then(|row| rows.get_mut(row)) {
            if found.value.is_empty() {
                found.value = item.value;
            } else {
                found.contradicted |= found.value != item.value;
            }
        }
    }
    rows
}

/// The hint for a refusal that another level of strictness avoids.
#[must_use]
pub fn passes_at(level: Strictness) -> String {
    format!("--strictness {} accepts it.", level.word())
}

fn invalid(name: &str, expectation: &str) -> ApiError {
    INVALID_PARAMETER.with_message(format!("Invalid parameter: {name} {expectation}."))
}

#[cfg(test)]
mod tests {
    use crate::contract::operations::OPERATIONS;

    #[test]
    fn every_operation_has_room_for_its_values() {
        assert!(OPERATIONS.iter().all(|operation| operation.parameters.len() <= super::MAX_ROWS));
    }

    #[test]
    fn every_list_of_choices_fits_into_a_byte() {
        let rows = OPERATIONS.iter().flat_map(|operation| operation.parameters.iter());
        assert!(rows.map(|row| row.form.choices().count()).all(|choices| choices < 250));
    }
}
