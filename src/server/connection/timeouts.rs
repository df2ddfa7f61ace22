//! How long a connection may keep the server waiting: for a request's head, for its body, for anything at all.
//!
//! A request costs no timer and no look at a clock: the connection notes in one atomic word which phase it is in and
//! at which second that began, and one [`ConnectionTimeouts::sweep`] a second asks the connections that are overdue to end. How
//! they end is not decided here.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// The bounds, in whole seconds.
#[derive(Debug, Clone, Copy)]
pub struct TimeoutSettings {
    /// From the first byte of a request to the end of its head.
    pub head: u32,
    /// From the end of the head to the end of the body.
    pub body: u32,
    /// Without a byte in either direction, between requests or with an answer that the client does not read.
    pub idle: u32,
}

impl Default for TimeoutSettings {
    fn default() -> Self {
        Self { head: 30, body: 60, idle: 75 }
    }
}

/// What a connection is waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The next request, or that the client takes the answer.
    Rest,
    /// The rest of a head, of which a part is here.
    Head,
    /// The rest of a body, whose head is here.
    Body,
    /// The emulator itself, until the first byte of its answer.
    Work,
    /// The rest of an answer that a scenario draws out.
    Trickle,
    /// An answer that a scenario holds back for good.
    Stall,
    /// News, as an answer without an end.
    Stream,
}

impl Phase {
    const ALL: [Self; 7] =
        [Self::Rest, Self::Head, Self::Body, Self::Work, Self::Trickle, Self::Stall, Self::Stream];
}

/// The connections of one runtime.
#[derive(Debug)]
pub struct ConnectionTimeouts {
    bounds: TimeoutSettings,
    common: Arc<SharedTimeouts>,
    activities: Mutex<Vec<Weak<Activity>>>,
}

/// What all connections read and seldom anybody writes.
#[derive(Debug, Default)]
struct SharedTimeouts {
    second: AtomicU32,
    stopping: AtomicBool,
}

/// What a connection is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// To end with its next answer.
    Stop,
    /// That this phase has lasted too long.
    Overdue(Phase),
}

/// One connection's note of what it waits for. The order of its stores does not matter to anyone but itself, because
/// a sweep only ever compares it with seconds.
#[derive(Debug)]
pub struct Activity {
    /// The phase in the upper half, the second at which it began in the lower.
    state: AtomicU64,
    bounds: TimeoutSettings,
    common: Arc<SharedTimeouts>,
    news: Notify,
}

impl ConnectionTimeouts {
    /// No connection yet, at second 0.
    #[must_use]
    pub fn new(bounds: TimeoutSettings) -> Self {
        Self { bounds, common: Arc::default(), activities: Mutex::default() }
    }

    /// Watches one more connection, at rest; it is forgotten when the pulse is dropped.
    #[must_use]
    pub fn watch(&self) -> Arc<Activity> {
        let activity = Arc::new(Activity {
            state: AtomicU64::new(0),
            bounds: self.bounds,
            common: self.common.clone(),
            news: Notify::new(),
        });
        activity.enter(Phase::Rest);
        self.activities.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&activity));
        activity
    }

    /// Makes it second `second` and tells the connections that are overdue. It tells them again each time, in case
    /// they were busy.
    pub fn sweep(&self, second: u32) {
        self.common.second.store(second, Ordering::Relaxed);
        self.tell(|activity| activity.verdict().is_some());
    }

    /// Tells every connection, those that are still to come included, to end with its next answer.
    pub fn stop(&self) {
        self.common.stopping.store(true, Ordering::Release);
        self.tell(|_| true);
    }

    fn tell(&self, whom: impl Fn(&Activity) -> bool) {
        self.activities.lock().unwrap_or_else(PoisonError::into_inner).retain(|activity| {
            let Some(activity) = activity.upgrade() else { return false };
            if whom(&activity) {
                activity.news.notify_one();
            }
            true
        });
    }

    /// Sweeps each second for as long as it is polled.
    pub async fn run(&self) {
        let begin = Instant::now();
        let mut seconds = interval(Duration::from_secs(1));
        seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let now = seconds.tick().await;
            self.sweep(u32::try_from(now.duration_since(begin).as_secs()).unwrap_or(u32::MAX));
        }
    }
}

impl Activity {
    /// Begins a phase now. Beginning the same phase again starts its time again.
    pub fn enter(&self, phase: Phase) {
        let second = self.common.second.load(Ordering::Relaxed);
        self.state.store(((phase as u64) << 32) | u64::from(second), Ordering::Relaxed);
    }

    /// Bytes came in: a rest becomes a head; other phases go on.
    pub fn received(&self) {
        if self.phase() == Phase::Rest {
            self.enter(Phase::Head);
        }
    }

    /// Bytes went out: work is done, a rest or a stream begins anew; other phases go on.
    pub fn sent(&self) {
        match self.phase() {
            Phase::Rest | Phase::Work => self.enter(Phase::Rest),
            Phase::Stream => self.enter(Phase::Stream),
            Phase::Head | Phase::Body | Phase::Trickle | Phase::Stall => {}
        }
    }

