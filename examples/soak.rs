//! Compares the engine with its plain reference in random setups for as long as it is told to, and stops at the first
//! difference: `cargo run --release --example soak -- --hours 8`. It starts at the setup that `--from` names, 1000 by
//! default, since the tests have those before.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

#[path = "../tests/model/reference/mod.rs"]
mod reference;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reference::generate::setup;
use reference::run::run;
use reference::shrink::report;

/// How many steps are taken in each setup.
const STEPS: usize = 10_000;
/// How often progress is shown.
const PROGRESS: Duration = Duration::from_secs(10);

const USAGE: &str = "usage: soak (--hours H | --seconds S) [--from NUMBER]";

fn main() -> ExitCode {
    let Some((time, from)) = read(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (start, next, done) = (Instant::now(), AtomicU64::new(from), AtomicU64::new(0));
    let failed = AtomicBool::new(false);
    let found = std::thread::scope(|scope| {
        let work = || {
            while start.elapsed() < time && !failed.load(Ordering::Relaxed) {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let (setup, steps) = setup(number);
                let steps: Vec<_> = steps.take(STEPS).collect();
                if let Err(failure) = run(&setup, &steps) {
                    failed.store(true, Ordering::Relaxed);
                    return Some(report(number, &setup, &steps, &failure));
                }
                done.fetch_add(1, Ordering::Relaxed);
            }
            None
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut shown = start;
        while !workers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
            std::thread::sleep(Duration::from_millis(100));
            if shown.elapsed() >= PROGRESS {
                shown = Instant::now();
                show(start, done.load(Ordering::Relaxed));
            }
        }
        workers.into_iter().find_map(|worker| worker.join().ok().flatten())
    });
    show(start, done.load(Ordering::Relaxed));
    match found {
        None => ExitCode::SUCCESS,
        Some(report) => {
            eprintln!("{report}");
            ExitCode::FAILURE
        }
    }
}

fn show(start: Instant, setups: u64) {
    println!(
        "{} s: {setups} setups, {} steps, no difference",
        start.elapsed().as_secs(),
        setups * STEPS as u64
    );
}

/// How long it runs, and the first setup.
fn read(mut words: impl Iterator<Item = String>) -> Option<(Duration, u64)> {
    let (mut time, mut from) = (None, 1_000);
    while let Some(word) = words.next() {
        let value = words.next()?;
        match word.as_str() {
            "--hours" => time = Duration::try_from_secs_f64(value.parse::<f64>().ok()? * 3600.0).ok(),
            "--seconds" => time = Duration::try_from_secs_f64(value.parse().ok()?).ok(),
            "--from" => from = value.parse().ok()?,
            _ => return None,
        }
    }
    Some((time?, from))
}
