//! A parameter table against a call: the first fault, or what was found out about a good call.

use super::error::{INVALID_PARAMETER, MISSING_PARAMETER};
use super::table::LONGEST;
use super::value::{Fit, Form, MetaInfo};
use crate::contract::operations::initialize::Device;
use crate::contract::{ApiError, Parameter, ParameterTable, Parameters, Strictness};

/// What was found out about the parameters of a call that passed.
#[derive(Debug, Default)]
pub struct ValidCall {
    /// The rows that only passed because the run is lenient.
    pub tolerated: Vec<&'static Parameter>,
    /// The device that `MetaInfo` names, where the operation takes one and it names a known one.
    pub device: Option<Device>,
    /// For each row of the table: 0 where it is absent, 1 where its value is on no list, and 2 and more for the listed
    /// values.
    pub values: [u8; LONGEST],
}

/// Judges the parameters of a call: first every missing one, then every invalid one, each in table order. What is not
/// in the table is ignored, as the vendor does.
///
/// # Errors
/// `MissingParameter` or `InvalidParameter`, with a message that names the parameter and what is expected.
pub fn validate(
    table: &'static ParameterTable,
    given: &Parameters,
    strictness: Strictness,
) -> Result<ValidCall, ApiError> {
    let found = find(table, given);
    let values = || table.iter().zip(&found);
    if let Some((missing, _)) = values().find(|(row, found)| row.required && found.value.is_empty()) {
        return Err(MISSING_PARAMETER.with_message(format!("Parameter cannot be empty: {}.", missing.name)));
    }
    let mut checked = ValidCall::default();
    for (index, (row, found)) in values().enumerate().filter(|(_, (_, found))| !found.value.is_empty()) {
        let (fit, choice) = if let Form::MetaInfo = row.form {
            let info = MetaInfo::read(found.value);
            checked.device = info.as_ref().and_then(MetaInfo::device);
            (MetaInfo::fit(info.as_ref(), found.value), checked.device.map(|device| device as usize))
        } else {
            row.form.judge(found.value)
        };
        checked.values[index] = choice.and_then(|choice| u8::try_from(choice + 2).ok()).unwrap_or(1);
        match (fit, strictness) {
            (Fit::Fits, _) => {}
            (Fit::Lenient, Strictness::Lenient) => checked.tolerated.push(row),
            _ => return Err(invalid(row.name, &row.form.expectation())),
        }
        if found.contradicted {
            return Err(invalid(row.name, "is given more than once, with different values"));
        }
    }
    Ok(checked)
}

/// What a call holds for one row.
#[derive(Clone, Copy, Default)]
struct FoundValues<'a> {
    /// The first value; empty where there is none, which counts as the same.
    value: &'a str,
    /// Whether another value is given too.
    contradicted: bool,
}

/// Finds the values of all rows in one pass over the call.
fn find<'a>(table: &ParameterTable, given: &'a Parameters) -> [FoundValues<'a>; LONGEST] {
    let mut found = [FoundValues::default(); LONGEST];
    for item in given.iter().filter(|item| !item.value.is_empty()) {
        if let Some(slot) = table.place(item.name).and_then(|place| found.get_mut(place)) {
            if slot.value.is_empty() {
                slot.value = item.value;
            } else {
                slot.contradicted |= slot.value != item.value;
            }
        }
    }
    found
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
