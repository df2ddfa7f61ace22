//! Checks: their options, their plans, when they expire, and which of them are kept.

use std::time::Duration;

use cloudauth_local::contract::identity::IdentityFields;

use crate::reference::scenario::{CallbackSpec, VerificationSpec};
use crate::reference::step::{Deleted, EndStep, Start};
use crate::reference::{names, rules};

/// A check must be finished within this time.
const EXPIRY: Duration = Duration::from_mins(30);
/// A result is kept for this time.
const RETENTION: Duration = Duration::from_hours(30 * 24);
/// Checks past their retention are removed this often.
const SWEEP: Duration = Duration::from_mins(1);
/// How many pages of a user are remembered.
const PAGES: usize = 64;

/// What a scenario plans for a check.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub(crate) verification: Option<VerificationSpec>,
    pub(crate) callback: CallbackSpec,
}

impl Plan {
    /// Whether it ends by itself, and how long after Initialize.
    pub(crate) fn end(&self) -> Option<(bool, Duration)> {
        let check = self.verification.as_ref()?;
        let ends = check.result_code.is_none() && check.expires.is_none();
        ends.then(|| (check.passed.unwrap_or(true), Duration::from_millis(check.after.unwrap_or(0))))
    }

    /// How many times the callback is sent.
    pub(crate) fn times(&self) -> u32 {
        if self.callback.drop == Some(true) { 0 } else { self.callback.repeat.unwrap_or(1) }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Check {
    pub(crate) id: String,
    pub(crate) client_cfg: String,
    pub(crate) protocol: String,
    pub(crate) account: String,
    pub(crate) biz: String,
    pub(crate) start: Start,
    pub(crate) plan: Option<Plan>,
    /// By its account's clock.
    pub(crate) created: Duration,
    /// By the emulator's clock.
    pub(crate) created_at_root: Duration,
    pub(crate) pages: Vec<(&'static str, Duration)>,
    pub(crate) client_code: Option<String>,
    pub(crate) queried: bool,
    pub(crate) deleted: Option<Deleted>,
    pub(crate) done: Option<Done>,
}

/// How a check ended.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    pub(crate) at: Duration,
    pub(crate) passed: bool,
    pub(crate) sub_code: String,
    pub(crate) read: Vec<(String, String)>,
    pub(crate) edited: Option<Vec<(String, String)>>,
    pub(crate) copy: bool,
    /// Whether what was read was deleted.
    pub(crate) texts_deleted: bool,
}

/// Why a page does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Used,
    Changed,
    Unknown,
    Expired,
}

impl Check {
    pub(crate) fn is_expired(&self, at: Duration) -> bool {
        let planned = self.plan.as_ref().and_then(|plan| plan.verification.as_ref()?.expires);
        let lifetime = planned.map_or(EXPIRY, Duration::from_millis);
        self.done.is_none() && at.saturating_sub(self.created) >= lifetime
    }

    pub(crate) fn is_past_retention(&self, at: Duration) -> bool {
        let since = self.done.as_ref().map_or(self.created, |done| done.at);
        at.saturating_sub(since) >= RETENTION
    }

    /// Whether its page can be used.
    pub(crate) fn usable(&self, at: Duration) -> Result<(), Refusal> {
        match (&self.done, self.is_expired(at)) {
            (Some(_), _) => Err(Refusal::Used),
            (None, true) => Err(Refusal::Expired),
            (None, false) => Ok(()),
        }
    }

    /// The code with which its scenario ends it in the browser alone.
    pub(crate) fn interruption(&self) -> Option<&str> {
        self.plan.as_ref()?.verification.as_ref()?.result_code.as_deref()
    }

    pub(crate) fn reach(&mut self, page: &'static str, at: Duration) {
        if self.pages.len() < PAGES && self.pages.last().is_none_or(|(last, _)| *last != page) {
            self.pages.push((page, at));
        }
    }

    /// What is read from the document.
    pub(crate) fn read(&self) -> Vec<(String, String)> {
        let (document, _) = names::DOCUMENTS[self.start.document % names::DOCUMENTS.len()];
        let specimen = IdentityFields::specimen(document);
        let mut read: Vec<_> =
            specimen.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let planned = self.plan.as_ref().and_then(|plan| plan.verification.as_ref());
        if let Some(surname) = planned.and_then(|check| check.surname.as_ref()) {
            set(&mut read, "surname", surname);
        }
        read
    }

