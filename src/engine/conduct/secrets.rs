//! Secrets of access keys where they should never be.

use std::collections::HashMap;

use super::mistakes::SECRET_SENT;
use crate::engine::conduct::ConductReport;
use crate::engine::journal::JournalEntry;

/// Parameters that hold a secret by their very name.
const NAMES: [&str; 2] = ["AccessKeySecret", "AccessSecret"];

/// `parameters_containing` are the calls that have a declared secret in a parameter, with its name.
pub(super) fn see(
    entry: &JournalEntry,
    parameters_containing: &HashMap<u64, String>,
    conduct: &mut ConductReport,
) {
    let by_name = || entry.parameters.iter().find(|given| NAMES.contains(&given.name.as_str()));
    if let Some(name) = parameters_containing.get(&entry.id).or_else(|| by_name().map(|given| &given.name)) {
        conduct
            .add(&SECRET_SENT, entry, || format!("call {} has the secret in its parameter {name}", entry.id));
    }
}
