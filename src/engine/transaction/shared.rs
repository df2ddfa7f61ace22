//! The lock of the transactions. Work on all of them is done in batches; between two of them, whoever waits for the lock gets
//! it.

use parking_lot::{Mutex, MutexGuard};

use crate::engine::transaction::Transaction;
use crate::engine::transaction::store::{BATCH, TransactionBounds, TransactionStore};

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

    /// Visits all transactions, in no meaningful order. Those that are created meanwhile may be left out.
    pub(in crate::engine) fn each(&self, mut each: impl FnMut(&Transaction)) {
        self.index_all();
        let mut last = None;
        loop {
            let mut locked = self.lock();
            let before = last;
            for transaction in locked.batch_after(before) {
                each(transaction);
                last = Some(transaction.ids.transaction_key());
            }
            MutexGuard::unlock_fair(locked);
            if last == before {
                return;
            }
        }
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
        for keys in own.chunks(BATCH) {
            let mut locked = self.lock();
            for (key, number) in keys {
                if locked.indexed.get(key).is_some_and(|found| found.number == *number) {
                    locked.remove(*key);
                }
            }
            MutexGuard::unlock_fair(locked);
        }
    }

    /// Indexes the transactions that there are now.
    fn index_all(&self) {
        let newest = self.lock().last();
        loop {
            let mut locked = self.lock();
            let more = locked.index_oldest(BATCH, newest);
            MutexGuard::unlock_fair(locked);
            if !more {
                return;
            }
        }
    }
}

#[cfg(test)]
#[path = "shared_tests.rs"]
mod tests;
