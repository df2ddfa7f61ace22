//! The transactions: created by Initialize, opened by the user's browser, completed once, requested by CheckResult. Plain
//! state with the time as an argument; bounded in number and memory. `at` is the time by the clock of the transaction's
//! account, `now` that of the emulator's clock, which is used for evictions.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use crate::contract::ApiError;
use crate::contract::error::TRANSACTION_ID_INVALID;
use crate::contract::identity::IdentityFields;
use crate::contract::operations::check_verify_log::CheckPage;
use crate::contract::operations::delete_verify_result::DeleteType;
use crate::contract::operations::initialize::InitializeArgs;
use crate::engine::ids::CallIds;
use crate::engine::transaction::options::CheckOptions;
use crate::engine::transaction::unindexed::Unindexed;
use crate::engine::transaction::{
    CallbackReport, CheckEnd, CheckPlan, CreatedAt, EXPIRY, RETENTION, Transaction, UrlError, report, result,
};

/// The interval at which transactions past their retention are removed; lookups ignore them before.
const SWEEP_INTERVAL: Duration = Duration::from_mins(1);

/// How many steps of a user are remembered for each transaction.
const MAX_PAGES: usize = 64;

/// How much is kept at most. Beyond it the oldest expired transaction goes first, then the oldest of all.
#[derive(Debug, Clone, Copy)]
pub struct TransactionBounds {
    /// The maximum number of transactions.
    pub count: usize,
    /// The maximum memory, in bytes. In an engine also bounded by the share of transactions in its memory budget.
    pub bytes: usize,
}

impl Default for TransactionBounds {
    fn default() -> Self {
        Self { count: 100_000, bytes: usize::MAX }
    }
}

/// The transactions: unindexed ones, which nothing has accessed yet, and indexed ones, which are all older. The first access
/// after calls of Initialize indexes their transactions.
#[derive(Debug)]
pub struct TransactionStore {
    bounds: TransactionBounds,
    unindexed: Unindexed,
    indexed: HashMap<u128, Box<Transaction>>,
    /// Indexed ones that wait for their user, oldest first; completed ones among them are skipped.
    waiting: VecDeque<u128>,
    /// Completed ones, oldest first.
    complete: VecDeque<u128>,
    /// The memory of the indexed ones, in bytes.
    bytes: usize,
    /// The latest time by the emulator's clock.
    now: Duration,
    next_sweep: Duration,
}

impl TransactionStore {
    /// An empty store.
    #[must_use]
    pub fn new(bounds: TransactionBounds) -> Self {
        Self {
            bounds,
            unindexed: Unindexed::new(bounds.bytes),
            indexed: HashMap::new(),
            waiting: VecDeque::new(),
            complete: VecDeque::new(),
            bytes: 0,
            now: Duration::ZERO,
            next_sweep: Duration::ZERO,
        }
    }

