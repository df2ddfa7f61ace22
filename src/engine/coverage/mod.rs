//! Contract coverage: how often each row of the contract's tables occurred. Counters for each row, kept with the account;
//! names are added on demand.

mod record;

use std::sync::LazyLock;

use crate::contract::coverage_event;
use crate::contract::coverage_event::CoverageEvent;
use crate::contract::error::{ERRORS, ErrorRow};
use crate::contract::operations::{OPERATIONS, Operation};
use crate::contract::validate::ValidParameters;

/// The counters of an account, of the calls without an account, or a sum.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// `Success`, then one for each row of the error table. Empty until the first call.
    codes: Vec<u64>,
    /// The parameters and values of each operation, see [`LAYOUT`]. Empty until the first call with valid parameters.
    values: Vec<u32>,
    /// One for each row of [`coverage_event::all`]. Empty until the first event.
    events: Vec<u64>,
}

/// The index of the first counter of each parameter, for every operation, and the number of counters.
static LAYOUT: LazyLock<(Vec<Vec<usize>>, usize)> = LazyLock::new(|| {
    let mut next = 0;
    let mut starts = |operation: &&Operation| {
        let start = |parameter: &crate::contract::Parameter| {
            let start = next;
            next += 1 + parameter.form.choices().count();
            start
        };
        operation.parameters.iter().map(start).collect()
    };
    let all = OPERATIONS.iter().map(&mut starts).collect();
    (all, next)
});

impl Coverage {
    /// The heap memory of all counters, in bytes.
    pub(in crate::engine) fn full_size() -> usize {
        let counts = 1 + ERRORS.len() + coverage_event::all().count();
        counts * size_of::<u64>() + LAYOUT.1 * size_of::<u32>()
    }

    /// Counts a response; without a row, a success.
    pub fn count_response(&mut self, row: Option<&'static ErrorRow>) {
        if self.codes.is_empty() {
            self.codes.resize(1 + ERRORS.len(), 0);
        }
        let index = row.and_then(|row| ERRORS.iter().position(|known| std::ptr::eq(*known, row)));
        if let Some(count) = self.codes.get_mut(index.map_or(0, |index| index + 1)) {
            *count += 1;
        }
    }

    /// Counts the parameters of a valid call.
    pub fn count_parameters(&mut self, operation: &'static Operation, valid: &ValidParameters<'_>) {
        let (starts, length) = &*LAYOUT;
        if self.values.is_empty() {
            self.values.resize(*length, 0);
        }
        let Some(starts) = starts.get(operation.index()) else { return };
        for (row, start) in starts.iter().enumerate().filter(|(row, _)| valid.value(*row).is_some()) {
            let choice = valid.choice(row).map(|choice| start + 1 + choice);
            for at in std::iter::once(*start).chain(choice) {
                if let Some(count) = self.values.get_mut(at) {
                    *count = count.saturating_add(1);
                }
            }
        }
    }

    /// Counts an event of a check or a callback.
    pub fn count_event(&mut self, event: &'static CoverageEvent, times: u64) {
        if self.events.is_empty() {
            self.events.resize(coverage_event::all().count(), 0);
        }
        let index = coverage_event::all().position(|known| std::ptr::eq(known, event));
        if let Some(count) = index.and_then(|index| self.events.get_mut(index)) {
            *count += times;
        }
    }

    /// Adds other counters.
    pub fn add(&mut self, other: &Self) {
        for (sums, other) in [(&mut self.codes, &other.codes), (&mut self.events, &other.events)] {
            sums.resize(sums.len().max(other.len()), 0);
            for (sum, count) in sums.iter_mut().zip(other) {
                *sum += count;
            }
        }
        let length = self.values.len().max(other.values.len());
        self.values.resize(length, 0);
        for (sum, count) in self.values.iter_mut().zip(&other.values) {
            *sum = sum.saturating_add(*count);
        }
    }

    /// The count of each response code, `Success` first. Rows with the same code are combined.
    #[must_use]
    pub fn codes(&self) -> Vec<CoverageCount> {
        let count = |index: usize| self.codes.get(index).copied().unwrap_or_default();
        let mut met =
            vec![CoverageCount { name: "Success", meaning: "The call succeeded.", count: count(0) }];
        for (index, row) in ERRORS.iter().enumerate() {
            let count = count(index + 1);
            match met.iter_mut().find(|known| known.name == row.code) {
                Some(known) => known.count += count,
                None => met.push(CoverageCount { name: row.code, meaning: row.meaning, count }),
            }
        }
        met
    }

    /// The counts of each parameter and its listed values, in valid calls.
    #[must_use]
    pub fn parameters(&self, operation: &'static Operation) -> Vec<ParameterCounts> {
        let starts = LAYOUT.0.get(operation.index()).map_or(&[][..], Vec::as_slice);
        let count = |at: usize| u64::from(self.values.get(at).copied().unwrap_or_default());
        let met = |(parameter, start): (&'static crate::contract::Parameter, &usize)| ParameterCounts {
            met: CoverageCount { name: parameter.name, meaning: parameter.meaning, count: count(*start) },
            values: (start + 1..)
                .zip(parameter.form.choices())
                .map(|(at, (name, meaning))| CoverageCount { name, meaning, count: count(at) })
                .collect(),
        };
        operation.parameters.iter().zip(starts).map(met).collect()
    }

    /// The counts of the events of checks.
    #[must_use]
    pub fn checks(&self) -> Vec<CoverageCount> {
        self.events().take(coverage_event::checks().count()).collect()
    }

    /// The counts of the events of callbacks.
    #[must_use]
    pub fn callbacks(&self) -> Vec<CoverageCount> {
        self.events().skip(coverage_event::checks().count()).collect()
    }

