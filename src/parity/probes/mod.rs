//! Every probe: those of the gateway as rows, those of parameters made from the tables of the operations, so that a new
//! row has its probes at once.

mod checks;
mod gateway;
mod parameters;

use crate::contract::Operation;
use crate::contract::operations::OperationKind;
use crate::parity::draft::{Draft, SignedBy};
use crate::parity::probe::Probe;

/// Every probe, in the order in which they are sent.
#[must_use]
pub fn all() -> Vec<Probe> {
    let mut probes = gateway::probes();
    probes.extend(parameters::probes());
    probes.extend(checks::probes());
    probes
}

/// Whether a good call of an operation starts a check.
fn starts_a_check(operation: &Operation) -> bool {
    operation.kind == OperationKind::Initialize
}

/// A good call of an operation, with the example of each required parameter; of one that asks about a transaction with
/// one that no service gave out.
fn good(signed_by: SignedBy, operation: &Operation) -> Draft {
    let required = operation.parameters.iter().filter(|row| row.required);
    required.fold(Draft::new(signed_by, operation.name), |draft, row| {
        draft.with(row.name, if row.name == "TransactionId" { "{transactionId}" } else { row.example })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::contract::operations::OPERATIONS;

    #[test]
    fn every_probe_has_a_name_of_its_own_and_asks_a_sentence() {
        let probes = all();
        let names: HashSet<_> = probes.iter().map(|probe| probe.name.as_str()).collect();
        assert_eq!(names.len(), probes.len());
        for probe in &probes {
            assert!(probe.asks.ends_with(['.', '?']), "{}", probe.name);
            assert!(!probe.requests.is_empty() && !probe.settles.is_empty(), "{}", probe.name);
        }
    }

    #[test]
    fn every_parameter_of_every_operation_has_a_probe() {
        let probes = all();
        for operation in OPERATIONS {
            for row in operation.parameters {
                let row = crate::parity::probe::parameter_row(operation.name, row.name);
                assert!(probes.iter().any(|probe| probe.settles.contains(&row)), "{row}");
            }
        }
    }
}
