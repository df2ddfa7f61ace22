//! What a comparison has shown, for people and for programs. The two figures stand side by side and are never added.

pub mod html;
pub mod terminal;

use crate::parity::compare::Difference;
use crate::parity::probe::Probe;
use crate::parity::record::{ParityRecord, ProbeRecord};

/// The two figures of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Probes whose answers differ.
    pub divergent: usize,
    /// Probes that were answered by both sides.
    pub answered: usize,
    /// Rows of the contract that an answered probe settles.
    pub settled: usize,
    /// Rows of the contract that some probe can settle.
    pub reachable: usize,
    /// Rows of the contract.
    pub rows: usize,
}

impl Figures {
    /// Counts. `rows` are the names of all rows of the contract.
    #[must_use]
    pub fn of(record: &ParityRecord, probes: &[Probe], rows: &[String]) -> Self {
        let settled = |row: &&String| record.answered().any(|probe| probe.settles.contains(row));
        let reachable = |row: &&String| probes.iter().any(|probe| probe.settles.contains(row));
        Self {
            divergent: record.divergent().count(),
            answered: record.answered().count(),
            settled: rows.iter().filter(settled).count(),
            reachable: rows.iter().filter(reachable).count(),
            rows: rows.len(),
        }
    }
}

/// Probes that differ in the same way.
struct Group<'a> {
    differences: &'a [Difference],
    probes: Vec<&'a ProbeRecord>,
}

/// The probes that differ, those with the same differences together, in the order of their first one.
fn groups(record: &ParityRecord) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for probe in record.divergent() {
        match groups.iter_mut().find(|group| *group.differences == probe.differences) {
            Some(group) => group.probes.push(probe),
            None => groups.push(Group { differences: &probe.differences, probes: vec![probe] }),
        }
    }
    groups
}

#[derive(serde::Serialize)]
struct JsonResult<'a> {
    figures: Figures,
    record: &'a ParityRecord,
}

/// The result as JSON: the figures, and the record in which every probe stands.
#[must_use]
pub fn json(record: &ParityRecord, figures: Figures) -> String {
    let result = JsonResult { figures, record };
    // Members under text names can always be written.
    serde_json::to_string_pretty(&result).unwrap_or_default() + "\n"
}
