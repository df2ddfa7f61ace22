//! How far each row of the contract can be trusted: its mark, the probes that can settle it at the real service, and the
//! test that holds it here. `docs/fidelity.md` and the last line of `explain` are made of it.

pub mod behaviours;
pub mod explained;
pub mod markdown;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::contract::coverage_event;
use crate::contract::document::DOCUMENTS;
use crate::contract::error::{ERRORS, ErrorOrigin, ErrorRow, Reachability};
use crate::contract::explain::Topic;
use crate::contract::operations::OPERATIONS;
use crate::contract::operations::check_result::SUB_CODES;
use crate::contract::overlay::Overlay;
use crate::contract::{Mark, Operation};
use crate::parity::all_probes;
use crate::parity::probe::parameter_row;
use behaviours::BEHAVIOURS;

/// The tests that hold every row of a table, by their names.
pub const TABLE_TESTS: &[(&str, &str)] = &[
    ("operation", "every_answer_is_the_golden_one"),
    ("parameter", "a_value_against_the_rule_is_refused_with_a_message_that_names_parameter_and_rule"),
    ("document", "the_example_the_default_and_every_documented_value_pass"),
    ("subCode", "every_sub_code_can_be_the_result_of_a_check"),
    ("error", "every_error_of_the_table_is_met_as_its_row_says"),
    ("check", "every_way_in_which_a_check_ends_is_counted_for_its_account_alone"),
    ("callback", "every_thing_that_becomes_of_a_callback_is_counted_for_its_account_alone"),
];

/// Rows that no probe can settle, and why not. Those that only a scenario brings say so themselves.
pub const UNPROBED: &[(&str, &str)] = &[
    ("error Forbidden.ExceptionRepeatedInvoke", "none: parity stops before an account is blocked"),
    ("error Forbidden.RAMUserAccessDenied", "none: it takes a RAM user without the permission"),
    ("error Forbidden.AccountAccessDenied", "none: it takes an account that is not activated or overdue"),
    ("error Throttling.Api", "none: parity stays below the limit, so as not to disturb an account at work"),
    ("error InvalidAccessKeyId.Inactive", "none: it takes a key that is disabled"),
    ("error MissingSecurityToken", "none: it takes a temporary key"),
    ("error MethodNotAllowed", "none: pages of the emulator alone make it"),
    ("error RequestTimeout", "none: half a request at a shared service is no question to ask"),
    ("error RequestEntityTooLarge", "none: a body of 11 MiB at a shared service is no question to ask"),
    ("error RequestURITooLong", "none: a request line of 70 KB at a shared service is no question to ask"),
    ("error RequestHeaderFieldsTooLarge", "none: 101 headers at a shared service are no question to ask"),
    ("behaviour encoding.framing", "none: parity frames its requests in one way"),
    ("behaviour encoding.limits", "none: what is too large at a shared service is no question to ask"),
    ("behaviour body.access-denied", "none: it takes a RAM user without the permission"),
    (
        "behaviour throttling.qps",
        "none: parity stays below the limit, so as not to disturb an account at work",
    ),
    (
        "behaviour throttling.headers",
        "none: parity stays below the limit, so as not to disturb an account at work",
    ),
    (
        "behaviour throttling.burst",
        "none: parity stays below the limit, so as not to disturb an account at work",
    ),
    ("behaviour abnormal.limit", "none: parity stops before an account is blocked"),
    ("behaviour transaction.url", "none: it takes a browser, and half an hour"),
    ("behaviour transaction.results", "none: it takes 30 days"),
    ("behaviour redirect.response", "none: it takes a user with a document"),
    (
        "behaviour callback.parameters",
        "none: it takes a user with a document, and a receiver that the service reaches",
    ),
    (
        "behaviour callback.retries",
        "none: it takes a user with a document, and a receiver that the service reaches",
    ),
    ("behaviour tls.alpn", "none: a real certificate stands in front of the service"),
    ("behaviour sizes.values", "none: they protect the emulator, and the service's own limits lie elsewhere"),
    ("behaviour sizes.message", "none: it protects the emulator"),
];

/// A row of the contract.
#[derive(Debug, Clone)]
pub struct ContractRow {
    /// Its name: the table and the row in it.
    pub name: String,
    /// What it says.
    pub statement: String,
    /// How sure it is; `None` of what the emulator alone counts.
    pub mark: Option<Mark>,
    /// The test that holds it.
    pub test: &'static str,
    /// Whether a call alone never meets it.
    pub by_scenario: bool,
}

