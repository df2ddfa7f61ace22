//! Random scenarios.

use rand::RngExt as _;
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom as _;

use crate::reference::generate::KEYS;
use crate::reference::names::TEMPORARY;
use crate::reference::scenario::{
    AccountSpec, CallbackSpec, CallsSpec, RuleSpec, ScenarioSpec, Source, Test, ThenSpec, VerificationSpec,
    WhenSpec,
};

type Random = ChaCha8Rng;

/// A scenario; where calls are signed it may declare keys.
pub(crate) fn scenario(random: &mut Random, declares: bool) -> ScenarioSpec {
    let limits = (0..5).filter_map(|operation| {
        let qps = *[0, 1, 5, 7, 100].choose(random).unwrap();
        let burst = maybe(random, 0.5, |random| random.random_range(1..20));
        maybe(random, 0.2, |_| (operation, qps, burst))
    });
    ScenarioSpec {
        limits: limits.collect(),
        seed: maybe(random, 0.3, |random| random.random_range(0..1000)),
        accounts: if declares && random.random_bool(0.8) { accounts(random) } else { Vec::new() },
        abnormal: maybe(random, 0.3, |random| (random.random_range(1..5), random.random_range(1..100))),
        follow: random.random_bool(0.2),
        rules: (0..random.random_range(0..6)).map(|_| rule(random)).collect(),
    }
}

/// Some of the keys.
pub(crate) fn accounts(random: &mut Random) -> Vec<AccountSpec> {
    let keys: Vec<_> = (1..KEYS - 1).filter(|_| random.random_bool(0.7)).collect();
    let mut standing = || {
        let odd = ["ram-denied", "not-activated", "overdue", "key-disabled"];
        if random.random_bool(0.25) { odd.choose(random).unwrap() } else { "active" }.to_owned()
    };
    let mut all: Vec<_> = keys
        .into_iter()
        .map(|key| AccountSpec {
            key,
            standing: standing(),
            shared: key == 2 || key == 3,
            token: None,
            expires: None,
        })
        .collect();
    for one in all.iter_mut().filter(|one| one.key == TEMPORARY) {
        one.token = maybe(random, 0.5, |_| "token".to_owned());
        one.expires = maybe(random, 0.5, |random| random.random_range(0..100_000));
    }
    all
}

fn rule(random: &mut Random) -> RuleSpec {
    RuleSpec {
        description: maybe(random, 0.3, |_| "something".to_owned()),
        when: when(random),
        then: then(random),
    }
}

fn when(random: &mut Random) -> WhenSpec {
    let numbers = |random: &mut Random| random.random_range(1..8_u64);
    WhenSpec {
        operation: maybe(random, 0.4, |random| random.random_range(0..5)),
        key: maybe(random, 0.2, |random| test(random, "k")),
        user: maybe(random, 0.2, |random| test(random, "user")),
        header: maybe(random, 0.05, |random| Test::Present(random.random())),
        calls: maybe(random, 0.5, |random| match random.random_range(0..5) {
            0 => CallsSpec { first: Some(numbers(random)), ..CallsSpec::default() },
            1 => CallsSpec { after: Some(numbers(random)), ..CallsSpec::default() },
            2 => CallsSpec { nth: Some(vec![numbers(random), numbers(random)]), ..CallsSpec::default() },
            3 => CallsSpec { every: Some(numbers(random)), ..CallsSpec::default() },
            _ => CallsSpec { after: Some(2), every: Some(3), first: Some(20), nth: None },
        }),
        from: maybe(random, 0.1, |random| random.random_range(0..100)),
        to: maybe(random, 0.1, |random| random.random_range(0..1000)),
        percent: maybe(random, 0.3, |random| random.random_range(0..101)),
    }
}

/// A condition on one of five names with a number at their end.
fn test(random: &mut Random, name: &str) -> Test {
    let digit = random.random_range(0..5).to_string();
    let full = format!("{name}{digit}");
    match random.random_range(0..7) {
        0 => Test::Equals(full),
        1 => Test::StartsWith(name.to_owned()),
        2 => Test::EndsWith(digit),
        3 => Test::Contains(digit),
        4 => Test::Matches(name.to_owned(), "024".to_owned()),
        5 => Test::OneOf(vec![full, format!("{name}1")]),
        _ => Test::Present(random.random()),
    }
}

fn then(random: &mut Random) -> ThenSpec {
    let codes = ["Throttling.Api", "Throttling.User", "InternalError", "Forbidden.RAM", "MissingParameter"];
    let nothing = ThenSpec::default();
    match random.random_range(0..10) {
        0 | 1 => ThenSpec {
            error: codes.choose(random).map(|code| (*code).to_owned()),
            status: maybe(random, 0.3, |_| 503),
            retry_after: maybe(random, 0.3, |random| random.random_range(1..9000)),
            ..nothing
        },
        2 => ThenSpec { reply: true, ..nothing },
        3 => ThenSpec { pass: true, ..nothing },
        4 => ThenSpec { reset: true, ..nothing },
        5 => {
            let min = random.random_range(0..3000);
            let more = if random.random() { 0 } else { random.random_range(0..3000) };
            ThenSpec { delay: Some((min, min + more)), dribble: maybe(random, 0.3, |_| 100), ..nothing }
        }
        6 => ThenSpec { emulate: Some(Source::User), ..nothing },
        7 => ThenSpec { emulate: Some(Source::Header), ..nothing },
        _ => ThenSpec {
            verification: Some(verification(random)),
            callback: maybe(random, 0.6, callback),
            ..nothing
        },
    }
}

fn verification(random: &mut Random) -> VerificationSpec {
    VerificationSpec {
        passed: maybe(random, 0.6, Random::random),
        sub_code: maybe(random, 0.3, |_| "302".to_owned()),
        after: maybe(random, 0.6, |random| {
            *[0, 1, 5000, 60_000, 1_800_000, 2_000_000].choose(random).unwrap()
        }),
        result_code: maybe(random, 0.1, |_| "1002".to_owned()),
        expires: maybe(random, 0.1, |random| random.random_range(0..100_000)),
        surname: maybe(random, 0.2, |_| "SPECIMEN-2".to_owned()),
        copy: random.random_bool(0.2),
        omits: random.random_bool(0.2),
    }
}

fn callback(random: &mut Random) -> CallbackSpec {
    CallbackSpec {
        delay: maybe(random, 0.4, |random| random.random_range(0..20_000)),
        repeat: maybe(random, 0.4, |random| random.random_range(1..5)),
        drop: maybe(random, 0.2, |_| true),
        post: random.random_bool(0.3),
    }
}

fn maybe<T>(random: &mut Random, probability: f64, make: impl FnOnce(&mut Random) -> T) -> Option<T> {
    random.random_bool(probability).then(|| make(random))
}
