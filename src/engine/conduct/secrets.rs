//! Secrets of access keys where they should never be.

use std::collections::HashMap;

use super::Conduct;
use super::mistakes::SECRET_SENT;
use crate::engine::journal::Entry;

/// Parameters that hold a secret by their very name.
const NAMES: [&str; 2] = ["AccessKeySecret", "AccessSecret"];

/// `carriers` are the calls that have a declared secret in a parameter, with its name.
pub(super) fn see(entry: &Entry, carriers: &HashMap<u64, String>, conduct: &mut Conduct) {
    let by_name = || entry.parameters.iter().find(|given| NAMES.contains(&given.name.as_str()));
    if let Some(name) = carriers.get(&entry.id).or_else(|| by_name().map(|given| &given.name)) {
        conduct
            .add(&SECRET_SENT, entry, || format!("call {} has the secret in its parameter {name}", entry.id));
    }
}
