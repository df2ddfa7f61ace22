//! What must hold of every run, counted from what the engine shows alone.

use std::collections::{HashMap, HashSet};

use cloudauth_local::engine::Engine;

use crate::reference::model::Model;
use crate::reference::seen::{Answer, Seen};
use crate::reference::step::World;

/// What was seen of a run.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// The RequestIds of all calls.
    request_ids: HashSet<String>,
    /// Of each transaction: attempts, and how many of them were the last.
    attempts: HashMap<String, (u32, u32)>,
    /// Calls since the journal was empty.
    calls: u64,
}

impl Ledger {
    pub(crate) fn note(&mut self, seen: &Seen) -> Result<(), String> {
        match seen {
            Seen::Answer(answer) => self.answered(answer)?,
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
        self.calls += 1;
        match &answer.request_id {
            Some(id) if !self.request_ids.insert(id.clone()) => Err(format!("the RequestId {id} came twice")),
            _ => Ok(()),
        }
    }

    /// What is kept stays within its bounds.
    #[expect(clippy::unused_self, reason = "a claim beside the others")]
    pub(crate) fn budgets(&self, engine: &Engine, world: &World) -> Result<(), String> {
        let extent = engine.journal().extent();
        if world.journal > 0 && extent.kept > world.journal {
            return Err(format!("the journal keeps {} calls of {}", extent.kept, world.journal));
        }
        if extent.kept as u64 + extent.dropped != extent.total {
            return Err(format!("the journal lost calls: {extent:?}"));
        }
        Ok(())
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
            if last != *times || all > times * model.world.tries {
                return Err(format!(
                    "the callback of {id} was to be sent {times} times: {all} attempts, {last} of them the last"
                ));
            }
        }
        Ok(())
    }
}
