//! The timeouts of connections: for a request's head, its body, and idle ones.
//!
//! A request needs no timer and reads no clock: the connection stores its phase and the second at which the phase began
//! in one atomic integer, and [`ConnectionTimeouts::sweep`] signals once a second the connections that are overdue. How
//! they end is not decided here.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// The timeouts, in seconds.
#[derive(Debug, Clone, Copy)]
pub struct TimeoutSettings {
    /// From the first byte of a request to the end of its head.
    pub head: u32,
    /// From the end of the head to the end of the body.
    pub body: u32,
    /// Without a byte in either direction: between requests, or while the client does not read the response.
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
    /// The next request, or the client to read the response.
    Idle,
    /// The rest of a request's head.
    Head,
    /// The rest of a request's body.
    Body,
    /// Nothing: it is refused before the end of its body, and the connection ends with the response.
    Refused,
    /// The emulator, until the first byte of the response.
    Processing,
    /// The rest of a response that a scenario slows down.
    Trickle,
    /// Nothing: a scenario never sends the response.
    Stall,
    /// The next event of a response without an end.
    Stream,
}

impl Phase {
    const ALL: [Self; 8] = [
        Self::Idle,
        Self::Head,
        Self::Body,
        Self::Refused,
        Self::Processing,
        Self::Trickle,
        Self::Stall,
        Self::Stream,
    ];
}

/// The timeouts of all connections of a server.
#[derive(Debug)]
pub struct ConnectionTimeouts {
    settings: TimeoutSettings,
    shared: Arc<SharedTimeouts>,
    activities: Mutex<Vec<Weak<Activity>>>,
}

/// Read by all connections, rarely written.
#[derive(Debug, Default)]
struct SharedTimeouts {
    second: AtomicU32,
    stopping: AtomicBool,
}

/// A signal to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// To end with its next response.
    Stop,
    /// This phase has exceeded its timeout.
    Overdue(Phase),
}

/// What one connection is waiting for. Relaxed stores are enough, because a sweep only compares seconds.
#[derive(Debug)]
pub struct Activity {
    /// The phase in the upper 32 bits, the second at which it began in the lower.
    state: AtomicU64,
    settings: TimeoutSettings,
    shared: Arc<SharedTimeouts>,
    signal: Notify,
}

impl ConnectionTimeouts {
    /// Without connections, at second 0.
    #[must_use]
    pub fn new(settings: TimeoutSettings) -> Self {
        Self { settings, shared: Arc::default(), activities: Mutex::default() }
    }

