//! Client conduct: mistakes of a client that go unnoticed in development and cause failures in production. Found in the
//! journal on demand, so calls pay nothing for it. Each file finds mistakes of one kind.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod fetches;
pub mod mistakes;
mod polling;
mod repetition;
mod retries;
mod reuse;
mod secrets;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use crate::engine::conduct::mistakes::ConductRule;
pub use retries::Retry;

use super::Engine;
use crate::engine::journal::{JournalEntry, JournalFilter, StringSearch};

/// A mistake in the calls of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConductFinding {
    /// The mistake.
    pub mistake: &'static ConductRule,
    /// The account.
    pub account: String,
    /// The first occurrence, one line.
    pub seen: String,
    /// The numbers of the calls in the journal, oldest first, at most [`LISTED`].
    pub calls: Vec<u64>,
    /// The number of occurrences.
    pub times: usize,
}

/// The conduct of a client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConductReport {
    /// Mistakes that will cause failures in production.
    pub findings: Vec<ConductFinding>,
    /// Its retries, in time or too early, oldest first, at most [`RETRIES`].
    pub retries: Vec<Retry>,
}

/// The maximum number of calls in a finding.
pub const LISTED: usize = 100;
/// The maximum number of retries.
pub const RETRIES: usize = 1000;
/// How many calls are read under one lock of the journal.
const BATCH: usize = 256;
/// Parameters that differ between attempts of the same call.
pub(in crate::engine) const ATTEMPT_PARAMETERS: [&str; 5] =
    ["Signature", "SignatureNonce", "Timestamp", "TimeStamp", "SecurityToken"];

/// The conduct of the client of one account, or of all.
#[must_use]
pub fn conduct(engine: &Engine, account: Option<&str>) -> ConductReport {
    let filter = JournalFilter::of_key(account);
    let known_secrets = StringSearch::new(&engine.secrets());
    let mut search = ConductSearch::default();
    let mut last = 0;
    loop {
        let page = engine.journal().after(&filter, BATCH, last);
        let up_to = page.next.unwrap_or(last);
        let parameters_containing = engine.journal().parameters_containing(&known_secrets, last, up_to);
        for entry in &page.entries {
            search.check(entry, &parameters_containing);
        }
        match page.next {
            Some(next) => last = next,
            None => break,
        }
    }
    fetches::check(&engine.non_browser_fetches().all(), &search.polling, &mut search.conduct);
    search.conduct
}

/// The conduct of a client in recorded calls, oldest first.
#[must_use]
pub fn of_recorded(entries: &[JournalEntry]) -> ConductReport {
    let mut search = ConductSearch::default();
    for entry in entries {
        search.check(entry, &HashMap::new());
    }
    search.conduct
}

/// The state of the search, and its result.
#[derive(Default)]
struct ConductSearch {
    hasher: RandomState,
    retries: retries::Retries,
    repetition: repetition::Repetition,
    reuse: reuse::Reuse,
    polling: polling::Polling,
    conduct: ConductReport,
}

impl ConductSearch {
    fn check(&mut self, entry: &JournalEntry, parameters_containing: &HashMap<u64, String>) {
        let fingerprint = fingerprint(entry, &self.hasher);
        self.retries.check(entry, fingerprint, &mut self.conduct);
        self.repetition.check(entry, fingerprint, &mut self.conduct);
        self.reuse.check(entry, &mut self.conduct);
        secrets::check(entry, parameters_containing, &mut self.conduct);
        self.polling.check(entry, &mut self.conduct);
        for sentence in &entry.facts.tolerated {
            self.conduct.add(&mistakes::TOLERATED, entry, || sentence.clone());
        }
    }
}

/// The mistakes of the client of one account, or of all.
#[must_use]
pub fn findings(engine: &Engine, account: Option<&str>) -> Vec<ConductFinding> {
    conduct(engine, account).findings
}

/// A hash of the content of a call, the same for all its attempts.
fn fingerprint(entry: &JournalEntry, hasher: &RandomState) -> u64 {
    let mut fingerprint: Vec<_> = entry
        .parameters
        .iter()
        .filter(|parameter| !ATTEMPT_PARAMETERS.contains(&parameter.name.as_str()))
        .map(|parameter| (parameter.name.as_str(), parameter.value.as_str()))
        .collect();
    fingerprint.sort_unstable();
    hasher.hash_one((entry.facts.operation, fingerprint))
}

/// Whether a call was throttled.
fn throttled(entry: &JournalEntry) -> bool {
    entry.code.starts_with("Throttling")
}

impl ConductReport {
    /// Adds a mistake in a call.
    fn add(&mut self, mistake: &'static ConductRule, entry: &JournalEntry, seen: impl FnOnce() -> String) {
        self.add_of(mistake, &entry.facts.account, entry.id, seen);
    }

    fn add_of(
        &mut self,
        mistake: &'static ConductRule,
        account: &str,
        call: u64,
        seen: impl FnOnce() -> String,
    ) {
        let known = |finding: &&mut ConductFinding| finding.mistake == mistake && finding.account == account;
        if let Some(finding) = self.findings.iter_mut().find(known) {
            finding.times = finding.times.saturating_add(1);
            if finding.calls.len() < LISTED {
                finding.calls.push(call);
            }
            return;
        }
        let (account, calls) = (account.to_owned(), vec![call]);
        self.findings.push(ConductFinding { mistake, account, seen: seen(), calls, times: 1 });
    }
}