    fn events(&self) -> impl Iterator<Item = CoverageCount> {
        let counts = self.events.iter().copied().chain(std::iter::repeat(0));
        coverage_event::all().zip(counts).map(|(row, count)| CoverageCount {
            name: row.name,
            meaning: row.meaning,
            count,
        })
    }

    /// The names among these codes and events that never occurred.
    #[must_use]
    pub fn never_seen<'c>(&self, names: &'c [String]) -> Vec<&'c str> {
        let met: Vec<_> = self.codes().into_iter().chain(self.events()).collect();
        let never = |name: &&String| !met.iter().any(|row| row.name == name.as_str() && row.count > 0);
        names.iter().filter(never).map(String::as_str).collect()
    }
}

/// The count of a row of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct CoverageCount {
    /// A code, parameter, value or event.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// The number of occurrences.
    pub count: u64,
}

/// The counts of a parameter and its listed values.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ParameterCounts {
    /// The parameter itself.
    #[serde(flatten)]
    pub met: CoverageCount,
    /// Its listed values; empty if it accepts any.
    pub values: Vec<CoverageCount>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::error::{MISSING_ACTION, MISSING_PARAMETER, THROTTLING_API};
    use crate::contract::operations::initialize;
    use crate::contract::validate::validate;
    use crate::contract::{ParameterSource, Parameters, Strictness};

    fn pass(coverage: &mut Coverage, values: &[(&str, &str)]) {
        let mut given = Parameters::default();
        for parameter in initialize::OPERATION.parameters {
            let value = values.iter().find(|(name, _)| *name == parameter.name).map(|(_, value)| *value);
            if let Some(value) = value.or(parameter.required.then_some(parameter.example)) {
                given.push(parameter.name, value, ParameterSource::Query);
            }
        }
        let valid = validate(initialize::OPERATION.parameters, &given, Strictness::Lenient).unwrap();
        coverage.count_parameters(&initialize::OPERATION, &valid);
    }

    fn count(coverage: &Coverage, name: &str, value: Option<&str>) -> u64 {
        let parameters = coverage.parameters(&initialize::OPERATION);
        let parameter = parameters.iter().find(|parameter| parameter.met.name == name).unwrap();
        match value {
            None => parameter.met.count,
            Some(value) => parameter.values.iter().find(|met| met.name == value).unwrap().count,
        }
    }

    #[test]
    fn every_parameter_and_every_listed_value_of_a_valid_call_is_counted() {
        let mut coverage = Coverage::default();
        pass(&mut coverage, &[]);
        let call = [
            ("DocType", "000000011"),
            ("ShowGuidePage", "0"),
            ("IdThreshold", "99"),
            ("SceneCode", "s"),
            ("LanguageConfig", r#"{"defaultLanguage":"ar"}"#),
            ("MetaInfo", r#"{"deviceType":"android","bioMetaInfo":"4"}"#),
        ];
        pass(&mut coverage, &call);
        for (name, value, expected) in [
            ("ProductCode", None, 2),
            ("ProductCode", Some("ID_OCR"), 2),
            ("DocType", Some("01000000"), 1),
            ("DocType", Some("000000011"), 1),
            ("DocType", Some("00000006"), 0),
            ("ShowGuidePage", None, 1),
            ("ShowGuidePage", Some("0"), 1),
            ("ShowGuidePage", Some("1"), 0),
            ("IdThreshold", None, 1),
            ("IdThreshold", Some("3"), 0),
            ("SceneCode", None, 1),
            ("ReturnUrl", None, 0),
            ("LanguageConfig", Some("ar"), 1),
            ("MetaInfo", Some("web"), 1),
            ("MetaInfo", Some("android"), 1),
        ] {
            assert_eq!(count(&coverage, name, value), expected, "{name} {value:?}");
        }
    }

    #[test]
    fn rows_with_the_same_code_are_combined_and_names_that_never_occurred_are_listed() {
        let mut coverage = Coverage::default();
        coverage.count_response(None);
        coverage.count_response(Some(&MISSING_ACTION));
        let mut sum = Coverage::default();
        sum.count_response(Some(&MISSING_PARAMETER));
        sum.add(&coverage);
        let codes = sum.codes();
        assert_eq!(codes[0].count, 1);
        let missing: Vec<_> = codes.iter().filter(|met| met.name == "MissingParameter").collect();
        assert_eq!((missing.len(), missing[0].count), (1, 2));
        let wanted = ["Success", THROTTLING_API.code, "Nonsense"].map(str::to_owned);
        assert_eq!(sum.never_seen(&wanted), ["Throttling.Api", "Nonsense"]);
        assert_eq!(Coverage::default().never_seen(&wanted[..1]), ["Success"]);
    }

    #[test]
    fn every_event_has_a_counter_of_its_own_and_counters_add_up() {
        let mut coverage = Coverage::default();
        for (index, row) in coverage_event::all().enumerate() {
            coverage.count_event(row, index as u64);
        }
        let mut sum = Coverage::default();
        sum.add(&coverage);
        sum.add(&coverage);
        let met: Vec<_> = sum.checks().into_iter().chain(sum.callbacks()).collect();
        for (index, (row, met)) in coverage_event::all().zip(met).enumerate() {
            assert_eq!((met.name, met.count), (row.name, 2 * index as u64));
        }
        let wanted = ["check.passed", "check.expired", "callback.dropped"].map(str::to_owned);
        assert_eq!(sum.never_seen(&wanted), ["check.passed"]);
        assert!(sum.checks().iter().all(|met| met.name.starts_with("check.")));
        assert_eq!(sum.callbacks().len(), coverage_event::CALLBACKS.len());
    }
}
