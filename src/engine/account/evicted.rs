//! What is still known of undeclared accounts that were forgotten: what they had met, and how often each was there, so
//! that one which comes back draws no identifier twice. Bounded.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::engine::coverage::Coverage;

/// How many names are told apart; beyond it all count as forgotten as often as the one that was most often.
const BOUND: usize = 100_000;

/// The accounts that were forgotten.
#[derive(Debug, Default)]
pub(in crate::engine) struct Evicted {
    /// What they had met of the contract.
    pub(in crate::engine) coverage: Coverage,
    /// The last incarnation of each, by the hash of its name: a name may be as long as a request.
    last: HashMap<u64, u64>,
    /// The incarnation of a name that is not among them.
    first: u64,
}

impl Evicted {
    /// Notes that this incarnation of an account was forgotten.
    pub(in crate::engine) fn note(&mut self, name: &str, epoch: u64) {
        if self.last.len() >= BOUND {
            self.first = self.last.values().max().map_or(self.first, |last| self.first.max(last + 1));
            self.last.clear();
        }
        let last = self.last.entry(hash(name)).or_default();
        *last = epoch.max(*last);
    }

    /// The incarnation of an account that is made now, which no account of its name has had.
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
    fn no_name_gets_an_incarnation_twice_and_only_so_many_names_are_kept() {
        let mut evicted = Evicted::default();
        assert_eq!(evicted.next_epoch("a"), 0);
        evicted.note("a", 0);
        evicted.note("a", 1);
        assert_eq!((evicted.next_epoch("a"), evicted.next_epoch("b")), (2, 0));
        for number in 0..=BOUND {
            evicted.note(&number.to_string(), 0);
        }
        assert!(evicted.last.len() <= BOUND);
        assert_eq!((evicted.next_epoch("a"), evicted.next_epoch("b")), (2, 2));
        let newest = BOUND.to_string();
        let next = evicted.next_epoch(&newest);
        assert!(next > 0, "{next}");
    }
}