    /// Adds a connection, idle. It is removed when its `Activity` is dropped.
    #[must_use]
    pub fn watch(&self) -> Arc<Activity> {
        let activity = Arc::new(Activity {
            state: AtomicU64::new(0),
            settings: self.settings,
            shared: self.shared.clone(),
            signal: Notify::new(),
        });
        activity.enter(Phase::Idle);
        self.activities.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&activity));
        activity
    }

    /// Sets the current second and signals the overdue connections. They are signalled again each time, in case they
    /// were busy.
    pub fn sweep(&self, second: u32) {
        self.shared.second.store(second, Ordering::Relaxed);
        self.notify(|activity| activity.overdue_phase().is_some());
    }

    /// Signals every connection, including future ones, to end with its next response.
    pub fn stop(&self) {
        self.shared.stopping.store(true, Ordering::Release);
        self.notify(|_| true);
    }

    fn notify(&self, which: impl Fn(&Activity) -> bool) {
        self.activities.lock().unwrap_or_else(PoisonError::into_inner).retain(|activity| {
            let Some(activity) = activity.upgrade() else { return false };
            if which(&activity) {
                activity.signal.notify_one();
            }
            true
        });
    }

    /// Sweeps each second.
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
    /// Begins a phase. Beginning the same phase again restarts its timeout.
    pub fn enter(&self, phase: Phase) {
        let second = self.shared.second.load(Ordering::Relaxed);
        self.state.store(((phase as u64) << 32) | u64::from(second), Ordering::Relaxed);
    }

    /// Bytes were received: an idle connection begins a head; other phases continue.
    pub fn received(&self) {
        if self.phase() == Phase::Idle {
            self.enter(Phase::Head);
        }
    }

    /// Bytes were sent: processing ends, the timeouts of an idle connection or a stream restart; other phases continue.
    pub fn sent(&self) {
        match self.phase() {
            Phase::Idle | Phase::Processing => self.enter(Phase::Idle),
            Phase::Stream => self.enter(Phase::Stream),
            Phase::Head | Phase::Body | Phase::Refused | Phase::Trickle | Phase::Stall => {}
        }
    }

    /// The current phase.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.read().0
    }

    /// The current phase, if it has exceeded its timeout.
    #[must_use]
    pub fn overdue_phase(&self) -> Option<Phase> {
        let (phase, since) = self.read();
        let timeout = match phase {
            Phase::Idle | Phase::Refused | Phase::Stream => self.settings.idle,
            Phase::Head => self.settings.head,
            Phase::Body => self.settings.body,
            Phase::Processing | Phase::Trickle | Phase::Stall => return None,
        };
        (self.shared.second.load(Ordering::Relaxed).saturating_sub(since) >= timeout).then_some(phase)
    }

    /// Waits until a phase has exceeded its timeout.
    pub async fn overdue(&self) -> Phase {
        loop {
            // A notification from before the last change of phase is ignored.
            if let Some(phase) = self.overdue_phase() {
                return phase;
            }
            self.signal.notified().await;
        }
    }

    /// Waits for the first signal: a stop or an exceeded timeout. Both use one `Notify` of the connection, so that
    /// connections do not contend for a shared one.
    pub async fn signal(&self) -> Signal {
        loop {
            if self.shared.stopping.load(Ordering::Acquire) {
                return Signal::Stop;
            }
            if let Some(phase) = self.overdue_phase() {
                return Signal::Overdue(phase);
            }
            self.signal.notified().await;
        }
    }

    fn read(&self) -> (Phase, u32) {
        let state = self.state.load(Ordering::Relaxed);
        let phase = Phase::ALL.get((state >> 32) as usize).copied().unwrap_or(Phase::Idle);
        #[expect(clippy::cast_possible_truncation, reason = "the lower half is the second")]
        let since = state as u32;
        (phase, since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUTS: TimeoutSettings = TimeoutSettings { head: 30, body: 60, idle: 75 };

    #[test]
    fn the_default_timeouts_are_those_of_these_tests() {
        let TimeoutSettings { head, body, idle } = TimeoutSettings::default();
        assert_eq!((head, body, idle), (TIMEOUTS.head, TIMEOUTS.body, TIMEOUTS.idle));
    }

    #[test]
    fn each_phase_has_its_timeout_and_the_emulator_s_own_ones_have_none() {
        for (phase, timeout) in [
            (Phase::Idle, Some(75)),
            (Phase::Head, Some(30)),
            (Phase::Body, Some(60)),
            (Phase::Refused, Some(75)),
            (Phase::Processing, None),
            (Phase::Trickle, None),
            (Phase::Stall, None),
            (Phase::Stream, Some(75)),
        ] {
            let timeouts = ConnectionTimeouts::new(TIMEOUTS);
            timeouts.sweep(1000);
            let activity = timeouts.watch();
            activity.enter(phase);
            timeouts.sweep(1000 + timeout.unwrap_or(1_000_000) - 1);
            assert_eq!(activity.overdue_phase(), None, "{phase:?}");
            timeouts.sweep(1000 + timeout.unwrap_or(2_000_000));
            assert_eq!(activity.overdue_phase(), timeout.map(|_| phase), "{phase:?}");
        }
    }

    #[test]
    fn a_head_that_arrives_byte_by_byte_does_not_gain_time() {
        let timeouts = ConnectionTimeouts::new(TIMEOUTS);
        let activity = timeouts.watch();
        for second in 0..30 {
            timeouts.sweep(second);
            activity.received();
            assert_eq!(activity.overdue_phase(), None);
        }
        timeouts.sweep(30);
        assert_eq!(activity.overdue_phase(), Some(Phase::Head));
    }

    #[test]
    fn a_response_that_the_client_reads_slowly_gains_time_with_each_byte() {
        let timeouts = ConnectionTimeouts::new(TIMEOUTS);
        let activity = timeouts.watch();
        for second in (0..1000).step_by(74) {
            timeouts.sweep(second);
            assert_eq!(activity.overdue_phase(), None);
            activity.sent();
        }
        timeouts.sweep(2000);
        assert_eq!(activity.overdue_phase(), Some(Phase::Idle));
    }

    #[test]
    fn received_bytes_do_not_end_processing_and_sent_bytes_do() {
        let timeouts = ConnectionTimeouts::new(TIMEOUTS);
        let activity = timeouts.watch();
        activity.enter(Phase::Processing);
        activity.received();
        assert_eq!(activity.phase(), Phase::Processing);
        activity.sent();
        assert_eq!(activity.phase(), Phase::Idle);
    }

    #[test]
    fn a_connection_that_ended_is_removed() {
        let timeouts = ConnectionTimeouts::new(TIMEOUTS);
        let (kept, ended) = (timeouts.watch(), timeouts.watch());
        drop(ended);
        timeouts.sweep(1);
        assert_eq!(timeouts.activities.lock().unwrap().len(), 1);
        drop(kept);
        timeouts.sweep(2);
        assert!(timeouts.activities.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn an_open_connection_and_a_later_one_are_signalled_to_stop() {
        let timeouts = ConnectionTimeouts::new(TIMEOUTS);
        let activity = timeouts.watch();
        let mut waiting = std::pin::pin!(activity.signal());
        assert!(is_pending(waiting.as_mut()).await);
        timeouts.stop();
        assert_eq!((waiting.await, timeouts.watch().signal().await), (Signal::Stop, Signal::Stop));
        timeouts.sweep(75);
        assert_eq!(activity.overdue().await, Phase::Idle);
    }

    /// Whether a future is pending.
    async fn is_pending(mut future: std::pin::Pin<&mut impl Future>) -> bool {
        std::future::poll_fn(|cx| std::task::Poll::Ready(future.as_mut().poll(cx).is_pending())).await
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_connection_is_signalled_after_75_seconds_and_a_stale_notification_is_ignored() {
        let timeouts = Arc::new(ConnectionTimeouts::new(TIMEOUTS));
        let sweeper = Arc::clone(&timeouts);
        let sweeper = tokio::spawn(async move { sweeper.run().await });
        let activity = timeouts.watch();
        let begin = Instant::now();
        assert_eq!(activity.overdue().await, Phase::Idle);
        assert_eq!(begin.elapsed().as_secs(), 75);
        tokio::time::advance(Duration::from_secs(2)).await;
        activity.enter(Phase::Head);
        let begin = Instant::now();
        assert_eq!(activity.overdue().await, Phase::Head);
        assert!((28..=30).contains(&begin.elapsed().as_secs()), "{:?}", begin.elapsed());
        sweeper.abort();
    }
}
