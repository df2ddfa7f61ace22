//! Transactions: made by Initialize, opened by the user's browser, completed once, asked for by CheckResult. Plain
//! state with the time as an argument; bounded in number and memory.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use super::identity::Draw;
use super::terms::Terms;
use super::transaction::{Ending, Plan, Report, Transaction, Unusable, report, verdict};
use crate::contract::Fault;
use crate::contract::check_result::Verdict;
use crate::contract::error::{PROCESS_NOT_COMPLETED, TRANSACTION_ID_INVALID};

/// How often the ones that are too old are looked for; until then they are there, but not found.
const SWEEP: Duration = Duration::from_mins(1);

/// How much is kept at most. Beyond it the oldest expired transaction goes first, then the oldest of all.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Transactions.
    pub count: usize,
    /// Bytes of memory.
    pub bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { count: 100_000, bytes: 256 << 20 }
    }
}

/// Every transaction of a run.
#[derive(Debug, Default)]
pub struct Transactions {
    bounds: Bounds,
    all: HashMap<u128, Box<Transaction>>,
    /// Those that wait for their user, oldest first; the completed ones among them are skipped.
    waiting: VecDeque<u128>,
    /// Those that are complete, oldest first.
    complete: VecDeque<u128>,
    bytes: usize,
    next_sweep: Duration,
}

