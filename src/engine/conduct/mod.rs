//! Client conduct: what a client did with its failures that passes on a laptop and hurts in production. Found in the
//! journal when somebody asks; calls pay nothing for it. Each file here looks for mistakes of one kind.

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
use crate::engine::journal::{JournalEntry, JournalFilter};

/// What was seen of one mistake in the calls of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConductFinding {
    /// Which mistake.
    pub mistake: &'static ConductRule,
    /// The account.
    pub account: String,
    /// What was seen, one line.
    pub seen: String,
    /// The numbers of the calls in the journal, oldest first, at most [`LISTED`].
    pub calls: Vec<u64>,
    /// How often it was seen.
    pub times: usize,
}

/// What a client did with its failures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConductReport {
    /// What will hurt in production; empty is good.
    pub findings: Vec<ConductFinding>,
    /// Its retries, oldest first, at most [`RETRIES`], patient or not.
    pub retries: Vec<Retry>,
}

/// How many calls a finding lists.
pub const LISTED: usize = 100;
/// How many retries are listed.
pub const RETRIES: usize = 1000;
/// How many calls are looked at under one lock of the journal.
const BATCH: usize = 256;
/// Parameters that differ from attempt to attempt of the same call.
const OF_THE_ATTEMPT: [&str; 5] = ["Signature", "SignatureNonce", "Timestamp", "TimeStamp", "SecurityToken"];

/// What the journal shows of one account's client, or of all.
#[must_use]
pub fn conduct(engine: &Engine, account: Option<&str>) -> ConductReport {
    let filter = JournalFilter::of_key(account);
    let known_secrets = engine.secrets();
    let mut watch = Watch::default();
    let mut last = 0;
    loop {
        let page = engine.journal().after(&filter, BATCH, last);
        let parameters_containing = engine.journal().parameters_containing(&known_secrets, BATCH, last);
        for entry in &page.entries {
            watch.see(entry, &parameters_containing);
        }
        match page.next {
            Some(next) => last = next,
            None => break,
        }
    }
    fetches::see(&engine.non_browser_fetches().all(), &watch.polling, &mut watch.conduct);
    watch.conduct
}

/// What calls show that were recorded elsewhere, oldest first.
#[must_use]
pub fn of_recorded(entries: &[JournalEntry]) -> ConductReport {
    let mut watch = Watch::default();
    for entry in entries {
        watch.see(entry, &HashMap::new());
    }
    watch.conduct
}

/// What is remembered of the calls so far, and what was found.
#[derive(Default)]
struct Watch {
    hasher: RandomState,
    retries: retries::Retries,
    repetition: repetition::Repetition,
    reuse: reuse::Reuse,
    polling: polling::Polling,
    conduct: ConductReport,
}

impl Watch {
    fn see(&mut self, entry: &JournalEntry, parameters_containing: &HashMap<u64, String>) {
        let said = said(entry, &self.hasher);
        self.retries.see(entry, said, &mut self.conduct);
        self.repetition.see(entry, said, &mut self.conduct);
        self.reuse.see(entry, &mut self.conduct);
        secrets::see(entry, parameters_containing, &mut self.conduct);
        self.polling.see(entry, &mut self.conduct);
        for sentence in &entry.facts.tolerated {
            self.conduct.add(&mistakes::TOLERATED, entry, || sentence.clone());
        }
    }
}

/// What will hurt in production of what the journal shows of one account's client, or of all.
#[must_use]
pub fn findings(engine: &Engine, account: Option<&str>) -> Vec<ConductFinding> {
    conduct(engine, account).findings
}

/// What a call says, whichever attempt it is.
fn said(entry: &JournalEntry, hasher: &RandomState) -> u64 {
    let mut said: Vec<_> = entry
        .parameters
        .iter()
        .filter(|given| !OF_THE_ATTEMPT.contains(&given.name.as_str()))
        .map(|given| (given.name.as_str(), given.value.as_str()))
        .collect();
    said.sort_unstable();
    hasher.hash_one((entry.facts.operation, said))
}

/// Whether a call was throttled.
fn throttled(entry: &JournalEntry) -> bool {
    entry.code.starts_with("Throttling")
}

impl ConductReport {
    /// Notes a mistake of a call.
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
            finding.times += 1;
            if finding.calls.len() < LISTED {
                finding.calls.push(call);
            }
            return;
        }
        let (account, calls) = (account.to_owned(), vec![call]);
        self.findings.push(ConductFinding { mistake, account, seen: seen(), calls, times: 1 });
    }
}
