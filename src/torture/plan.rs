//! What is to be tried: each call with each kind of fault that can hit it, and then the calls that only came because of
//! a fault. Which of them come first, and which are left out.

use std::collections::HashSet;
use std::sync::Arc;

use crate::torture::faults::{FaultKind, Hits};
use crate::torture::injection::{Injection, fits};
use crate::torture::run::RunRecord;
use crate::torture::site::CallSite;
use crate::torture::traffic::{SeenCall, Traffic};

/// Which cells are tried.
#[derive(Debug, Clone, Default)]
pub struct CellFilter {
    /// With any, only the cells that one of them fits.
    pub only: Vec<String>,
    /// The cells that one of them fits are left out.
    pub skip: Vec<String>,
}

impl CellFilter {
    /// Whether a cell is tried.
    #[must_use]
    pub fn takes(&self, injection: &Injection) -> bool {
        let name = injection.to_string();
        let fit = |patterns: &[String]| patterns.iter().any(|pattern| fits(pattern, &name));
        (self.only.is_empty() || fit(&self.only)) && !fit(&self.skip)
    }

    /// The first pattern that fits none of these cells, and its flag.
    #[must_use]
    pub fn idle(&self, cells: &[Injection]) -> Option<(&'static str, &str)> {
        let names: Vec<String> = cells.iter().map(ToString::to_string).collect();
        let all = self.only.iter().map(|pattern| ("--only", pattern));
        let mut all = all.chain(self.skip.iter().map(|pattern| ("--skip", pattern)));
        all.find(|(_, pattern)| !names.iter().any(|name| fits(pattern, name)))
            .map(|(flag, pattern)| (flag, pattern.as_str()))
    }
}

/// Every call with every kind of fault that can hit it, the most telling kinds first.
#[must_use]
pub fn cells(traffic: &Traffic, kinds: &[Arc<FaultKind>]) -> Vec<Injection> {
    let several = traffic.has_several_keys();
    let mut all = Vec::new();
    for kind in kinds {
        if matches!(kind.hits, Hits::Everything) {
            all.push(Injection { site: CallSite::Every, kind: kind.clone() });
        }
        for call in traffic.calls.iter().filter(|call| can_hit(kind, call)) {
            all.push(Injection { site: traffic.site(call, several), kind: kind.clone() });
        }
    }
    all
}

fn can_hit(kind: &FaultKind, call: &SeenCall) -> bool {
    kind.can_hit(call.operation, call.checked, call.called_back)
}

/// What can be added to faults that were survived: each fault at each call that came only because of them. Of runs that
/// went the same way after faults of the same family one is taken further.
#[must_use]
pub fn deeper(
    survived: &[(Vec<Injection>, RunRecord)],
    baseline: &Traffic,
    kinds: &[Arc<FaultKind>],
) -> Vec<Vec<Injection>> {
    let several = baseline.has_several_keys();
    let known: HashSet<CallSite> = baseline.calls.iter().map(|call| baseline.site(call, several)).collect();
    let mut seen = HashSet::new();
    let mut found: Vec<(usize, Vec<Injection>)> = Vec::new();
    for (injections, record) in survived {
        let families: Vec<_> = injections.iter().map(|one| (one.site.clone(), one.kind.family())).collect();
        if !seen.insert((families, record.traffic.shape())) {
            continue;
        }
        let hit = |site: &CallSite| injections.iter().any(|injection| injection.site == *site);
        let calls = record.traffic.calls.iter().map(|call| (record.traffic.site(call, several), call));
        for (site, call) in calls.filter(|(site, _)| !known.contains(site) && !hit(site)) {
            for (rank, kind) in kinds.iter().enumerate().filter(|(_, kind)| can_hit(kind, call)) {
                let added = Injection { site: site.clone(), kind: kind.clone() };
                found.push((rank, injections.iter().cloned().chain([added]).collect()));
            }
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, injections)| injections).collect()
}
