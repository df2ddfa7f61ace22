//! A parameter table against a call: the first fault, or what only a lenient run let through.

use super::error::{INVALID_PARAMETER, MISSING_PARAMETER};
use super::value::Fit;
use super::{Fault, Parameter, Parameters, Strictness};

/// Judges the parameters of a call: first every missing one, then every invalid one, each in table order. What is not
/// in the table is ignored, as the vendor does.
///
/// Returns the rows that only passed because the run is lenient.
///
/// # Errors
/// `MissingParameter` or `InvalidParameter`, with a message that names the parameter and what is expected.
pub fn validate(
    table: &'static [Parameter],
    given: &Parameters,
    strictness: Strictness,
) -> Result<Vec<&'static Parameter>, Fault> {
    if let Some(missing) = table.iter().find(|row| row.required && given.filled(row.name).is_none()) {
        return Err(MISSING_PARAMETER.because(format!("Parameter cannot be empty: {}.", missing.name)));
    }
    let mut tolerated = Vec::new();
    for row in table {
        let Some(value) = given.filled(row.name) else { continue };
        match (row.form.fit(value), strictness) {
            (Fit::Fits, _) => {}
            (Fit::Lenient, Strictness::Lenient) => tolerated.push(row),
            _ => return Err(invalid(row)),
        }
        if given.iter().any(|item| item.name == row.name && item.value != value) {
            let message =
                format!("Invalid parameter: {} is given more than once, with different values.", row.name);
            return Err(INVALID_PARAMETER.because(message));
        }
    }
    Ok(tolerated)
}

fn invalid(row: &Parameter) -> Fault {
    INVALID_PARAMETER.because(format!("Invalid parameter: {} {}.", row.name, row.form.expectation()))
}
