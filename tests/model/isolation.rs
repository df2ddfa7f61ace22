//! What an account gets does not depend on whether there are others, and a run is the same each time.

use std::fmt::Write as _;

use crate::reference::generate::{KEYS, Steps, setup};
use crate::reference::run::Pair;
use crate::reference::seen::Seen;
use crate::reference::step::{Ask, CallStep, Key, Setup, Step};

/// A setup in which nothing is shared: as many checks are kept as there are.
fn isolated(number: u64, steps: usize) -> (Setup, Vec<Step>) {
    let (setup, all) = setup(number);
    let setup = Setup { transactions: 0, ..setup };
    let steps = Steps::take(all, steps).filter(|step| !matches!(step, Step::ManyKeys { .. }));
    (setup, steps.map(without_others).collect())
}

/// A step in which a check of another account is not asked for by its own MerchantBizId, which nobody could know, and no URL
/// is changed: of a check that is long gone the error page may say either that its URL was changed or that it is unknown.
fn without_others(mut step: Step) -> Step {
    if let Step::Open { changed, .. } = &mut step {
        *changed = 0;
    }
    if let Step::Call(CallStep { key, ask, .. }) = &mut step
        && let Ask::CheckResult { check, own_biz, .. } | Ask::CheckVerifyLog { check, own_biz } = ask
    {
        *own_biz &= side(check.key) == side(*key);
    }
    step
}

/// The keys that belong to one account. The keys 2 and 3 may share one.
fn side(key: Key) -> Key {
    if key == 3 { 2 } else { key }
}

/// The key whose account alone a step concerns; none if it concerns all.
fn of(step: &Step) -> Option<Key> {
    match step {
        Step::Call(call) => Some(call.key),
        Step::Advance { key, .. }
        | Step::Set { key, .. }
        | Step::Timestamps { key, .. }
        | Step::Load { key, .. }
        | Step::Clear { key }
        | Step::Reset { key }
        | Step::Inspect { key } => *key,
        Step::Open { check, .. }
        | Step::Reach { check, .. }
        | Step::Finish { check, .. }
        | Step::Complete { check, .. } => Some(check.key),
        Step::Garbage | Step::ManyKeys { .. } | Step::Deliver { .. } => None,
    }
}

/// Whether what a step shows concerns one account.
fn shows(step: &Step, key: Key) -> bool {
    of(step).is_some_and(|other| side(other) == side(key))
}

/// What the steps of one side show, and the callbacks of its checks.
fn trace(setup: &Setup, steps: &[Step], key: Key) -> Vec<String> {
    let mut pair = Pair::new(setup);
    let mut trace = Vec::new();
    for step in steps {
        let seen = pair.step(step).unwrap_or_else(|what| panic!("{what}"));
        match seen {
            Seen::Inspected(mut all) if shows(step, key) => {
                // What is counted over all accounts.
                (all.accounts, all.waiting, all.journal) = (0, 0, (0, 0));
                all.events.clear();
                all.rules.clear();
                trace.push(format!("{all:?}"));
            }
            seen if shows(step, key) => trace.push(format!("{seen:?}")),
            _ => {}
        }
    }
    trace
}

#[test]
fn the_answers_to_an_account_are_the_same_whether_others_exist_or_not() {
    for number in 0..6 {
        let (setup, steps) = isolated(number, 2_000);
        for key in 0..KEYS {
            let alone: Vec<_> = steps
                .iter()
                .filter(|step| of(step).is_none_or(|other| side(other) == side(key)))
                .cloned()
                .collect();
            let (beside, alone) = (trace(&setup, &steps, key), trace(&setup, &alone, key));
            let first = beside.iter().zip(&alone).find(|(beside, alone)| beside != alone);
            assert!(
                first.is_none() && beside.len() == alone.len() && beside.len() > 100,
                "setup {number}, key {key}: {first:#?}, {} and {} answers",
                beside.len(),
                alone.len()
            );
        }
    }
}

/// Everything that the steps show, as text.
fn text(setup: &Setup, steps: &[Step]) -> String {
    let mut pair = Pair::new(setup);
    steps.iter().fold(String::new(), |mut text, step| {
        let _ = writeln!(text, "{:?}", pair.step(step).unwrap_or_else(|what| panic!("{what}")));
        text
    })
}

#[test]
fn the_same_seed_and_the_same_steps_give_the_same_bytes() {
    for number in 0..10 {
        let (setup, steps) = setup(number);
        let steps: Vec<_> = steps.take(1_000).collect();
        assert!(text(&setup, &steps) == text(&setup, &steps), "setup {number}");
    }
}

#[test]
fn the_steps_do_everything_that_the_engine_can_do() {
    let mut met = std::collections::BTreeMap::<String, usize>::new();
    for number in 0..50 {
        let (setup, steps) = setup(number);
        let mut pair = Pair::new(&setup);
        for step in steps.take(1_000) {
            match pair.step(&step).unwrap_or_else(|what| panic!("{what}")) {
                Seen::Answer(answer) => *met.entry(answer.code).or_default() += 1,
                Seen::Page(Err(why)) | Seen::Reached(Err(why)) => {
                    *met.entry(format!("{why:?}")).or_default() += 1;
                }
                Seen::Inspected(all) => {
                    for name in all.coverage.0.into_keys() {
                        *met.entry(name).or_default() += 1;
                    }
                }
                _ => {}
            }
            if let Step::Call(call) = &step {
                let asks = matches!(call.ask, Ask::Initialize(_));
                *met.entry(format!("initialize {asks}")).or_default() += 1;
            }
        }
    }
    let wanted = "Success 200 - MissingParameter InvalidParameter Forbidden.ExceptionRepeatedInvoke \
        Forbidden.RAMUserAccessDenied Forbidden.AccountAccessDenied Throttling.Api InternalError \
        TransactionIdInvalid ProcessNotCompleted InvalidAction.NotFound InvalidVersion MissingVersion \
        MissingAccessKeyId MissingSignature InvalidParameter.Format UnsupportedHTTPMethod \
        InvalidAccessKeyId.NotFound InvalidAccessKeyId.Inactive InvalidTimeStamp.Expired \
        SignatureDoesNotMatch SignatureNonceUsed MissingSecurityToken InvalidSecurityToken.Expired \
        InvalidSecurityToken.Malformed InvalidSecurityToken.MismatchWithAccessKey Throttling.User \
        Forbidden.RAM InvalidRequest Used Changed Unknown Expired check.passed check.notPassed \
        check.systemError check.userLeft check.poorImage check.otherSubCode check.corrected check.spoofed \
        check.expired check.neverOpened callback.delivered callback.refused callback.unreachable \
        callback.notSent callback.retried callback.recovered callback.givenUp callback.delayed \
        callback.repeated callback.dropped";
    let missed: Vec<_> = wanted.split_whitespace().filter(|name| !met.contains_key(*name)).collect();
    assert!(missed.is_empty(), "never met: {missed:?} in {met:?}");
}
