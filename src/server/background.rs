//! Threads for work that takes longer than a call may wait: the threads that serve calls go on meanwhile.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use tokio::sync::oneshot;

/// The number of threads: one long piece of work does not hold up all others.
const THREADS: usize = 2;
/// How much less of the processor than a thread that serves calls they get, as `nice` counts.
#[cfg(all(feature = "cli", target_os = "linux"))]
const NICENESS: i32 = 10;

type BackgroundJob = Box<dyn FnOnce() + Send>;

/// The threads, started with the first piece of work. They end when this is dropped.
#[derive(Default)]
pub(super) struct Background {
    jobs: OnceLock<Sender<BackgroundJob>>,
}

impl Background {
    /// Does a piece of work and returns its result; `None` if it panicked.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (done, result) = oneshot::channel();
        // The client may have left; the result is then discarded.
        let job: BackgroundJob = Box::new(move || drop(done.send(work())));
        self.jobs.get_or_init(start).send(job).ok()?;
        result.await.ok()
    }
}

fn start() -> Sender<BackgroundJob> {
    let (jobs, waiting) = channel::<BackgroundJob>();
    let waiting = Arc::new(Mutex::new(waiting));
    for number in 1..=THREADS {
        let waiting = waiting.clone();
        let started =
            thread::Builder::new().name(format!("background-{number}")).spawn(move || work(&waiting));
        if let Err(error) = started {
            tracing::error!("cannot start a thread: {error}");
        }
    }
    jobs
}

fn work(waiting: &Mutex<Receiver<BackgroundJob>>) {
    // On Linux this holds for the thread that calls it alone.
    #[cfg(all(feature = "cli", target_os = "linux"))]
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::debug!("cannot lower the priority of a thread: {error}");
    }
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        if catch_unwind(AssertUnwindSafe(job)).is_err() {
            tracing::error!("a piece of work in the background panicked");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_is_done_elsewhere_and_a_panic_does_not_end_its_thread() {
        let background = Background::default();
        let own = thread::current().id();
        assert_ne!(background.run(|| thread::current().id()).await, Some(own));
        for _ in 0..2 * THREADS {
            assert_eq!(background.run(|| -> u8 { panic!("on purpose") }).await, None);
        }
        assert_eq!(background.run(|| 7).await, Some(7));
    }
}
