//! Finds secrets of access keys in parameters.

use std::collections::HashMap;

use super::mistakes::SECRET_SENT;
use crate::engine::conduct::ConductReport;
use crate::engine::journal::JournalEntry;

/// Names of parameters that certainly contain a secret.
const NAMES: [&str; 2] = ["AccessKeySecret", "AccessSecret"];

/// `parameters_containing` has the calls with a declared secret in a parameter, and the parameter's name.
pub(super) fn check(
    entry: &JournalEntry,
    parameters_containing: &HashMap<u64, String>,
    conduct: &mut ConductReport,
) {
    let by_name = || entry.parameters.iter().find(|parameter| NAMES.contains(&parameter.name.as_str()));
    if let Some(name) =
        parameters_containing.get(&entry.id).or_else(|| by_name().map(|parameter| &parameter.name))
    {
        conduct
            .add(&SECRET_SENT, entry, || format!("call {} has the secret in its parameter {name}", entry.id));
    }
}
