//! The callback URL mappings: common ones and those of individual accounts. They can change at any time; a URL is mapped
//! when its callback is sent.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::server::webhook::target::{Mapping, map};

/// Maximum number of accounts with mappings of their own.
const MAX_ACCOUNTS: usize = 10_000;

/// The mappings of a server.
pub(in crate::server) struct CallbackMaps {
    /// The common mappings from the flags, used until they are replaced.
    initial: Vec<Mapping>,
    /// Always used, after all others.
    fixed: Vec<Mapping>,
    current: RwLock<CurrentMaps>,
}

struct CurrentMaps {
    common: Vec<Mapping>,
    by_account: HashMap<String, Vec<Mapping>>,
}

impl CallbackMaps {
    /// `initial` can be replaced, `fixed` cannot.
    pub(super) fn new(initial: Vec<Mapping>, fixed: Vec<Mapping>) -> Self {
        let current = CurrentMaps { common: initial.clone(), by_account: HashMap::new() };
        Self { initial, fixed, current: RwLock::new(current) }
    }

    /// The URL to which a callback of an account is sent: its own mappings apply first, then the common ones.
    pub(super) fn target(&self, url: &str, account: &str) -> String {
        let current = self.read();
        let own = current.by_account.get(account).map_or(&[][..], Vec::as_slice);
        let all = [own, &current.common, &self.fixed];
        all.into_iter().find_map(|maps| map(url, maps)).unwrap_or_else(|| url.to_owned())
    }

    /// The mappings of one account (without the common ones), or the common ones.
    pub(in crate::server) fn get(&self, account: Option<&str>) -> Vec<Mapping> {
        let current = self.read();
        match account {
            Some(account) => current.by_account.get(account).cloned().unwrap_or_default(),
            None => current.common.clone(),
        }
    }

    /// Replaces the mappings of one account, or the common ones; false if [`MAX_ACCOUNTS`] other accounts have some.
    #[must_use]
    pub(in crate::server) fn put(&self, account: Option<&str>, maps: Vec<Mapping>) -> bool {
        let mut current = self.write();
        let Some(account) = account else {
            current.common = maps;
            return true;
        };
        if current.by_account.len() >= MAX_ACCOUNTS && !current.by_account.contains_key(account) {
            return false;
        }
        current.by_account.insert(account.to_owned(), maps);
        true
    }

    /// Removes the mappings of one account, or resets the common ones to those of the flags.
    pub(in crate::server) fn remove(&self, account: Option<&str>) {
        let mut current = self.write();
        match account {
            Some(account) => drop(current.by_account.remove(account)),
            None => current.common.clone_from(&self.initial),
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, CurrentMaps> {
        self.current.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, CurrentMaps> {
        self.current.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maps(pairs: &[(&str, &str)]) -> Vec<Mapping> {
        pairs.iter().map(|(from, to)| Mapping::new(from, to).unwrap()).collect()
    }

    #[test]
    fn the_mappings_of_an_account_come_before_the_common_ones_and_hold_for_it_alone() {
        let all = CallbackMaps::new(
            maps(&[("https://shop.example", "http://127.0.0.1:1")]),
            maps(&[("https://demo.example", "http://127.0.0.1:9")]),
        );
        assert!(all.put(Some("a"), maps(&[("https://shop.example", "http://127.0.0.1:2")])));
        let targets = |account| {
            ["https://shop.example/x", "https://demo.example/x", "https://other.example/x"]
                .map(|url| all.target(url, account))
        };
        let rest = ["http://127.0.0.1:9/x", "https://other.example/x"];
        assert_eq!(targets("a"), ["http://127.0.0.1:2/x", rest[0], rest[1]]);
        assert_eq!(targets("b"), ["http://127.0.0.1:1/x", rest[0], rest[1]]);
        assert!(all.put(None, Vec::new()));
        assert_eq!(targets("b"), ["https://shop.example/x", rest[0], rest[1]]);
        all.remove(None);
        all.remove(Some("a"));
        assert_eq!(targets("a"), ["http://127.0.0.1:1/x", rest[0], rest[1]]);
    }

    #[test]
    fn no_more_accounts_than_the_bound_have_mappings() {
        let all = CallbackMaps::new(Vec::new(), Vec::new());
        for number in 0..MAX_ACCOUNTS {
            assert!(all.put(Some(&number.to_string()), Vec::new()));
        }
        assert!(!all.put(Some("one more"), Vec::new()));
        assert!(all.put(Some("0"), Vec::new()), "one that is there may be replaced");
        assert!(all.put(None, Vec::new()));
    }
}
