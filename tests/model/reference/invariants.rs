//! What must hold of every run, counted from what the engine shows alone.

use std::collections::{HashMap, HashSet, VecDeque};

use cloudauth_local::engine::Engine;
use cloudauth_local::engine::journal::JournalFilter;

use crate::reference::model::Model;
use crate::reference::seen::{Answer, Seen};
use crate::reference::step::Setup;

/// What was seen of a run.
#[derive(Debug, Default)]
pub(crate) struct Invariants {
    /// The RequestIds of all calls.
    request_ids: HashSet<String>,
    /// Of each transaction: attempts, and how many of them were the last.
    attempts: HashMap<String, (u32, u32)>,
    /// The codes of the latest answers, oldest first, and their RequestIds where they have one.
    latest: VecDeque<(String, Option<String>)>,
}

/// How many of the latest calls are looked up in the journal.
const LATEST: usize = 3;

impl Invariants {
    pub(crate) fn note(&mut self, seen: &Seen) -> Result<(), String> {
        match seen {
            Seen::Answer(answer) => self.answered(answer)?,
            Seen::ManyKeys(..) => self.latest.clear(),
            Seen::Delivered(attempts, _) => {
                for attempt in attempts {
                    let (all, last) = self.attempts.entry(attempt.id.clone()).or_default();
                    *all += 1;
                    *last += u32::from(attempt.last);
                }
            }
            Seen::Inspected(all) => {
                let mut ids = HashSet::new();
                if let Some(twice) = all.transactions.iter().find(|one| !ids.insert(&one.id)) {
                    return Err(format!("the transaction {} is listed twice", twice.id));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn answered(&mut self, answer: &Answer) -> Result<(), String> {
        self.latest.push_back((answer.code.clone(), answer.request_id.clone()));
        if self.latest.len() > LATEST {
            self.latest.pop_front();
        }
        match &answer.request_id {
            Some(id) if !self.request_ids.insert(id.clone()) => Err(format!("the RequestId {id} came twice")),
            _ => Ok(()),
        }
    }

    /// What is kept stays within its bounds.
    #[expect(clippy::unused_self, reason = "a claim beside the others")]
    pub(crate) fn budgets(&self, engine: &Engine, setup: &Setup) -> Result<(), String> {
        let extent = engine.journal().extent();
        if setup.journal > 0 && extent.kept > setup.journal {
            return Err(format!("the journal keeps {} calls of {}", extent.kept, setup.journal));
        }
        if extent.kept as u64 + extent.dropped != extent.total {
            return Err(format!("the journal lost calls: {extent:?}"));
        }
        Ok(())
    }

    /// Everything that is kept stays within its share of the memory.
    #[expect(clippy::unused_self, reason = "a claim beside the others")]
    pub(crate) fn memory(&self, engine: &Engine) -> Result<(), String> {
        let over = engine.memory_use().into_iter().find(|(kind, bytes)| *bytes > engine.memory_share(*kind));
        over.map_or(Ok(()), |(kind, bytes)| Err(format!("{kind:?} takes {bytes} bytes, more than its share")))
    }

    /// The latest calls are in the journal, in their order.
    pub(crate) fn journal(&self, engine: &Engine) -> Result<(), String> {
        let before = engine.journal().extent().total - self.latest.len() as u64;
        let entries = engine.journal().after(&JournalFilter::default(), LATEST, before).entries;
        let same = entries.len() == self.latest.len()
            && entries.iter().zip(&self.latest).all(|(entry, (code, request_id))| {
                entry.code == code && request_id.as_ref().is_none_or(|id| *id == entry.request_id)
            });
        if same { Ok(()) } else { Err(format!("the journal has {entries:#?} of {:?}", self.latest)) }
    }

    /// Every callback was delivered or given up, as often as it was to be sent and no more.
    pub(crate) fn close(&self, engine: &Engine, model: &Model) -> Result<(), String> {
        let waiting = engine.callbacks().waiting();
        if waiting > 0 {
            return Err(format!("{waiting} callbacks neither came nor were given up"));
        }
        if let Some(id) = self.attempts.keys().find(|id| !model.posted.contains_key(*id)) {
            return Err(format!("{id} was called back and had no callback"));
        }
        for (id, times) in &model.posted {
            let (all, last) = self.attempts.get(id).copied().unwrap_or_default();
            if last != *times || all > times * model.setup.tries {
                return Err(format!(
                    "the callback of {id} was to be sent {times} times: {all} attempts, {last} of them the last"
                ));
            }
        }
        Ok(())
    }
}