    /// The number of transactions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.unindexed.len() + self.indexed.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The approximate memory used, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.unindexed.bytes() + self.bytes
    }

    /// All transactions, in no particular order.
    pub fn iter(&mut self) -> impl Iterator<Item = &Transaction> {
        self.index_pending();
        self.indexed.values().map(|transaction| &**transaction)
    }

    /// Deletes the transactions of one account, or all. Returns their number.
    pub fn delete(&mut self, account: Option<&str>) -> usize {
        self.index_pending();
        let before = self.indexed.len();
        self.indexed
            .retain(|_, transaction| account.is_some_and(|account| account != transaction.options.account()));
        let indexed = &self.indexed;
        self.waiting.retain(|key| indexed.contains_key(key));
        self.complete.retain(|key| indexed.contains_key(key));
        self.bytes = indexed.values().map(|transaction| transaction.size()).sum();
        before - self.indexed.len()
    }

    /// Adds a transaction.
    pub fn create(
        &mut self,
        ids: &CallIds,
        account: &str,
        args: &InitializeArgs<'_>,
        plan: Option<Box<CheckPlan>>,
        created: CreatedAt,
    ) {
        if plan.is_none() {
            self.unindexed.push(ids, account, args, created);
        } else {
            self.index_pending();
            self.index_one(*ids, CheckOptions::new(account, args), plan, created);
        }
        self.evict(created.now);
    }

    fn index_pending(&mut self) {
        if self.unindexed.len() == 0 {
            return;
        }
        let mut unindexed = std::mem::replace(&mut self.unindexed, Unindexed::new(0));
        unindexed.take(|ids, options, created| {
            self.index_one(ids, options, None, created);
            // Indexed transactions take more memory.
            self.evict(self.now);
        });
        self.unindexed = unindexed;
    }

    fn index_one(
        &mut self,
        ids: CallIds,
        options: CheckOptions,
        plan: Option<Box<CheckPlan>>,
        created: CreatedAt,
    ) {
        let key = ids.transaction_key();
        let transaction = Transaction {
            ids,
            options,
            plan,
            created,
            pages: Vec::new(),
            client_code: None,
            queried: false,
            deleted: None,
            completed: None,
        };
        self.bytes += transaction.size();
        if let Some(old) = self.indexed.insert(key, Box::new(transaction)) {
            // Only a generator that was reset gives the same identifier again. Entries of the old transaction in the
            // queues are skipped.
            self.bytes -= old.size();
        }
        self.waiting.push_back(key);
    }

    /// Marks the transaction of a TransactionUrl as opened.
    ///
    /// # Errors
    /// The URL does not open.
    pub fn open(&mut self, client_cfg: &str, at: Duration) -> Result<&Transaction, UrlError> {
        let Some(key) = self.find(client_cfg, at) else { return Err(self.url_error(client_cfg)) };
        let transaction = self.indexed.get_mut(&key).ok_or(UrlError::Unknown)?;
        transaction.usable(at)?;
        if transaction.pages.is_empty() {
            transaction.pages.push((CheckPage::Loading, at));
            self.bytes += size_of::<(CheckPage, Duration)>();
        }
        Ok(transaction)
    }

    /// The transaction of a TransactionUrl in any state.
    #[must_use]
    pub fn look(&mut self, client_cfg: &str, at: Duration) -> Option<&Transaction> {
        let key = self.find(client_cfg, at)?;
        self.indexed.get(&key).map(|transaction| &**transaction)
    }

    /// A transaction by its TransactionId.
    #[must_use]
    pub fn get(&mut self, transaction_id: &str, at: Duration) -> Option<&Transaction> {
        let digits = transaction_id.strip_prefix("hks").filter(|digits| digits.len() == 29)?;
        let key = u128::from_str_radix(digits, 16).ok()?;
        self.index_pending();
        let transaction = self.indexed.get(&key).filter(|transaction| !transaction.is_past_retention(at))?;
        (transaction.ids.transaction_id() == transaction_id).then_some(&**transaction)
    }

    /// Completes a check. Returns its callback.
    ///
    /// # Errors
    /// The check cannot be completed.
    pub fn complete(
        &mut self,
        transaction_id: &str,
        end: &CheckEnd,
        at: Duration,
        now: Duration,
    ) -> Result<Option<CallbackReport>, UrlError> {
        let key = self.get(transaction_id, at).ok_or(UrlError::Unknown)?.ids.transaction_key();
        let transaction = self.indexed.get_mut(&key).ok_or(UrlError::Unknown)?;
        transaction.usable(at)?;
        let before = transaction.size();
        let result = result(transaction, end);
        let report = report(transaction, &result);
        transaction.completed = Some((at, Box::new(result)));
        self.bytes += transaction.size() - before;
        self.complete.push_back(key);
        self.evict(now);
        Ok(report)
    }

    /// The transaction that an account asks for; with a MerchantBizId, only if it was created with that.
    ///
    /// # Errors
    /// `TransactionIdInvalid` for an unknown one and for another account's or another MerchantBizId's (our choice).
    pub fn owned(
        &mut self,
        account: &str,
        merchant_biz_id: Option<&str>,
        transaction_id: &str,
        at: Duration,
    ) -> Result<&mut Transaction, ApiError> {
        let key = self.get(transaction_id, at).map(|found| found.ids.transaction_key());
        key.and_then(|key| self.indexed.get_mut(&key))
            .map(|found| &mut **found)
            .filter(|found| {
                found.options.account() == account
                    && merchant_biz_id.is_none_or(|id| id == found.options.merchant_biz_id())
            })
            .ok_or_else(|| TRANSACTION_ID_INVALID.error())
    }

    /// Deletes what a completed check left behind.
    pub fn delete_result(&mut self, transaction_id: &str, what: DeleteType, at: Duration) {
        let Some(key) = self.get(transaction_id, at).map(|found| found.ids.transaction_key()) else { return };
        if what == DeleteType::All {
            return self.remove(key);
        }
        let Some(found) = self.indexed.get_mut(&key) else { return };
        let before = found.size();
        found.deleted = Some(what);
        if let (DeleteType::Text, Some((_, data))) = (what, &mut found.completed) {
            data.read = IdentityFields::default();
            data.edited = None;
        }
        self.bytes -= before - found.size();
    }

    /// Notes that the user reached a page of the check. A transaction remembers the first `MAX_PAGES` steps.
    ///
    /// # Errors
    /// Why the URL cannot be used.
    pub fn reach(&mut self, client_cfg: &str, page: CheckPage, at: Duration) -> Result<(), UrlError> {
        let Some(key) = self.find(client_cfg, at) else { return Err(self.url_error(client_cfg)) };
        let transaction = self.indexed.get_mut(&key).ok_or(UrlError::Unknown)?;
        transaction.usable(at)?;
        if transaction.pages.len() < MAX_PAGES
            && transaction.pages.last().is_none_or(|(last, _)| *last != page)
        {
            transaction.pages.push((page, at));
            self.bytes += size_of::<(CheckPage, Duration)>();
        }
        Ok(())
    }

    /// Notes the client result code that ended the check in the browser without completing it.
    pub fn end_in_browser(&mut self, client_cfg: &str, code: &'static str, at: Duration) {
        if let Some(found) = self.find(client_cfg, at).and_then(|key| self.indexed.get_mut(&key)) {
            found.client_code = Some(code);
        }
    }

    /// The key of a transaction by its `clientcfg`, which has 20 characters for the transaction and 24 random ones.
    fn find(&mut self, client_cfg: &str, at: Duration) -> Option<u128> {
        self.index_pending();
        let key = CallIds::key_of_client_cfg(client_cfg)?;
        let found = self.indexed.get(&key)?;
        (found.ids.client_cfg() == client_cfg && !found.is_past_retention(at)).then_some(key)
    }

    /// Why no transaction has this `clientcfg`. Only used for error pages, so it may search all transactions.
    fn url_error(&self, client_cfg: &str) -> UrlError {
        let key = CallIds::key_of_client_cfg(client_cfg);
        let changed = match key.and_then(|key| self.indexed.get(&key)) {
            // Equal for a transaction past its retention.
            Some(found) => found.ids.client_cfg() != client_cfg,
            None => CallIds::secret_of_client_cfg(client_cfg)
                .is_some_and(|secret| self.indexed.values().any(|other| other.ids.has_secret(&secret))),
        };
        if changed { UrlError::Changed } else { UrlError::Unknown }
    }

    /// Removes transactions past their retention, and evicts the oldest ones while there are too many. No account's clock is
    /// behind the emulator's, so none is removed too early.
    fn evict(&mut self, now: Duration) {
        self.now = now;
        if !self.is_full() && now < self.next_sweep {
            return;
        }
        self.next_sweep = now.saturating_add(SWEEP_INTERVAL);
        compact(&mut self.waiting, &self.indexed, |transaction| transaction.completed.is_none());
        compact(&mut self.complete, &self.indexed, |transaction| transaction.completed.is_some());
        loop {
            let waiting = self.oldest_open();
            let complete = self.oldest_complete();
            let full = self.is_full();
            let since = |from: Option<Duration>| from.map_or(Duration::ZERO, |from| now.saturating_sub(from));
            let oldest_first = match (waiting, complete) {
                (Some(waiting), Some((created, _))) => waiting <= created,
                (waiting, _) => waiting.is_some(),
            };
            if since(waiting) >= if full { EXPIRY } else { RETENTION } {
                self.drop_open();
            } else if since(complete.map(|(_, completed)| completed)) >= RETENTION || full && !oldest_first {
                let Some(key) = self.complete.pop_front() else { return };
                self.remove(key);
            } else if full {
                self.drop_open();
            } else {
                return;
            }
        }
    }

    fn is_full(&self) -> bool {
        self.len() > self.bounds.count || self.bytes() > self.bounds.bytes
    }

    /// When the oldest one that waits for its user was created, by the emulator's clock.
    fn oldest_open(&mut self) -> Option<Duration> {
        while let Some(key) = self.waiting.front() {
            if let Some(found) = self.indexed.get(key).filter(|found| found.completed.is_none()) {
                return Some(found.created.now);
            }
            self.waiting.pop_front();
        }
        self.unindexed.oldest()
    }

    /// When the oldest completed one was created, by the emulator's clock, and completed, by its account's.
    fn oldest_complete(&mut self) -> Option<(Duration, Duration)> {
        while let Some(key) = self.complete.front() {
            let found = self.indexed.get(key);
            let completed =
                found.and_then(|found| found.completed.as_ref().map(|(at, _)| (found.created.now, *at)));
            if completed.is_some() {
                return completed;
            }
            self.complete.pop_front();
        }
        None
    }

    fn drop_open(&mut self) {
        match self.waiting.pop_front() {
            Some(key) => self.remove(key),
            None => self.unindexed.drop_oldest(),
        }
    }

    fn remove(&mut self, key: u128) {
        if let Some(transaction) = self.indexed.remove(&key) {
            self.bytes -= transaction.size();
        }
    }
}

/// Removes skipped and duplicate keys from a long queue.
fn compact(
    queue: &mut VecDeque<u128>,
    indexed: &HashMap<u128, Box<Transaction>>,
    is_kept: impl Fn(&Transaction) -> bool,
) {
    if queue.len() > 2 * indexed.len() + 1024 {
        let mut seen = HashSet::new();
        queue.retain(|key| indexed.get(key).is_some_and(|found| is_kept(found)) && seen.insert(*key));
    }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