/// Every row of the contract.
#[must_use]
pub fn rows() -> Vec<ContractRow> {
    let mut rows = Vec::new();
    for operation in OPERATIONS {
        rows.push(table_row("operation", operation.name, operation.meaning, Some(Mark::Documented)));
    }
    for operation in OPERATIONS {
        for parameter in operation.parameters {
            let name = format!("{}.{}", operation.name, parameter.name);
            rows.push(table_row("parameter", &name, &rule(operation, parameter.name), Some(parameter.mark)));
        }
    }
    for document in DOCUMENTS {
        rows.push(table_row("document", document.value, document.meaning, Some(Mark::Documented)));
    }
    for row in &SUB_CODES {
        rows.push(table_row("subCode", row.code, row.meaning, Some(row.mark)));
    }
    for error in ERRORS {
        let by_scenario = error.reachability == Reachability::Scenario;
        rows.push(ContractRow {
            name: error_row(error),
            by_scenario,
            ..table_row("error", error.code, error.meaning, Some(error.mark))
        });
    }
    for behaviour in BEHAVIOURS {
        rows.push(ContractRow {
            name: format!("behaviour {}", behaviour.name),
            statement: behaviour.statement.to_owned(),
            mark: Some(behaviour.mark),
            test: behaviour.test,
            by_scenario: false,
        });
    }
    for row in coverage_event::all() {
        let (table, _) = row.name.split_once('.').unwrap_or((row.name, ""));
        rows.push(ContractRow { name: row.name.to_owned(), ..table_row(table, row.name, row.meaning, None) });
    }
    rows
}

/// The names of all rows.
#[must_use]
pub fn row_names() -> Vec<String> {
    rows().into_iter().map(|row| row.name).collect()
}

/// The probes that settle each row, by its name.
pub static PROBES_OF: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut probes: HashMap<String, Vec<String>> = HashMap::new();
    for probe in all_probes() {
        for row in probe.settles {
            probes.entry(row).or_default().push(probe.name.clone());
        }
    }
    probes
});

impl ContractRow {
    /// The probes that settle it.
    #[must_use]
    pub fn probes(&self) -> &'static [String] {
        PROBES_OF.get(&self.name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The mark's word.
    #[must_use]
    pub fn mark_word(&self) -> &'static str {
        self.mark.map_or("counted here", Mark::word)
    }

    /// Where no probe settles it: why not.
    #[must_use]
    pub fn why_unprobed(&self) -> Option<&'static str> {
        if !self.probes().is_empty() {
            return None;
        }
        if self.mark.is_none() {
            return Some("none: it takes a user or a receiver");
        }
        if self.name.starts_with("subCode ") {
            return Some("none: it takes a user with a document");
        }
        if self.by_scenario {
            return Some("none: no call makes the service do it");
        }
        UNPROBED.iter().find(|(name, _)| *name == self.name).map(|(_, reason)| *reason)
    }

    /// What an overlay says of it: whether the answers that settle it were as here.
    #[must_use]
    pub fn observed(&self, overlay: &Overlay) -> Option<bool> {
        let known: Vec<bool> = self.probes().iter().filter_map(|probe| overlay.settled(probe)).collect();
        if known.is_empty() { None } else { Some(known.into_iter().all(|same| same)) }
    }
}

/// The row that a topic of `explain` is.
#[must_use]
pub fn row_of(topic: Topic) -> Option<ContractRow> {
    let name = match topic {
        Topic::Operation(operation) => format!("operation {}", operation.name),
        Topic::Parameter(operation, parameter) => parameter_row(operation.name, parameter.name),
        Topic::Document(document) => format!("document {}", document.value),
        Topic::Error(error) => error_row(error),
        Topic::ClientResult(result) => result.outcome.name.to_owned(),
        Topic::SubCode(row) => format!("subCode {}", row.code),
        Topic::Event(event) => event.name.to_owned(),
    };
    rows().into_iter().find(|row| row.name == name)
}

/// The name of the row of an error: where two share a code, the gateway's says so.
fn error_row(error: &ErrorRow) -> String {
    let shared = ERRORS.iter().filter(|row| row.code == error.code).count() > 1;
    let suffix = if shared && error.origin == ErrorOrigin::Gateway { " (gateway)" } else { "" };
    format!("error {}{suffix}", error.code)
}

fn rule(operation: &Operation, name: &str) -> String {
    let parameter = operation.parameters.iter().find(|row| row.name == name);
    parameter.map_or_else(String::new, |row| {
        let need = if row.required { "required" } else { "optional" };
        format!("{need}; {}", row.form.expectation())
    })
}

fn table_row(table: &'static str, name: &str, statement: &str, mark: Option<Mark>) -> ContractRow {
    let test = TABLE_TESTS.iter().find(|(of, _)| *of == table).map_or("", |(_, test)| *test);
    ContractRow {
        name: format!("{table} {name}"),
        statement: statement.to_owned(),
        mark,
        test,
        by_scenario: false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_row_has_a_name_of_its_own_and_every_probe_settles_rows_that_exist() {
        let names = row_names();
        let known: HashSet<_> = names.iter().collect();
        assert_eq!(known.len(), names.len());
        for probe in all_probes() {
            for row in &probe.settles {
                assert!(known.contains(row), "{}: {row}", probe.name);
            }
        }
    }

    #[test]
    fn every_topic_of_explain_is_a_row() {
        for topic in Topic::all() {
            assert!(row_of(topic).is_some(), "{topic:?}");
        }
    }
}
