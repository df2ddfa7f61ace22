//! The transactions: created by Initialize, opened by the user's browser, completed once, requested by CheckResult. Plain
//! state with the time as an argument; bounded in number and memory. `at` is the time by the clock of the transaction's
//! account, `now` that of the emulator's clock, which is used for evictions.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;
use std::time::Duration;

use crate::contract::ApiError;
use crate::contract::error::TRANSACTION_ID_INVALID;
use crate::contract::identity::IdentityFields;
use crate::contract::operations::check_verify_log::CheckPage;
use crate::contract::operations::delete_verify_result::DeleteType;
use crate::contract::operations::initialize::InitializeArgs;
use crate::engine::ids::CallIds;
use crate::engine::transaction::options::CheckOptions;
use crate::engine::transaction::unindexed::{Unindexed, UnindexedCopy, UnpackedTransaction};
use crate::engine::transaction::{
    CallbackReport, CheckEnd, CheckPlan, CreatedAt, Transaction, UrlError, report, result,
};

/// How many steps of a user are remembered for each transaction.
const MAX_PAGES: usize = 64;
/// How many transactions are indexed besides the one that is looked up, so that what was created between two look-ups is
/// soon indexed, but no look-up takes long.
const INDEXED_BESIDES: usize = 16;
/// How many transactions are copied or deleted under one lock.
pub(super) const BATCH: usize = 64;

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

/// The transactions: unindexed ones, which nothing has accessed yet, and indexed ones. A look-up indexes the transaction that
/// it is about, and some of the oldest unindexed ones.
#[derive(Debug)]
pub struct TransactionStore {
    pub(super) bounds: TransactionBounds,
    pub(super) unindexed: Unindexed,
    /// A tree, since it grows evenly and can be visited in batches; shared with who visits it meanwhile.
    pub(super) indexed: BTreeMap<u128, Arc<Transaction>>,
    /// Indexed ones that wait for their user, by their number in the order of creation.
    pub(super) waiting: BTreeMap<u64, u128>,
    /// Completed ones, by their number in the order of completion.
    pub(super) complete: BTreeMap<u64, u128>,
    /// The memory of the indexed ones, in bytes.
    pub(super) bytes: usize,
    /// The number of the last one that was created.
    created: u64,
    /// The number of the last one that was completed.
    completed: u64,
    /// The latest time by the emulator's clock.
    pub(super) now: Duration,
    pub(super) next_sweep: Duration,
    /// How many transactions were indexed, visited or removed since it was locked, and the most under one lock.
    #[cfg(test)]
    pub(super) touched: (usize, usize),
}

