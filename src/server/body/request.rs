//! Reads the body of a request, with bounds of its size, of the number of large ones at once, and of their time while
//! others wait.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::error::Error as _;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout};

use crate::contract::ApiError;
use crate::contract::error::{BAD_REQUEST, ENTITY_TOO_LARGE, REQUEST_TIMEOUT};
use crate::server::connection::timeouts::{Activity, Phase};
use crate::wire::request::BODY_LIMIT;

/// A body is large above this size, in bytes.
const LARGE_BODY: usize = 64 * 1024;
/// The memory of a large request until it is answered, as a multiple of its body's size: `tests/memory` holds it.
const TIMES: usize = 4;
/// How many large bodies are read at once at most; others wait.
const CONCURRENT_LARGE_BODIES: usize = 32;
/// The unit in which their memory is counted, in bytes.
const UNIT: usize = 1024;
/// While others wait, a large body may take this long, and besides a second for each MiB that has arrived.
const LARGE_BODY_TIME: Duration = Duration::from_secs(2);
/// How often it is checked whether others wait.
const WAITING_CHECK_INTERVAL: Duration = Duration::from_millis(250);

/// A request that was refused before the engine saw a call.
pub(in crate::server) struct RefusedRequest {
    pub(in crate::server) error: ApiError,
    /// Whether a part of the body was not read, so that the connection must be closed.
    pub(in crate::server) body_unread: bool,
}

impl From<ApiError> for RefusedRequest {
    fn from(error: ApiError) -> Self {
        Self { error, body_unread: false }
    }
}

impl RefusedRequest {
    /// The rest of the body is not read; it is discarded once the response was sent.
    fn unread(error: ApiError) -> Self {
        Self { error, body_unread: true }
    }
}

/// The large requests whose bodies are read, or that are not answered yet.
pub(in crate::server) struct LargeBodies {
    /// One permit for each [`UNIT`] of memory.
    memory: Semaphore,
    /// Their share of memory, in units.
    share: usize,
    waiting: AtomicUsize,
}

/// The memory of a large request; it is given back when this is dropped.
pub(in crate::server) type LargeMemory<'a> = SemaphorePermit<'a>;

impl LargeBodies {
    /// Large requests within this share of memory, in bytes.
    pub(in crate::server) fn new(share: usize) -> Self {
        let share = share / UNIT;
        Self { memory: Semaphore::new(share), share, waiting: AtomicUsize::new(0) }
    }

    /// The memory that they take, in bytes.
    pub(in crate::server) fn bytes(&self) -> usize {
        self.share.saturating_sub(self.memory.available_permits()).saturating_mul(UNIT)
    }

    /// Waits until there is memory for a large body of this size. The client's timeout does not run meanwhile.
    async fn enter(&self, size: usize, activity: &Activity) -> LargeBody<'_> {
        // A body that is larger than the whole share is read alone.
        let least = self.share / CONCURRENT_LARGE_BODIES;
        let units = (size.saturating_mul(TIMES) / UNIT).max(least).min(self.share);
        let units = u32::try_from(units).unwrap_or(u32::MAX);
        let memory = if let Ok(memory) = self.memory.try_acquire_many(units) {
            Some(memory)
        } else {
            let _waiting = Waiting::new(&self.waiting);
            activity.enter(Phase::Processing);
            // The semaphore is never closed.
            let memory = self.memory.acquire_many(units).await.ok();
            activity.enter(Phase::Body);
            memory
        };
        LargeBody { bodies: self, since: Instant::now(), memory }
    }
}

/// Counts a large body that waits, until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A large body that is read.
struct LargeBody<'a> {
    bodies: &'a LargeBodies,
    since: Instant,
    memory: Option<LargeMemory<'a>>,
}

impl LargeBody<'_> {
    /// The next part of it.
    ///
    /// # Errors
    /// It takes too long, and others wait.
    async fn frame(
        &self,
        body: &mut Incoming,
        received: usize,
    ) -> Result<Option<Result<Frame<Bytes>, hyper::Error>>, RefusedRequest> {
        let mut frame = pin!(body.frame());
        let millis = u64::try_from(received / 1024).unwrap_or(u64::MAX);
        let time = LARGE_BODY_TIME.saturating_add(Duration::from_millis(millis));
        loop {
            if self.since.elapsed() > time && self.bodies.waiting.load(Ordering::Relaxed) > 0 {
                return Err(RefusedRequest::unread(
                    REQUEST_TIMEOUT.with_message(
                        "The request body arrives at less than 1 MiB a second, and other large ones wait."
                            .to_owned(),
                    ),
                ));
            }
            if let Ok(frame) = timeout(WAITING_CHECK_INTERVAL, frame.as_mut()).await {
                return Ok(frame);
            }
        }
    }
}

/// Reads a body up to its limit. What is declared to be larger is refused before it arrives. Of a large one also the memory
/// that it takes, to be kept until it is answered.
pub(in crate::server) async fn read_body<'a>(
    mut body: Incoming,
    bodies: &'a LargeBodies,
    activity: &Activity,
) -> Result<(Bytes, Option<LargeMemory<'a>>), RefusedRequest> {
    let declared = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if declared > BODY_LIMIT {
        return Err(RefusedRequest::unread(ENTITY_TOO_LARGE.error()));
    }
    let mut large: Option<LargeBody<'_>> = None;
    let mut first = Bytes::new();
    let mut whole = Vec::new();
    loop {
        let frame = match &large {
            None => body.frame().await,
            // Boxed, so that small bodies do not carry its size.
            Some(large) => Box::pin(large.frame(&mut body, whole.len())).await?,
        };
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|error| RefusedRequest::unread(broken_body(&error)))?;
        let Ok(data) = frame.into_data() else { continue };
        let length = whole.len().saturating_add(first.len()).saturating_add(data.len());
        if length > BODY_LIMIT {
            return Err(RefusedRequest::unread(ENTITY_TOO_LARGE.error()));
        }
        if length > LARGE_BODY && large.is_none() {
            let size = if declared >= length { declared } else { BODY_LIMIT };
            large = Some(bodies.enter(size, activity).await);
            whole.reserve_exact(declared.max(length));
        }
        if first.is_empty() && whole.is_empty() && large.is_none() {
            first = data;
        } else {
            whole.extend_from_slice(&std::mem::take(&mut first));
            whole.extend_from_slice(&data);
        }
    }
    let memory = large.and_then(|large| large.memory);
    Ok((if whole.is_empty() { first } else { whole.into() }, memory))
}

/// The refusal of a body that cannot be read. hyper says what is wrong in the source of its error.
fn broken_body(error: &hyper::Error) -> ApiError {
    let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    BAD_REQUEST.with_message(format!("The request cannot be read: its body broke off ({reason})."))
}
