//! Transactions under a clock by hand.

use rand::rngs::ChaCha8Rng;

use super::*;
use crate::contract::identity::IdentityFields;
use crate::contract::operations::OperationArgs;
use crate::contract::operations::check_result;
use crate::contract::operations::initialize::OPERATION;
use crate::contract::validate::validate;
use crate::contract::{ParameterSource, Parameters, Strictness};
use crate::engine::ids::Seed;
use crate::engine::transaction::CallbackPlan;

const INITIALIZE: [(&str, &str); 5] = [
    ("ProductCode", "ID_OCR"),
    ("MerchantBizId", "biz"),
    ("MerchantUserId", "user"),
    ("DocType", "01000000"),
    ("MetaInfo", r#"{"deviceType":"h5"}"#),
];

struct Store {
    id_rng: ChaCha8Rng,
    transactions: TransactionStore,
}

fn run(count: usize) -> Store {
    bounded(TransactionBounds { count, ..TransactionBounds::default() })
}

fn bounded(bounds: TransactionBounds) -> Store {
    Store { id_rng: Seed::new(Some(7)).id_rng("testid"), transactions: TransactionStore::new(bounds) }
}

impl Store {
    fn create(&mut self, more: &[(&str, &str)], seconds: u64) -> CallIds {
        self.create_ahead(more, seconds, 0)
    }

    /// By an account whose clock is so many seconds ahead of the emulator's.
    fn create_ahead(&mut self, more: &[(&str, &str)], seconds: u64, ahead: u64) -> CallIds {
        let mut parameters = Parameters::default();
        for (name, value) in INITIALIZE.iter().chain(more) {
            parameters.push(name, value, ParameterSource::Query);
        }
        let ids = CallIds::next(&mut self.id_rng);
        let valid = validate(OPERATION.parameters, &parameters, Strictness::Documented).unwrap();
        let OperationArgs::Initialize(args) = OPERATION.args(&valid) else { panic!("{valid:?}") };
        let now = Duration::from_secs(seconds);
        let created = CreatedAt { at: now + Duration::from_secs(ahead), now };
        self.transactions.create(&ids, "testid", &args, None, created);
        ids
    }

    fn open(&mut self, ids: &CallIds, seconds: u64) -> Option<UrlError> {
        self.transactions.open(&ids.client_cfg(), Duration::from_secs(seconds)).err()
    }

    fn complete(&mut self, ids: &CallIds, seconds: u64) -> Result<Option<CallbackReport>, UrlError> {
        let at = Duration::from_secs(seconds);
        self.transactions.complete(&ids.transaction_id(), &passed(), at, at)
    }

    fn result(&mut self, account: &str, biz: &str, id: &str, seconds: u64) -> &'static str {
        let at = Duration::from_secs(seconds);
        match self.transactions.owned(account, Some(biz), id, at) {
            Err(error) => error.row.code,
            Ok(found) if found.result().is_none() => "ProcessNotCompleted",
            Ok(_) => "Success",
        }
    }
}

fn passed() -> CheckEnd {
    CheckEnd {
        passed: true,
        sub_code: None,
        edits: IdentityFields::default(),
        spoof_types: vec![check_result::SpoofType::PhotoCopy],
    }
}

#[test]
fn a_url_opens_until_the_check_is_complete() {
    let mut run = run(10);
    let ids = run.create(&[], 0);
    assert_eq!((run.open(&ids, 1), run.open(&ids, 2)), (None, None));
    assert_eq!(run.complete(&ids, 3), Ok(None));
    assert_eq!(run.open(&ids, 4), Some(UrlError::Used));
    assert_eq!(run.complete(&ids, 5), Err(UrlError::Used));
}

#[test]
fn a_url_expires_after_30_minutes() {
    let mut run = run(10);
    let ids = run.create(&[], 0);
    assert_eq!((run.open(&ids, 1799), run.open(&ids, 1800)), (None, Some(UrlError::Expired)));
    assert_eq!(run.complete(&ids, 1800), Err(UrlError::Expired));
}

#[test]
fn a_url_that_is_too_old_is_unknown_before_anybody_makes_room_too() {
    let mut run = run(10);
    let ids = run.create(&[], 0);
    let month = 30 * 24 * 3600;
    assert_eq!(run.open(&ids, month - 1), Some(UrlError::Expired));
    assert_eq!(run.open(&ids, month), Some(UrlError::Unknown));
    assert_eq!(run.transactions.len(), 1);
}

