//! Random worlds.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::reference::generate::world;
use crate::reference::run::run;
use crate::reference::shrink::report;

/// How many worlds, and steps in each.
const WORLDS: u64 = 100;
const STEPS: usize = 10_000;

#[test]
fn the_engine_does_what_its_reference_does() {
    let next = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let found = std::thread::scope(|scope| {
        let work = || {
            while let number @ 0..WORLDS = next.fetch_add(1, Ordering::Relaxed) {
                let (world, steps) = world(number);
                let steps: Vec<_> = steps.take(STEPS).collect();
                if let Err(failure) = run(&world, &steps) {
                    next.store(WORLDS, Ordering::Relaxed);
                    return Some(report(number, &world, &steps, &failure));
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
