//! Which undeclared accounts are kept, and what an evicted one returns with.

use jiff::Timestamp;

use super::*;
use crate::engine::account::nonce::NonceMemory;
use crate::engine::ids::{CallIds, Seed};

fn undeclared() -> Accounts {
    let clock = Arc::new(Clock::by_hand(Timestamp::UNIX_EPOCH));
    let config = AccountConfig {
        seed: Seed::new(Some(7)),
        limits: Arc::default(),
        clock,
        nonces: Arc::new(NonceMemory::new(usize::MAX)),
        undeclared_bytes: usize::MAX,
        counters: 0,
    };
    Accounts::new(Vec::new(), config)
}

#[test]
fn of_undeclared_accounts_the_least_recently_used_are_evicted_beyond_the_maximum() {
    let accounts = undeclared();
    let busy = accounts.undeclared("busy", Duration::ZERO);
    for second in 1..=2 * MAX_UNDECLARED as u64 {
        let now = Duration::from_secs(second);
        drop(accounts.undeclared(&second.to_string(), now));
        assert!(Arc::ptr_eq(&busy, &accounts.undeclared("busy", now)), "after {second} others");
    }
    assert!(read(&accounts.undeclared).len() <= MAX_UNDECLARED);
}

#[test]
fn of_accounts_with_the_same_second_the_first_by_name_are_evicted() {
    let accounts = undeclared();
    let name = |number: usize| format!("{number:05}");
    for number in 0..=MAX_UNDECLARED {
        drop(accounts.undeclared(&name(number), Duration::ZERO));
    }
    let is_kept = |number| accounts.named(&name(number)).is_some();
    assert!(!(0..MAX_UNDECLARED / 10).any(is_kept));
    assert!((MAX_UNDECLARED / 10..=MAX_UNDECLARED).all(is_kept));
}

#[test]
fn an_evicted_account_returns_with_other_identifiers() {
    let accounts = undeclared();
    let first = |name: &str, second: u64| {
        let account = accounts.undeclared(name, Duration::from_secs(second));
        CallIds::next(&mut account.state().id_rng).transaction_id()
    };
    let bound = MAX_UNDECLARED as u64;
    let mut ids = vec![first("quiet", 0)];
    for round in 1..=2 {
        for second in 1..=bound {
            let second = round * bound + second;
            drop(accounts.undeclared(&second.to_string(), Duration::from_secs(second)));
        }
        assert!(accounts.named("quiet").is_none());
        ids.push(first("quiet", (round + 1) * bound));
    }
    assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2], "{ids:?}");
    // A new account gets the same identifiers as without evictions.
    let mut alone = Seed::new(Some(7)).id_rng("new");
    assert_eq!(first("new", 4 * bound), CallIds::next(&mut alone).transaction_id());
}