#[test]
fn check_result_answers_only_the_merchant_who_asked_and_only_when_complete() {
    let mut run = run(10);
    let ids = run.create(&[], 0);
    let id = ids.transaction_id();
    assert_eq!(run.result("testid", "biz", &id, 1), "ProcessNotCompleted");
    assert_eq!(run.result("testid", "biz", &id, 1801), "ProcessNotCompleted");
    run.complete(&ids, 2).unwrap();
    let month = 30 * 24 * 3600;
    for (account, biz, id, seconds, code) in [
        ("testid", "biz", &*id, 3, "Success"),
        ("testid", "other", &id, 3, "TransactionIdInvalid"),
        ("other", "biz", &id, 3, "TransactionIdInvalid"),
        ("testid", "biz", &id.to_uppercase(), 3, "TransactionIdInvalid"),
        ("testid", "biz", "hks", 3, "TransactionIdInvalid"),
        ("testid", "biz", &id, month + 1, "Success"),
        ("testid", "biz", &id, month + 2, "TransactionIdInvalid"),
    ] {
        assert_eq!(run.result(account, biz, id, seconds), code, "{account} {biz} {id} {seconds}");
    }
}

#[test]
fn a_completion_reports_to_the_callback_url() {
    let mut run = run(10);
    let ids = run.create(&[("CallbackUrl", "https://a.example/b?c=1"), ("CallbackToken", "t")], 0);
    let report = run.complete(&ids, 1).unwrap().unwrap();
    let id = ids.transaction_id();
    assert_eq!(report.url, "https://a.example/b?c=1");
    assert_eq!(report.parameters, format!("callbackToken=t&transactionId={id}&passed=Y&subCode=200"));
    assert_eq!((report.account.as_str(), report.plan), ("testid", CallbackPlan::default()));
}

#[test]
fn corrections_count_only_where_they_are_allowed_and_only_for_fields_that_exist() {
    let mut run = run(10);
    let edits = |name: &str, value: &str| [(name.to_owned(), value.to_owned())].into_iter().collect();
    for (switch, name, value, edited) in [
        ("1", "surname", "OTHER", true),
        ("1", "surname", "SPECIMEN", false),
        ("1", "invented", "OTHER", false),
        ("0", "surname", "OTHER", false),
    ] {
        let ids = run.create(&[("EditOcrResult", switch)], 0);
        let ending = CheckEnd { edits: edits(name, value), ..passed() };
        let id = ids.transaction_id();
        run.transactions.complete(&id, &ending, Duration::ZERO, Duration::ZERO).unwrap();
        let verdict = run.transactions.get(&id, Duration::ZERO).unwrap().result().unwrap();
        assert_eq!(verdict.edited.is_some(), edited, "{switch} {name} {value}");
        assert_eq!(verdict.read.get("surname"), Some("SPECIMEN"));
        assert!(verdict.spoof_types.is_empty());
    }
}

#[test]
fn the_oldest_expired_one_goes_first_and_then_the_oldest() {
    let mut run = run(3);
    let old = run.create(&[], 0);
    run.complete(&old, 1).unwrap();
    let expired = run.create(&[], 2);
    let draws: Vec<CallIds> = (0..2).map(|n| run.create(&[], 1900 + n)).collect();
    let at = Duration::from_secs(1902);
    let known = |run: &mut Store, ids: &CallIds| run.transactions.get(&ids.transaction_id(), at).is_some();
    assert!(
        known(&mut run, &old) && !known(&mut run, &expired) && draws.iter().all(|ids| known(&mut run, ids))
    );
    run.create(&[], 1902);
    assert!(!known(&mut run, &old) && draws.iter().all(|ids| known(&mut run, ids)));
    assert_eq!(run.transactions.len(), 3);
}

#[test]
fn memory_stays_within_its_bound_and_is_given_back() {
    let mut run = bounded(TransactionBounds { count: usize::MAX, bytes: 10_000 });
    for n in 0..1000 {
        let ids = run.create(&[("CallbackToken", "t")], n);
        if n % 2 == 0 {
            run.complete(&ids, n).unwrap();
        }
        assert!(run.transactions.bytes() <= 10_000 && run.transactions.len() > n.min(2) as usize);
    }
    run.create(&[], 60 * 24 * 3600);
    assert_eq!(run.transactions.len(), 1);
    run.transactions.index_oldest(1);
    let only = run.transactions.indexed.values().next().unwrap().size();
    assert_eq!(run.transactions.bytes(), only);
}

#[test]
fn transactions_that_nobody_asks_for_stay_within_both_bounds() {
    let token = "t".repeat(500);
    for bounds in [
        TransactionBounds { count: 10, ..TransactionBounds::default() },
        TransactionBounds { count: usize::MAX, bytes: 10_000 },
    ] {
        let mut run = bounded(bounds);
        let mut draws = Vec::new();
        for n in 0..1000 {
            draws.push(run.create(&[("CallbackToken", &token)], n));
            assert!(run.transactions.bytes() <= bounds.bytes && run.transactions.len() <= bounds.count);
        }
        let kept = run.transactions.len();
        assert!((5..=10).contains(&kept), "{kept}");
        let newest = draws.split_off(1000 - kept);
        let mut state = |ids: &CallIds| run.result("testid", "biz", &ids.transaction_id(), 1000);
        assert!(newest.iter().all(|ids| state(ids) == "ProcessNotCompleted"));
        assert!(draws.iter().all(|ids| state(ids) == "TransactionIdInvalid"));
    }
}

