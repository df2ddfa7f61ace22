//! The signature doctor: finds out which mistake gives the signature that the client sent.

use super::{Presented, Secret};
use crate::contract::Call;

/// One sentence that says what to change; called only where a signature did not match.
#[must_use]
pub fn diagnose(_call: &Call, _presented: &Presented<'_>, _secret: &Secret) -> Option<String> {
    None
}

/// A hint for a time stamp that is off by whole or half hours, up to 14 of them.
#[must_use]
pub fn clock_offset(_claimed: jiff::Timestamp, _now: jiff::Timestamp) -> Option<String> {
    None
}
