//! Several faults at random calls at once. The same seed gives the same faults.

use std::collections::HashSet;
use std::sync::Arc;

use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use crate::torture::faults::FaultKind;
use crate::torture::injection::Injection;
use crate::torture::plan::{CellFilter, cells};
use crate::torture::site::CallSite;
use crate::torture::traffic::Traffic;

/// How many faults one run has.
const FAULTS: std::ops::RangeInclusive<usize> = 2..=6;
/// How many further calls of each operation may be hit: retries.
const RETRIES: u64 = 3;

/// So many sets of faults, of which none has a cell that `leave_out` names.
#[must_use]
pub fn sets(
    count: usize,
    seed: u64,
    traffic: &Traffic,
    kinds: &[Arc<FaultKind>],
    filter: &CellFilter,
    leave_out: &[String],
) -> Vec<Vec<Injection>> {
    let mut all = with_retries(traffic, kinds);
    all.retain(|one| filter.takes(one) && !leave_out.contains(&one.to_string()));
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let set = |_| {
        let wanted = random.random_range(FAULTS);
        let mut hit = HashSet::new();
        let mut set = Vec::new();
        // As many draws as faults are wanted: a call that is drawn twice is hit once.
        for _ in 0..wanted {
            if let Some(one) = all.choose(&mut random)
                && hit.insert(one.site.clone())
            {
                set.push(one.clone());
            }
        }
        set.sort_by(|one, other| one.site.cmp(&other.site));
        set
    };
    (0..count).map(set).filter(|set| !set.is_empty()).collect()
}

/// The cells of the calls that came without faults, and those of the retries that may come.
fn with_retries(traffic: &Traffic, kinds: &[Arc<FaultKind>]) -> Vec<Injection> {
    let mut all = cells(traffic, kinds);
    all.retain(|one| one.site != CallSite::Every);
    let retries: Vec<Injection> = all
        .iter()
        .flat_map(|one| (1..=RETRIES).map(|more| retry(one, more)))
        .filter(|retry| !all.contains(retry))
        .collect();
    for retry in retries {
        if !all.contains(&retry) {
            all.push(retry);
        }
    }
    all
}

fn retry(one: &Injection, more: u64) -> Injection {
    let mut retry = one.clone();
    if let CallSite::Nth { number, .. } = &mut retry.site {
        *number += more;
    }
    retry
}