#[test]
fn those_that_somebody_asks_for_at_last_stay_within_the_bound_too() {
    let mut run = bounded(TransactionBounds { count: usize::MAX, bytes: 10_000 });
    let draws: Vec<_> = (0..1000).map(|n| run.create(&[], n)).collect();
    let newest = draws.last().unwrap().transaction_id();
    assert_eq!(run.result("testid", "biz", &newest, 1000), "ProcessNotCompleted");
    let (bytes, kept) = (run.transactions.bytes(), run.transactions.len());
    assert!(bytes <= 10_000 && kept > 10, "{bytes} {kept}");
}

#[test]
fn older_ones_that_somebody_asked_for_go_before_fresh_ones() {
    let mut run = run(2);
    let done = run.create(&[], 0);
    run.complete(&done, 1).unwrap();
    let unindexed = run.create(&[], 2);
    run.create(&[], 3);
    assert_eq!(run.result("testid", "biz", &done.transaction_id(), 3), "TransactionIdInvalid");
    assert_eq!(run.result("testid", "biz", &unindexed.transaction_id(), 3), "ProcessNotCompleted");
}

#[test]
fn an_account_whose_clock_is_ahead_takes_no_room_from_the_others() {
    let mut run = run(3);
    let month = 31 * 24 * 3600;
    let done = run.create(&[], 0);
    run.complete(&done, 1).unwrap();
    let ahead = run.create_ahead(&[], 2, month);
    let unindexed = run.create(&[], 3);
    for (ids, code) in
        [(&done, "Success"), (&ahead, "ProcessNotCompleted"), (&unindexed, "ProcessNotCompleted")]
    {
        assert_eq!(run.result("testid", "biz", &ids.transaction_id(), 3), code);
    }
    // Beyond the bound the oldest go, whatever their own clocks say.
    run.create(&[], 4);
    run.create(&[], 5);
    let mut state = |ids: &CallIds| run.result("testid", "biz", &ids.transaction_id(), 5);
    assert_eq!(
        [&done, &ahead, &unindexed].map(&mut state),
        ["TransactionIdInvalid", "TransactionIdInvalid", "ProcessNotCompleted"]
    );
}

#[test]
fn identifiers_that_come_again_replace_the_old_ones_and_take_no_room_twice() {
    let mut run = run(10);
    for round in 0..500 {
        run.id_rng = Seed::new(Some(7)).id_rng("testid");
        for n in 0..20 {
            let ids = run.create(&[], round);
            let ended = n % 2 == 0 && run.complete(&ids, round).is_ok();
            // The place of the old one may be the new one's, so that it is the first to go.
            assert!(ended || matches!(run.open(&ids, round), None | Some(UrlError::Unknown)));
        }
        assert!(run.transactions.len() <= 10);
        assert!(run.transactions.waiting.len() + run.transactions.complete.len() <= 10);
    }
    run.transactions.index_oldest(10);
    let held: usize = run.transactions.indexed.values().map(|one| one.size()).sum();
    assert_eq!(run.transactions.bytes(), held);
}

#[test]
fn one_that_is_looked_up_before_older_ones_keeps_its_place() {
    let count = 5 * INDEXED_BESIDES;
    let mut run = run(count);
    let all: Vec<_> = (0..count).map(|n| run.create(&[], n as u64)).collect();
    let at = 3 * INDEXED_BESIDES;
    let now = count as u64;
    assert_eq!(run.open(&all[at], now), None);
    assert_eq!(run.transactions.indexed.len(), INDEXED_BESIDES + 1);
    assert_eq!(run.transactions.len(), count);
    for n in 0..at as u64 {
        run.create(&[], now + n);
    }
    assert!(run.open(&all[at - 1], now) == Some(UrlError::Unknown) && run.open(&all[at], now).is_none());
    run.create(&[], 2 * now);
    assert!(run.open(&all[at], now) == Some(UrlError::Unknown) && run.open(&all[at + 1], now).is_none());
    assert_eq!(run.transactions.len(), count);
}

#[test]
fn every_one_is_found_whatever_was_looked_up_before() {
    let mut run = run(1000);
    let all: Vec<_> = (0..300).map(|n| run.create(&[], n)).collect();
    // Every seventh, around and around: 7 and 300 have no common divisor.
    for n in (0..300).map(|n| n * 7 % 300) {
        assert_eq!(run.open(&all[n], 300), None, "{n}");
    }
    assert_eq!((run.transactions.unindexed.len(), run.transactions.indexed.len()), (0, 300));
    let held: usize = run.transactions.indexed.values().map(|one| one.size()).sum();
    assert_eq!(run.transactions.bytes(), held);
}