    /// The phase that it is in.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.read().0
    }

    /// The phase that has lasted too long, if it has.
    #[must_use]
    pub fn verdict(&self) -> Option<Phase> {
        let (phase, since) = self.read();
        let bound = match phase {
            Phase::Rest | Phase::Stream => self.bounds.idle,
            Phase::Head => self.bounds.head,
            Phase::Body => self.bounds.body,
            Phase::Work | Phase::Trickle | Phase::Stall => return None,
        };
        (self.common.second.load(Ordering::Relaxed).saturating_sub(since) >= bound).then_some(phase)
    }

    /// Waits until a phase has lasted too long, and says which.
    pub async fn overdue(&self) -> Phase {
        loop {
            // A notice that is older than the last change of phase means nothing.
            if let Some(phase) = self.verdict() {
                return phase;
            }
            self.news.notified().await;
        }
    }

    /// Waits for whatever comes first: to be told to stop, or until a phase has lasted too long. A connection polls one
    /// thing of its own for both, and nothing that it shares with the others.
    pub async fn news(&self) -> Signal {
        loop {
            if self.common.stopping.load(Ordering::Acquire) {
                return Signal::Stop;
            }
            if let Some(phase) = self.verdict() {
                return Signal::Overdue(phase);
            }
            self.news.notified().await;
        }
    }

    fn read(&self) -> (Phase, u32) {
        let state = self.state.load(Ordering::Relaxed);
        let phase = Phase::ALL.get((state >> 32) as usize).copied().unwrap_or(Phase::Rest);
        #[expect(clippy::cast_possible_truncation, reason = "the lower half is the second")]
        let since = state as u32;
        (phase, since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: TimeoutSettings = TimeoutSettings { head: 30, body: 60, idle: 75 };

    #[test]
    fn the_usual_bounds_are_those_of_these_tests() {
        let TimeoutSettings { head, body, idle } = TimeoutSettings::default();
        assert_eq!((head, body, idle), (BOUNDS.head, BOUNDS.body, BOUNDS.idle));
    }

    #[test]
    fn each_phase_has_its_bound_and_the_emulator_s_own_ones_have_none() {
        for (phase, bound) in [
            (Phase::Rest, Some(75)),
            (Phase::Head, Some(30)),
            (Phase::Body, Some(60)),
            (Phase::Work, None),
            (Phase::Trickle, None),
            (Phase::Stall, None),
            (Phase::Stream, Some(75)),
        ] {
            let timeouts = ConnectionTimeouts::new(BOUNDS);
            timeouts.sweep(1000);
            let activity = timeouts.watch();
            activity.enter(phase);
            timeouts.sweep(1000 + bound.unwrap_or(1_000_000) - 1);
            assert_eq!(activity.verdict(), None, "{phase:?}");
            timeouts.sweep(1000 + bound.unwrap_or(2_000_000));
            assert_eq!(activity.verdict(), bound.map(|_| phase), "{phase:?}");
        }
    }

    #[test]
    fn a_head_that_comes_byte_by_byte_does_not_gain_time() {
        let timeouts = ConnectionTimeouts::new(BOUNDS);
        let activity = timeouts.watch();
        for second in 0..30 {
            timeouts.sweep(second);
            activity.received();
            assert_eq!(activity.verdict(), None);
        }
        timeouts.sweep(30);
        assert_eq!(activity.verdict(), Some(Phase::Head));
    }

    #[test]
    fn an_answer_that_the_client_reads_slowly_gains_time_with_each_byte() {
        let timeouts = ConnectionTimeouts::new(BOUNDS);
        let activity = timeouts.watch();
        for second in (0..1000).step_by(74) {
            timeouts.sweep(second);
            assert_eq!(activity.verdict(), None);
            activity.sent();
        }
        timeouts.sweep(2000);
        assert_eq!(activity.verdict(), Some(Phase::Rest));
    }

    #[test]
    fn bytes_that_arrive_during_work_change_nothing_and_bytes_that_leave_end_it() {
        let timeouts = ConnectionTimeouts::new(BOUNDS);
        let activity = timeouts.watch();
        activity.enter(Phase::Work);
        activity.received();
        assert_eq!(activity.phase(), Phase::Work);
        activity.sent();
        assert_eq!(activity.phase(), Phase::Rest);
    }

    #[test]
    fn a_connection_that_ended_is_forgotten() {
        let timeouts = ConnectionTimeouts::new(BOUNDS);
        let (kept, ended) = (timeouts.watch(), timeouts.watch());
        drop(ended);
        timeouts.sweep(1);
        assert_eq!(timeouts.activities.lock().unwrap().len(), 1);
        drop(kept);
        timeouts.sweep(2);
        assert!(timeouts.activities.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_connection_that_waits_and_one_that_comes_later_are_told_to_stop() {
        let timeouts = ConnectionTimeouts::new(BOUNDS);
        let activity = timeouts.watch();
        let mut waiting = std::pin::pin!(activity.news());
        assert!(is_pending(waiting.as_mut()).await);
        timeouts.stop();
        assert_eq!((waiting.await, timeouts.watch().news().await), (Signal::Stop, Signal::Stop));
        timeouts.sweep(75);
        assert_eq!(activity.overdue().await, Phase::Rest);
    }

    /// Whether a future has to wait.
    async fn is_pending(mut future: std::pin::Pin<&mut impl Future>) -> bool {
        std::future::poll_fn(|cx| std::task::Poll::Ready(future.as_mut().poll(cx).is_pending())).await
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_connection_is_told_after_75_seconds_and_a_stale_notice_is_not_believed() {
        let timeouts = Arc::new(ConnectionTimeouts::new(BOUNDS));
        let sweeper = Arc::clone(&timeouts);
        let sweeper = tokio::spawn(async move { sweeper.run().await });
        let activity = timeouts.watch();
        let begin = Instant::now();
        assert_eq!(activity.overdue().await, Phase::Rest);
        assert_eq!(begin.elapsed().as_secs(), 75);
        tokio::time::advance(Duration::from_secs(2)).await;
        activity.enter(Phase::Head);
        let begin = Instant::now();
        assert_eq!(activity.overdue().await, Phase::Head);
        assert!((28..=30).contains(&begin.elapsed().as_secs()), "{:?}", begin.elapsed());
        sweeper.abort();
    }
}
