//! Fewer faults, plainer faults, shorter waits: the least that still fails. The algorithm is delta debugging; whether
//! something fails is asked by a run.

use std::sync::Arc;
use std::time::Duration;

use crate::scenario::format::DurationText;
use crate::torture::faults::{FaultKind, MOST_TELLING};
use crate::torture::injection::Injection;
use crate::torture::waits::spans;

/// The waits that are tried in place of a longer one.
const SHORTER: [Duration; 4] =
    [Duration::from_millis(10), Duration::from_millis(100), Duration::from_secs(1), Duration::from_secs(5)];

/// The fewest of these faults for which `fails` still says true; it does for all of them.
///
/// # Errors
/// As `fails`.
pub async fn fewest<E>(
    mut faults: Vec<Injection>,
    fails: &mut impl AsyncFnMut(Vec<Injection>) -> Result<bool, E>,
) -> Result<Vec<Injection>, E> {
    let mut pieces = 2;
    while faults.len() >= 2 {
        let size = faults.len().div_ceil(pieces);
        let mut smaller = None;
        for start in (0..faults.len()).step_by(size) {
            let piece = start..(start + size).min(faults.len());
            let rest = [&faults[..piece.start], &faults[piece.end..]].concat();
            let tried =
                if pieces == 2 { vec![faults[piece].to_vec()] } else { vec![faults[piece].to_vec(), rest] };
            for tried in tried {
                if tried.len() < faults.len() && fails(tried.clone()).await? {
                    smaller = Some(tried);
                    break;
                }
            }
            if smaller.is_some() {
                break;
            }
        }
        match smaller {
            Some(smaller) => {
                pieces = (pieces - 1).clamp(2, smaller.len().max(2));
                faults = smaller;
            }
            None if size <= 1 => break,
            None => pieces = (pieces * 2).min(faults.len()),
        }
    }
    Ok(faults)
}

/// Fewer faults by moving those behind one that is left out to the calls before: a fault that only brought the client to
/// its next call is not needed.
///
/// # Errors
/// As `fails`.
pub async fn earliest<E>(
    mut faults: Vec<Injection>,
    fails: &mut impl AsyncFnMut(Vec<Injection>) -> Result<bool, E>,
) -> Result<Vec<Injection>, E> {
    let mut index = 0;
    while index < faults.len() && faults.len() > 1 {
        let mut tried = faults.clone();
        let left_out = tried.remove(index);
        for one in &mut tried {
            one.site = one.site.without(&left_out.site);
        }
        if fails(tried.clone()).await? {
            faults = tried;
        } else {
            index += 1;
        }
    }
    Ok(faults)
}

/// The same faults with the plainest kinds that still fail at each call.
///
/// # Errors
/// As `fails`.
pub async fn plainest<E>(
    mut faults: Vec<Injection>,
    kinds: &[Arc<FaultKind>],
    fails: &mut impl AsyncFnMut(Vec<Injection>) -> Result<bool, E>,
) -> Result<Vec<Injection>, E> {
    for index in 0..faults.len() {
        let own = |name: &str| name == faults[index].kind.name;
        let plainer: Vec<_> = MOST_TELLING
            .into_iter()
            .take_while(|name| !own(name))
            .filter_map(|name| kinds.iter().find(|kind| kind.name == name))
            .filter(|kind| kind.acts_like(&faults[index].kind))
            .cloned()
            .collect();
        for kind in plainer {
            let mut tried = faults.clone();
            tried[index].kind = kind;
            if fails(tried.clone()).await? {
                faults = tried;
                break;
            }
        }
    }
    Ok(faults)
}

/// The same faults with the shortest waits that still fail.
///
/// # Errors
/// As `fails`.
pub async fn shortest<E>(
    mut faults: Vec<Injection>,
    fails: &mut impl AsyncFnMut(Vec<Injection>) -> Result<bool, E>,
) -> Result<Vec<Injection>, E> {
    for index in 0..faults.len() {
        for wait in SHORTER {
            let Some(kind) = with_wait(&faults[index].kind, wait) else { break };
            let mut tried = faults.clone();
            tried[index].kind = Arc::new(kind);
            if fails(tried.clone()).await? {
                faults = tried;
                break;
            }
        }
    }
    Ok(faults)
}