impl TransactionStore {
    /// An empty store.
    #[must_use]
    pub fn new(bounds: TransactionBounds) -> Self {
        Self {
            bounds,
            unindexed: Unindexed::new(bounds.bytes),
            indexed: BTreeMap::new(),
            waiting: BTreeMap::new(),
            complete: BTreeMap::new(),
            bytes: 0,
            created: 0,
            completed: 0,
            now: Duration::ZERO,
            next_sweep: Duration::ZERO,
            #[cfg(test)]
            touched: (0, 0),
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

    /// The number of the last transaction that was created.
    pub(super) fn last(&self) -> u64 {
        self.created
    }

    /// The next of the indexed transactions after a key, in the order of keys, as many as are visited under one lock.
    pub(super) fn indexed_after(&mut self, after: Option<u128>) -> Vec<Arc<Transaction>> {
        self.touch(BATCH);
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let next = self.indexed.range((start, Bound::Unbounded)).take(BATCH);
        next.map(|(_, transaction)| transaction.clone()).collect()
    }

    /// The next of the unindexed transactions after a number, in the order of numbers, as many as are visited under one lock.
    pub(super) fn unindexed_after(&mut self, number: u64) -> Vec<UnindexedCopy> {
        self.touch(BATCH);
        self.unindexed.copies_after(number, BATCH)
    }

    /// Takes all transactions away.
    pub(super) fn take(&mut self) -> Self {
        let (created, completed, now) = (self.created, self.completed, self.now);
        std::mem::replace(self, Self { created, completed, now, ..Self::new(self.bounds) })
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
        self.created += 1;
        let number = self.created;
        if plan.is_none() {
            self.unindexed.push(number, ids, account, args, created);
        } else {
            let options = CheckOptions::new(account, args);
            self.index_one(UnpackedTransaction { number, ids: *ids, options, created }, plan);
        }
        self.evict(created.now);
    }

    /// Indexes the oldest unindexed transactions, at most this many.
    fn index_oldest(&mut self, most: usize) {
        for _ in 0..most {
            let Some(oldest) = self.unindexed.take_oldest() else { return };
            self.index_one(oldest, None);
            // Indexed transactions take more memory.
            self.evict(self.now);
        }
    }

    /// Indexes the transaction with this key, if it is not yet, and some of the oldest ones.
    fn index(&mut self, key: u128) {
        if self.unindexed.len() == 0 {
            return;
        }
        let wanted = self.unindexed.take(key);
        self.index_oldest(INDEXED_BESIDES);
        if let Some(wanted) = wanted {
            self.index_one(wanted, None);
            self.evict(self.now);
        }
    }

    fn index_one(&mut self, unpacked: UnpackedTransaction, plan: Option<Box<CheckPlan>>) {
        self.touch(1);
        let (number, key) = (unpacked.number, unpacked.ids.transaction_key());
        // Only a generator that was reset gives the same identifier again. The newer one stays.
        if self.indexed.get(&key).is_some_and(|other| other.number > number) {
            return;
        }
        self.remove(key);
        let transaction = Transaction::new(unpacked, plan);
        self.bytes += transaction.size();
        self.indexed.insert(key, Arc::new(transaction));
        self.waiting.insert(number, key);
    }

    /// Marks the transaction of a TransactionUrl as opened.
    ///
    /// # Errors
    /// The URL does not open.
    pub fn open(&mut self, client_cfg: &str, at: Duration) -> Result<&Transaction, UrlError> {
        let Some(key) = self.find(client_cfg, at) else { return Err(self.url_error(client_cfg)) };
        let transaction = self.indexed.get_mut(&key).map(Arc::make_mut).ok_or(UrlError::Unknown)?;
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
        self.index(key);
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
        let transaction = self.indexed.get_mut(&key).map(Arc::make_mut).ok_or(UrlError::Unknown)?;
        transaction.usable(at)?;
        let before = transaction.size();
        let result = result(transaction, end);
        let report = report(transaction, &result);
        transaction.completed = Some((at, Box::new(result)));
        self.completed += 1;
        transaction.completion = self.completed;
        self.bytes += transaction.size() - before;
        self.waiting.remove(&transaction.number);
        self.complete.insert(self.completed, key);
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
            .map(Arc::make_mut)
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
        let Some(found) = self.indexed.get_mut(&key).map(Arc::make_mut) else { return };
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
        let transaction = self.indexed.get_mut(&key).map(Arc::make_mut).ok_or(UrlError::Unknown)?;
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
            Arc::make_mut(found).client_code = Some(code);
        }
    }

    /// The key of a transaction by its `clientcfg`, which has 20 characters for the transaction and 24 random ones.
    fn find(&mut self, client_cfg: &str, at: Duration) -> Option<u128> {
        let key = CallIds::key_of_client_cfg(client_cfg)?;
        self.index(key);
        let found = self.indexed.get(&key)?;
        (found.ids.client_cfg() == client_cfg && !found.is_past_retention(at)).then_some(key)
    }

    /// Why no transaction has this `clientcfg`, as far as the transaction in it tells; see
    /// [`Engine::url_error`](crate::engine::Engine).
    fn url_error(&self, client_cfg: &str) -> UrlError {
        let found = CallIds::key_of_client_cfg(client_cfg).and_then(|key| self.indexed.get(&key));
        // Equal for a transaction past its retention.
        let changed = found.is_some_and(|found| found.ids.client_cfg() != client_cfg);
        if changed { UrlError::Changed } else { UrlError::Unknown }
    }

    /// Deletes the transaction with this key and number, if it is still there.
    pub(super) fn delete(&mut self, key: u128, number: u64) {
        if self.indexed.get(&key).is_some_and(|found| found.number == number) {
            self.remove(key);
        } else {
            self.touch(1);
            self.unindexed.delete(number);
        }
    }

    pub(super) fn remove(&mut self, key: u128) {
        let Some(transaction) = self.indexed.remove(&key) else { return };
        self.touch(1);
        self.bytes -= transaction.size();
        self.waiting.remove(&transaction.number);
        self.complete.remove(&transaction.completion);
    }

    /// Counts transactions that are touched under one lock: in tests alone.
    #[cfg(test)]
    pub(super) fn touch(&mut self, count: usize) {
        self.touched.0 += count;
        self.touched.1 = self.touched.1.max(self.touched.0);
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "it counts in tests")]
    pub(super) fn touch(&mut self, _: usize) {}
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
