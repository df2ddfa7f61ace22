//! Random setups.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::reference::generate::setup;
use crate::reference::run::{Failure, run};
use crate::reference::shrink::{report, shrink};
use crate::reference::step::{Setup, Step};

/// How many setups, and steps in each.
const WORLDS: u64 = 100;
const STEPS: usize = 10_000;

#[test]
fn the_engine_does_what_its_reference_does() {
    let next = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let found = std::thread::scope(|scope| {
        let work = || {
            while let number @ 0..WORLDS = next.fetch_add(1, Ordering::Relaxed) {
                let (setup, steps) = setup(number);
                let steps: Vec<_> = steps.take(STEPS).collect();
                if let Err(failure) = run(&setup, &steps) {
                    next.store(WORLDS, Ordering::Relaxed);
                    return Some(report(number, &setup, &steps, &failure));
                }
            }
            None
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().find_map(|worker| worker.join().unwrap())
    });
    if let Some(report) = found {
        panic!("{report}");
    }
}

#[test]
fn a_trace_that_goes_wrong_is_shortened_to_the_steps_that_matter() {
    let (setup, steps) = setup(1);
    let steps: Vec<_> = steps.take(2_000).collect();
    // As if the first delivery after a request that is no call went wrong.
    let fails = |_: &Setup, steps: &[Step]| {
        let garbage = steps.iter().position(|step| *step == Step::Garbage)?;
        let rest = &steps[garbage..];
        let deliver = rest.iter().position(|step| matches!(step, Step::Deliver { .. }))?;
        Some(Failure { steps: garbage + deliver + 1, what: String::new() })
    };
    let failure = fails(&setup, &steps).unwrap();
    let (setup, steps, failure) = shrink(&setup, &steps, &failure, fails);
    assert!(matches!(&steps[..], [Step::Garbage, Step::Deliver { .. }]), "{steps:?}");
    assert_eq!((setup.scenario, failure.steps), (None, 2));
}