/// Whether a kind has a wait that could be shorter.
#[must_use]
pub fn has_wait(kind: &FaultKind) -> bool {
    with_wait(kind, SHORTER[0]).is_some()
}

/// A kind with another wait in the place of its longer one.
fn with_wait(kind: &FaultKind, wait: Duration) -> Option<FaultKind> {
    let mut kind = kind.clone();
    let mut all = spans(&mut kind.then);
    let span = all.iter_mut().find(|span| span.0 > wait)?;
    kind.name = kind.name.replace(&span.to_string(), &DurationText(wait).to_string());
    span.0 = wait;
    Some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::torture::faults::kinds;
    use crate::torture::injection::name;
    use crate::torture::site::CallSite;

    fn faults(names: &[(u64, &str)]) -> Vec<Injection> {
        let kind = |name: &str| kinds().into_iter().find(|kind| kind.name == name).unwrap();
        let site = |number| CallSite::Nth { operation: "Initialize", access_key_id: None, number };
        names.iter().map(|(number, name)| Injection { site: site(*number), kind: kind(name) }).collect()
    }

    #[tokio::test]
    async fn seven_faults_shrink_to_the_two_that_fail_together() {
        let all = faults(&[
            (1, "reset"),
            (2, "garbage"),
            (3, "Throttling.Api"),
            (4, "stall:15s"),
            (5, "InternalError"),
            (6, "closeEarly"),
            (7, "reset"),
        ]);
        let mut runs = 0;
        let mut fails = async |tried: Vec<Injection>| {
            runs += 1;
            let has = |name: &str| tried.iter().any(|one| one.to_string() == name);
            Ok::<_, ()>(has("Initialize#3:Throttling.Api") && has("Initialize#6:closeEarly"))
        };
        let least = fewest(all, &mut fails).await.unwrap();
        assert_eq!(name(&least), "Initialize#3:Throttling.Api + Initialize#6:closeEarly");
        assert!(runs < 40, "{runs}");
    }

    #[tokio::test]
    async fn faults_move_to_the_calls_that_come_first() {
        // The client fails on two throttlings in a row, wherever they come.
        let mut fails = async |tried: Vec<Injection>| {
            let numbers: Vec<String> = tried.iter().map(|one| one.site.to_string()).collect();
            let reached =
                numbers.iter().enumerate().all(|(at, site)| *site == format!("Initialize#{}", at + 1));
            let throttled = tried.iter().filter(|one| one.kind.name == "Throttling.Api").count();
            Ok::<_, ()>(reached && throttled == 2)
        };
        let all = faults(&[(1, "reset"), (2, "Throttling.Api"), (3, "garbage"), (4, "Throttling.Api")]);
        let least = earliest(fewest(all, &mut fails).await.unwrap(), &mut fails).await.unwrap();
        assert_eq!(name(&least), "Initialize#1:Throttling.Api + Initialize#2:Throttling.Api");
    }

    #[tokio::test]
    async fn a_fault_becomes_as_plain_and_as_short_as_still_fails() {
        let mut fails = async |tried: Vec<Injection>| {
            let then = &tried[0].kind.then;
            let long = then.delay.is_some_and(|delay| {
                matches!(delay, crate::scenario::format::Delay::Fixed(span) if span.0 >= Duration::from_secs(1))
            });
            Ok::<_, ()>(long || then.error.is_some())
        };
        let slow = shortest(faults(&[(1, "delay:15s")]), &mut fails).await.unwrap();
        assert_eq!(name(&slow), "Initialize#1:delay:1s");
        let plain = plainest(faults(&[(1, "garbage")]), &kinds(), &mut fails).await.unwrap();
        assert_eq!(name(&plain), "Initialize#1:ServiceUnavailable");
    }
}