impl Transactions {
    /// None yet, and never more than `bounds`.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self { bounds, ..Self::default() }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Bytes of memory that they hold, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// All of them, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Transaction> {
        self.all.values().map(|transaction| &**transaction)
    }

    /// Forgets those of one account, or all; how many there were.
    pub fn forget(&mut self, account: Option<&str>) -> usize {
        let before = self.all.len();
        self.all
            .retain(|_, transaction| account.is_some_and(|account| account != transaction.terms.account()));
        let all = &self.all;
        self.waiting.retain(|key| all.contains_key(key));
        self.complete.retain(|key| all.contains_key(key));
        self.bytes = all.values().map(|transaction| transaction.size()).sum();
        before - self.all.len()
    }

    /// Takes a new transaction in.
    pub fn create(&mut self, draw: Draw, terms: Terms, plan: Option<Box<Plan>>, at: Duration) {
        let key = draw.transaction_key();
        let transaction = Transaction { draw, terms, plan, created: at, opened: false, completed: None };
        self.bytes += transaction.size();
        if let Some(old) = self.all.insert(key, Box::new(transaction)) {
            // Only a generator that was wound back, as another scenario does, gives the same identifier again.
            self.bytes -= old.size();
            self.waiting.retain(|other| *other != key);
            self.complete.retain(|other| *other != key);
        }
        self.waiting.push_back(key);
        self.make_room(at);
    }

    /// The transaction of a TransactionUrl, which is marked as opened.
    ///
    /// # Errors
    /// Why the URL does not open.
    pub fn open(&mut self, client_cfg: &str, at: Duration) -> Result<&Transaction, Unusable> {
        let key = self.find(client_cfg, at)?;
        let transaction = self.all.get_mut(&key).ok_or(Unusable::Unknown)?;
        transaction.usable(at)?;
        transaction.opened = true;
        Ok(transaction)
    }

    /// The transaction of a TransactionUrl in whatever state, for the error page in its language.
    #[must_use]
    pub fn look(&self, client_cfg: &str, at: Duration) -> Option<&Transaction> {
        self.find(client_cfg, at).ok().and_then(|key| self.all.get(&key)).map(|transaction| &**transaction)
    }

    /// A transaction by its TransactionId.
    #[must_use]
    pub fn get(&self, transaction_id: &str, at: Duration) -> Option<&Transaction> {
        let digits = transaction_id.strip_prefix("hks").filter(|digits| digits.len() == 29)?;
        let key = u128::from_str_radix(digits, 16).ok()?;
        let transaction = self.all.get(&key).filter(|transaction| !transaction.gone(at))?;
        (transaction.draw.transaction_id() == transaction_id).then_some(&**transaction)
    }

    /// Ends a check, once. Returns the callback that it sets off.
    ///
    /// # Errors
    /// Why the transaction cannot be completed any more.
    pub fn complete(
        &mut self,
        transaction_id: &str,
        ending: &Ending,
        at: Duration,
    ) -> Result<Option<Report>, Unusable> {
        let key = self.get(transaction_id, at).ok_or(Unusable::Unknown)?.draw.transaction_key();
        let transaction = self.all.get_mut(&key).ok_or(Unusable::Unknown)?;
        transaction.usable(at)?;
        let before = transaction.size();
        let verdict = verdict(transaction, ending);
        let report = report(transaction, &verdict);
        transaction.completed = Some((at, Box::new(verdict)));
        self.bytes += transaction.size() - before;
        self.complete.push_back(key);
        self.make_room(at);
        Ok(report)
    }

    /// The transaction that CheckResult asks for, complete.
    ///
    /// # Errors
    /// `TransactionIdInvalid` for an unknown one and for another account's or another MerchantBizId's (our choice);
    /// `ProcessNotCompleted` before its end, and for ever after it expired.
    pub fn result(
        &self,
        account: &str,
        merchant_biz_id: &str,
        transaction_id: &str,
        at: Duration,
    ) -> Result<(&Transaction, &Verdict), Fault> {
        let transaction = self
            .get(transaction_id, at)
            .filter(|found| {
                found.terms.account() == account && found.terms.merchant_biz_id() == merchant_biz_id
            })
            .ok_or_else(|| TRANSACTION_ID_INVALID.fault())?;
        let verdict = transaction.verdict().ok_or_else(|| PROCESS_NOT_COMPLETED.fault())?;
        Ok((transaction, verdict))
    }

    /// The key of a `clientcfg`: 20 characters that stand for the transaction and 24 random ones.
    fn find(&self, client_cfg: &str, at: Duration) -> Result<u128, Unusable> {
        let found = Draw::key_of_client_cfg(client_cfg).and_then(|key| self.all.get(&key));
        match found.filter(|found| !found.gone(at)) {
            Some(found) if found.draw.client_cfg() == client_cfg => Ok(found.draw.transaction_key()),
            Some(_) => Err(Unusable::Changed),
            // Only the way to an error page walks them all.
            None if self.all.values().any(|other| other.draw.shares_secret(client_cfg)) => {
                Err(Unusable::Changed)
            }
            None => Err(Unusable::Unknown),
        }
    }

    /// Drops what is older than 30 days, and the oldest while there are too many.
    fn make_room(&mut self, at: Duration) {
        let full = self.all.len() > self.bounds.count || self.bytes > self.bounds.bytes;
        if !full && at < self.next_sweep {
            return;
        }
        self.next_sweep = at.saturating_add(SWEEP);
        if self.waiting.len() > 2 * self.all.len() + 1024 {
            let all = &self.all;
            self.waiting
                .retain(|key| all.get(key).is_some_and(|transaction| transaction.completed.is_none()));
        }
        loop {
            let waiting = self.oldest_waiting();
            let complete = self.complete.front().copied();
            let is = |key: Option<u128>, test: &dyn Fn(&Transaction) -> bool| {
                key.and_then(|key| self.all.get(&key)).is_some_and(|transaction| test(transaction))
            };
            let full = self.all.len() > self.bounds.count || self.bytes > self.bounds.bytes;
            let gone = |transaction: &Transaction| transaction.gone(at);
            if is(waiting, &gone) || full && is(waiting, &|transaction| transaction.expired(at)) {
                self.drop_waiting();
            } else if is(complete, &gone) {
                self.drop_complete();
            } else if !full {
                return;
            } else {
                let created = |key: Option<u128>| key.and_then(|key| self.all.get(&key)).map(|t| t.created);
                match (created(waiting), created(complete)) {
                    (None, None) => return,
                    (Some(waiting), Some(complete)) if waiting > complete => self.drop_complete(),
                    (None, Some(_)) => self.drop_complete(),
                    (Some(_), _) => self.drop_waiting(),
                }
            }
        }
    }

    fn oldest_waiting(&mut self) -> Option<u128> {
        while let Some(key) = self.waiting.front() {
            if self.all.get(key).is_some_and(|transaction| transaction.completed.is_none()) {
                return Some(*key);
            }
            self.waiting.pop_front();
        }
        None
    }

    fn drop_waiting(&mut self) {
        let key = self.waiting.pop_front();
        self.remove(key);
    }

    fn drop_complete(&mut self) {
        let key = self.complete.pop_front();
        self.remove(key);
    }

    fn remove(&mut self, key: Option<u128>) {
        if let Some(transaction) = key.and_then(|key| self.all.remove(&key)) {
            self.bytes -= transaction.size();
        }
    }
}

#[cfg(test)]
#[path = "transactions_tests.rs"]
mod tests;
