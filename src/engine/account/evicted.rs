//! What is kept of evicted undeclared accounts: their coverage, and the epoch of each, so that an account that returns gets
//! new identifiers. Bounded.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::engine::coverage::Coverage;

/// The maximum number of names; beyond it all get an epoch above the highest one.
const MAX_NAMES: usize = 100_000;

/// The evicted accounts.
#[derive(Debug, Default)]
pub(in crate::engine) struct Evicted {
    /// The sum of their coverage.
    pub(in crate::engine) coverage: Coverage,
    /// The last epoch of each, by the hash of its name, since names may be as long as a request.
    last: HashMap<u64, u64>,
    /// The epoch of a name that is not among them.
    first: u64,
}

impl Evicted {
    /// Records that this epoch of an account was evicted.
    pub(in crate::engine) fn record(&mut self, name: &str, epoch: u64) {
        if self.last.len() >= MAX_NAMES {
            self.first = self.last.values().max().map_or(self.first, |last| self.first.max(last + 1));
            self.last.clear();
        }
        let last = self.last.entry(hash(name)).or_default();
        *last = epoch.max(*last);
    }

    /// The epoch of a new account, which no earlier account of this name had.
    pub(in crate::engine) fn next_epoch(&self, name: &str) -> u64 {
        self.last.get(&hash(name)).map_or(self.first, |last| last + 1)
    }
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_gets_an_epoch_twice_and_the_number_of_names_is_bounded() {
        let mut evicted = Evicted::default();
        assert_eq!(evicted.next_epoch("a"), 0);
        evicted.record("a", 0);
        evicted.record("a", 1);
        assert_eq!((evicted.next_epoch("a"), evicted.next_epoch("b")), (2, 0));
        for number in 0..=MAX_NAMES {
            evicted.record(&number.to_string(), 0);
        }
        assert!(evicted.last.len() <= MAX_NAMES);
        assert_eq!((evicted.next_epoch("a"), evicted.next_epoch("b")), (2, 2));
        let newest = MAX_NAMES.to_string();
        let next = evicted.next_epoch(&newest);
        assert!(next > 0, "{next}");
    }
}
