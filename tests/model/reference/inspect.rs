//! Everything that can be asked of the reference.

use std::cmp::Reverse;

use crate::reference::check::Check;
use crate::reference::clock::ROOT;
use crate::reference::counts::Counts;
use crate::reference::model::Model;
use crate::reference::names;
use crate::reference::runs::Run;
use crate::reference::seen::{Inspection, Remaining, Transaction};
use crate::reference::step::Key;

impl Model {
    pub(crate) fn inspect(&mut self, key: Option<Key>) -> Inspection {
        let name = key.map(names::name);
        let clock = match &name {
            None => Some(ROOT),
            Some(name) => self.clock_of(name),
        };
        let clock = clock.map(|clock| (self.clocks.elapsed(clock), self.clocks.now(clock)));
        let account = name.as_deref().map(|name| self.name_of_account(name));
        let account = account.as_deref();
        let own = name.as_deref().and_then(|name| self.own.get(name));
        let run = own.map_or(&self.common, |own| &own.run);
        let rules = run.scenario.rules.iter().zip(&run.acted).enumerate().map(|(index, (rule, acted))| {
            let description = rule.description.as_ref().map(|text| format!(": {text}"));
            (format!("scenario rule {}{}", index + 1, description.unwrap_or_default()), *acted)
        });
        let rules = rules.collect();
        let is_of = |of: &str| account.is_none_or(|account| account == of);
        let bound = if self.setup.journal == 0 { 10_000 } else { self.setup.journal };
        Inspection {
            transactions: self.transactions(account),
            rules,
            has_own: own.is_some(),
            coverage: self.coverage(name.as_deref()),
            throttles: name.as_deref().map(|name| self.throttles(name)).unwrap_or_default(),
            accounts: self.runs().map(|run| run.accounts().len()).sum(),
            attempts: self.attempts.kept.iter().filter(|one| is_of(&one.account)).cloned().collect(),
            waiting: self.attempts.waiting as usize,
            journal: (bound.min(usize::try_from(self.journal).unwrap()), self.journal),
            clock,
            events: std::mem::take(&mut self.events),
            seed: self.setup.seed,
        }
    }

    fn runs(&self) -> impl Iterator<Item = &Run> {
        std::iter::once(&self.common).chain(self.own.values().map(|own| &own.run))
    }

    /// The name of the account of a key; the key itself if there is none.
    fn name_of_account(&self, key: &str) -> String {
        self.account_named(key).map_or_else(|| key.to_owned(), |(_, found)| found.name.clone())
    }

    /// The checks that are known by the clocks of their accounts.
    fn kept(&self) -> impl Iterator<Item = &Check> {
        self.checks.all.iter().filter(|one| !one.is_past_retention(self.time_of(Some(one))))
    }

    /// Newest first.
    fn transactions(&self, account: Option<&str>) -> Vec<Transaction> {
        let mut all: Vec<_> =
            self.kept().filter(|one| account.is_none_or(|account| account == one.account)).collect();
        all.sort_by_key(|one| (Reverse(one.created), one.id.clone()));
        let view = |one: &Check| {
            let at = self.time_of(Some(one));
            Transaction {
                id: one.id.clone(),
                account: one.account.clone(),
                biz: one.biz.clone(),
                state: match &one.done {
                    Some(_) => "completed",
                    None if one.is_expired(at) => "expired",
                    None if one.pages.is_empty() => "waiting",
                    None => "opened",
                },
                age: at.saturating_sub(one.created),
                result: one.done.as_ref().map(|done| (done.passed, done.sub_code.clone())),
            }
        };
        all.into_iter().map(view).collect()
    }

    fn coverage(&self, name: Option<&str>) -> Counts {
        let mut sum = Counts::default();
        if let Some(name) = name {
            self.runs().filter_map(|run| run.named(name)).for_each(|found| sum.add(&found.counts));
        } else {
            self.runs().for_each(|run| sum.add(&run.coverage()));
            sum.add(&self.past);
            sum.add(&self.gateway);
        }
        let account = name.map(|name| self.name_of_account(name));
        for one in self.kept() {
            if account.as_ref().is_none_or(|account| *account == one.account)
                && one.is_expired(self.time_of(Some(one)))
            {
                sum.count(if one.pages.is_empty() { "check.neverOpened" } else { "check.expired" });
            }
        }
        sum
    }

    fn throttles(&self, name: &str) -> Vec<(usize, u32, u32, std::time::Duration, Remaining)> {
        let Some((_, account)) = self.account_named(name) else { return Vec::new() };
        let at = self.clocks.elapsed(account.clock);
        let used = account.throttles.iter().enumerate();
        let used = used.filter_map(|(index, bucket)| Some((index, bucket.as_ref()?)));
        used.filter(|(_, bucket)| bucket.called)
            .map(|(index, bucket)| {
                let idle = at.saturating_sub(bucket.last);
                (index, bucket.limit.qps, bucket.limit.burst, idle, Remaining(bucket.holds(at)))
            })
            .collect()
    }
}
