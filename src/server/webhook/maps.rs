//! The callback URL mappings: common ones and those of individual accounts. They can change at any time; a URL is mapped
//! when its callback is sent.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use thiserror::Error;

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
    /// The maximum memory of the current ones, in bytes.
    share: usize,
}

struct CurrentMaps {
    common: Vec<Mapping>,
    by_account: HashMap<String, Vec<Mapping>>,
    /// The memory of both, in bytes.
    bytes: usize,
}

/// Why mappings were not replaced; the current ones are kept.
#[derive(Debug, PartialEq, Eq, Error)]
pub(in crate::server) enum MapsFull {
    /// Too many accounts have some.
    #[error("{MAX_ACCOUNTS} access keys have a callback map; delete some with DELETE callback-map")]
    Accounts,
    /// They would take too much memory.
    #[error(
        "the callback maps of all access keys would take {needed} bytes of memory, and may take {share}, a 32nd of --memory: delete some with DELETE callback-map, or raise --memory"
    )]
    Memory { needed: usize, share: usize },
}

/// The memory of the mappings of an account, in bytes. 100: their places in the map and the allocator's overhead.
fn size(account: &str, maps: &[Mapping]) -> usize {
    let of_one = |one: &Mapping| [size_of::<Mapping>(), one.from.len(), one.to.len(), 32].into_iter();
    [account.len(), 100].into_iter().chain(maps.iter().flat_map(of_one)).sum()
}

impl CallbackMaps {
    /// `initial` can be replaced, `fixed` cannot.
    pub(super) fn new(initial: Vec<Mapping>, fixed: Vec<Mapping>, share: usize) -> Self {
        let bytes = size("", &initial);
        let current = CurrentMaps { common: initial.clone(), by_account: HashMap::new(), bytes };
        Self { initial, fixed, current: RwLock::new(current), share }
    }

    /// The memory of the current mappings, in bytes.
    pub(in crate::server) fn bytes(&self) -> usize {
        self.read().bytes
    }

    /// The URL to which a callback of an account is sent instead: its own mappings apply first, then the common ones. `None`
    /// if none applies.
    pub(super) fn mapped(&self, url: &str, account: &str) -> Option<String> {
        let current = self.read();
        let own = current.by_account.get(account).map_or(&[][..], Vec::as_slice);
        let all = [own, &current.common, &self.fixed];
        all.into_iter().find_map(|maps| map(url, maps))
    }

    /// The mappings of one account (without the common ones), or the common ones.
    pub(in crate::server) fn get(&self, account: Option<&str>) -> Vec<Mapping> {
        let current = self.read();
        match account {
            Some(account) => current.by_account.get(account).cloned().unwrap_or_default(),
            None => current.common.clone(),
        }
    }

    /// Replaces the mappings of one account, or the common ones.
    ///
    /// # Errors
    /// [`MAX_ACCOUNTS`] other accounts have some, or they would take too much memory.
    pub(in crate::server) fn put(&self, account: Option<&str>, maps: Vec<Mapping>) -> Result<(), MapsFull> {
        let mut current = self.write();
        let old = match account {
            None => Some(size("", &current.common)),
            Some(account) => current.by_account.get(account).map(|old| size(account, old)),
        };
        let rest = current.bytes.saturating_sub(old.unwrap_or_default());
        let needed = rest.saturating_add(size(account.unwrap_or_default(), &maps));
        if old.is_none() && current.by_account.len() >= MAX_ACCOUNTS {
            return Err(MapsFull::Accounts);
        }
        if needed > self.share {
            return Err(MapsFull::Memory { needed, share: self.share });
        }
        current.bytes = needed;
        match account {
            None => current.common = maps,
            Some(account) => drop(current.by_account.insert(account.to_owned(), maps)),
        }
        Ok(())
    }

    /// Removes the mappings of one account, or resets the common ones to those of the flags.
    pub(in crate::server) fn remove(&self, account: Option<&str>) {
        let mut current = self.write();
        let (removed, added) = if let Some(account) = account {
            (current.by_account.remove(account).map_or(0, |old| size(account, &old)), 0)
        } else {
            let common = std::mem::replace(&mut current.common, self.initial.clone());
            (size("", &common), size("", &self.initial))
        };
        current.bytes = current.bytes.saturating_sub(removed).saturating_add(added);
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
            usize::MAX,
        );
        all.put(Some("a"), maps(&[("https://shop.example", "http://127.0.0.1:2")])).unwrap();
        let targets = |account| {
            ["https://shop.example/x", "https://demo.example/x", "https://other.example/x"]
                .map(|url| all.mapped(url, account).unwrap_or_else(|| url.to_owned()))
        };
        let rest = ["http://127.0.0.1:9/x", "https://other.example/x"];
        assert_eq!(targets("a"), ["http://127.0.0.1:2/x", rest[0], rest[1]]);
        assert_eq!(targets("b"), ["http://127.0.0.1:1/x", rest[0], rest[1]]);
        all.put(None, Vec::new()).unwrap();
        assert_eq!(targets("b"), ["https://shop.example/x", rest[0], rest[1]]);
        all.remove(None);
        all.remove(Some("a"));
        assert_eq!(targets("a"), ["http://127.0.0.1:1/x", rest[0], rest[1]]);
    }

    #[test]
    fn no_more_accounts_than_the_bound_have_mappings() {
        let all = CallbackMaps::new(Vec::new(), Vec::new(), usize::MAX);
        for number in 0..MAX_ACCOUNTS {
            all.put(Some(&number.to_string()), Vec::new()).unwrap();
        }
        assert_eq!(all.put(Some("one more"), Vec::new()), Err(MapsFull::Accounts));
        all.put(Some("0"), Vec::new()).expect("one that is there may be replaced");
        all.put(None, Vec::new()).unwrap();
    }

    #[test]
    fn their_memory_is_bounded_and_given_back() {
        let all = CallbackMaps::new(Vec::new(), Vec::new(), 100_000);
        let empty = all.bytes();
        let from = format!("https://shop.example/{}", "x".repeat(1000));
        let large = || maps(&vec![(from.as_str(), "http://127.0.0.1:2"); 10]);
        let accounts: Vec<_> = (0..100).map(|number| number.to_string()).collect();
        let put = accounts.iter().take_while(|account| all.put(Some(account), large()).is_ok()).count();
        assert!((5..10).contains(&put) && all.bytes() <= 100_000, "{put}");
        assert!(matches!(all.put(None, large()), Err(MapsFull::Memory { .. })));
        all.put(Some("0"), large()).expect("one that is there may be replaced");
        for account in &accounts {
            all.remove(Some(account));
        }
        all.put(None, large()).unwrap();
        all.remove(None);
        assert_eq!(all.bytes(), empty);
    }
}