    /// Completes it.
    pub(crate) fn complete(&mut self, passed: bool, end: &EndStep, at: Duration) {
        let (_, corrected) = names::DOCUMENTS[self.start.document % names::DOCUMENTS.len()];
        let read = self.read();
        let edited = (end.edits && self.start.edits).then(|| {
            let mut edited = read.clone();
            set(&mut edited, corrected, names::CORRECTION);
            edited
        });
        let default = if passed { "200" } else { "206" };
        self.done = Some(Done {
            at,
            passed,
            sub_code: end.sub_code.clone().unwrap_or_else(|| default.to_owned()),
            read,
            edited,
            copy: end.copy && self.start.spoof,
            texts_deleted: false,
        });
    }
}

fn set(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    match fields.iter_mut().find(|(known, _)| known == name) {
        Some(field) => value.clone_into(&mut field.1),
        None => fields.push((name.to_owned(), value.to_owned())),
    }
}

/// The checks that are kept.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    /// How many are kept; 0 is any number.
    bound: usize,
    /// In the order of creation.
    pub(crate) all: Vec<Check>,
    /// The TransactionIds of the completed ones, in the order of completion.
    completed: Vec<String>,
    next_sweep: Duration,
}

impl Checks {
    pub(crate) fn new(bound: usize) -> Self {
        Self { bound, ..Self::default() }
    }

    /// A check that is known at a time of an account's clock.
    pub(crate) fn find(&mut self, id: &str, at: Duration) -> Option<&mut Check> {
        self.all.iter_mut().rev().find(|one| one.id == id && !one.is_past_retention(at))
    }

    /// A check by its TransactionId, however old.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Check> {
        self.all.iter().rev().find(|one| one.id == id)
    }

    /// A check by the value in its URL, however old.
    pub(crate) fn look(&self, client_cfg: &str) -> Option<&Check> {
        self.all.iter().rev().find(|one| one.client_cfg == client_cfg)
    }

    /// A check by the value in its URL.
    pub(crate) fn find_url(&mut self, client_cfg: &str, at: Duration) -> Result<&mut Check, Refusal> {
        if let Some(index) = self.all.iter().rposition(|one| one.client_cfg == client_cfg) {
            let found = &mut self.all[index];
            return if found.is_past_retention(at) { Err(Refusal::Unknown) } else { Ok(found) };
        }
        // The number of the transaction is in the first 20 characters, a secret in the others.
        let (number, secret) = client_cfg.split_at(20);
        let is_part = |one: &Check| one.client_cfg.starts_with(number) || one.client_cfg.ends_with(secret);
        Err(if self.all.iter().any(is_part) { Refusal::Changed } else { Refusal::Unknown })
    }

    pub(crate) fn add(&mut self, check: Check) {
        let now = check.created_at_root;
        self.all.push(check);
        self.evict(now);
    }

    pub(crate) fn completed(&mut self, id: &str, now: Duration) {
        self.completed.push(id.to_owned());
        self.evict(now);
    }

    pub(crate) fn remove(&mut self, is_gone: impl Fn(&Check) -> bool) {
        self.all.retain(|one| !is_gone(one));
        let all = &self.all;
        self.completed.retain(|id| all.iter().any(|one| one.id == *id));
    }

    /// Removes checks past their retention, and while there are too many: the oldest of those that nobody can finish any
    /// more, then the oldest of all.
    fn evict(&mut self, now: Duration) {
        let is_full = |all: &Vec<Check>, bound: usize| bound > 0 && all.len() > bound;
        if !is_full(&self.all, self.bound) && now < self.next_sweep {
            return;
        }
        self.next_sweep = now + SWEEP;
        loop {
            let full = is_full(&self.all, self.bound);
            let open = self.all.iter().find(|one| one.done.is_none()).map(|one| one.created_at_root);
            let complete = self.completed.first().and_then(|id| {
                let found = self.all.iter().find(|one| one.id == *id)?;
                Some((found.created_at_root, found.done.as_ref()?.at))
            });
            let limit = if full { EXPIRY } else { RETENTION };
            let open_is_over = open.is_some_and(|since| now.saturating_sub(since) >= limit);
            let complete_is_over = complete.is_some_and(|(_, since)| now.saturating_sub(since) >= RETENTION);
            let open_is_older = match (open, complete) {
                (Some(open), Some((complete, _))) => open <= complete,
                (open, _) => open.is_some(),
            };
            if open_is_over || (full && !complete_is_over && open_is_older) {
                let index = self.all.iter().position(|one| one.done.is_none()).unwrap();
                self.all.remove(index);
            } else if complete_is_over || full {
                let id = self.completed.remove(0);
                self.all.retain(|one| one.id != id);
            } else {
                return;
            }
        }
    }
}

/// The name of the user of a check.
pub(crate) fn merchant_user_id(start: &Start) -> String {
    start.words.map_or_else(|| names::user(start.user), |words| format!("emulate:{}", rules::words(words)))
}
