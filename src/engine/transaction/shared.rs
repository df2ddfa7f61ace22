//! The lock of the transactions. Work on all of them is done in batches: each copies, shares or deletes a few transactions under
//! the lock, then hands the lock to a waiting thread.

use parking_lot::{Mutex, MutexGuard};

use crate::engine::transaction::Transaction;
use crate::engine::transaction::store::{BATCH, TransactionBounds, TransactionStore};
use crate::engine::transaction::unindexed::UnindexedCopy;

/// The transactions while they are locked.
pub(in crate::engine) type LockedTransactions<'a> = MutexGuard<'a, TransactionStore>;

/// The transactions of an engine.
#[derive(Debug)]
pub(in crate::engine) struct SharedTransactions(Mutex<TransactionStore>);

impl SharedTransactions {
    /// No transactions.
    pub(in crate::engine) fn new(bounds: TransactionBounds) -> Self {
        Self(Mutex::new(TransactionStore::new(bounds)))
    }

    /// Locks them, for one question or change.
    pub(in crate::engine) fn lock(&self) -> LockedTransactions<'_> {
        #[cfg_attr(not(test), expect(unused_mut, reason = "what is touched is counted in tests"))]
        let mut locked = self.0.lock();
        #[cfg(test)]
        {
            locked.touched.0 = 0;
        }
        locked
    }

    /// Visits all transactions, in no meaningful order, without the lock: a batch at a time is copied or shared under it. Of
    /// the options of those that nothing has accessed there is only what [`CheckOptions::start_of`] names. Transactions that
    /// are created meanwhile may be left out.
    ///
    /// [`CheckOptions::start_of`]: crate::engine::transaction::options::CheckOptions::start_of
    pub(in crate::engine) fn each(&self, mut each: impl FnMut(&Transaction)) {
        let newest = self.lock().last();
        // In order.
        let mut unindexed = Vec::new();
        loop {
            let last = unindexed.last().copied().unwrap_or_default();
            let batch = self.batch(|all| all.unindexed_after(last));
            if batch.is_empty() || last >= newest {
                break;
            }
            unindexed.extend(batch.iter().map(UnindexedCopy::number));
            for unpacked in batch.iter().filter_map(UnindexedCopy::unpack) {
                each(&Transaction::new(unpacked, None));
            }
        }
        let mut last = None;
        loop {
            let batch = self.batch(|all| all.indexed_after(last));
            let Some(end) = batch.last() else { return };
            last = Some(end.ids.transaction_key());
            // What was indexed meanwhile was visited already.
            let new = batch.iter().filter(|one| unindexed.binary_search(&one.number).is_err());
            new.for_each(|transaction| each(transaction));
        }
    }

    /// Runs `work` on one batch under the lock, then hands the lock to a waiting thread, if there is one.
    fn batch<T>(&self, work: impl FnOnce(&mut TransactionStore) -> T) -> T {
        let mut locked = self.lock();
        let done = work(&mut locked);
        MutexGuard::unlock_fair(locked);
        done
    }

    /// Deletes the transactions of one account, or all: those that there are now.
    pub(in crate::engine) fn delete(&self, account: Option<&str>) {
        let Some(account) = account else {
            let all = self.lock().take();
            // Freed without the lock.
            drop(all);
            return;
        };
        let newest = self.lock().last();
        let mut own = Vec::new();
        self.each(|transaction| {
            if transaction.number <= newest && transaction.options.account() == account {
                own.push((transaction.ids.transaction_key(), transaction.number));
            }
        });
        for batch in own.chunks(BATCH) {
            self.batch(|all| batch.iter().for_each(|(key, number)| all.delete(*key, *number)));
        }
    }
}

#[cfg(test)]
#[path = "shared_tests.rs"]
mod tests;
