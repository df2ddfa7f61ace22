//! Delivers a response as a scenario says: late, slowly, in part, or not at all.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::error::Error;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt, Either, Full};
use hyper::body::{Body, Frame};
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use crate::engine::call::Delivery;
use crate::scenario::format::ConnectionFault;
use crate::server::body::{ResponseBody, StreamedBody};
use crate::server::connection::abortable::Abortable;
use crate::server::connection::timeouts::{Activity, Phase};

/// The body of a response: complete (nearly always), trickling, or a stream of events.
pub(in crate::server) type DeliveredBody = Either<Full<Bytes>, Either<Trickle, StreamedBody>>;

/// Bytes that are not HTTP.
const GARBAGE: &[u8] = b"\x00\x15garbage\xff\xfe\x80 200 OK nothing of this is HTTP\r\n\r\n\x01\x02\x03";
/// How many chunks a trickling body sends in a second; fewer if it has fewer bytes in it.
const CHUNKS_PER_SECOND: u32 = 10;
/// The interval at which the connection of a stalled response checks whether the client has left.
const PEER_CHECK_INTERVAL: Duration = Duration::from_millis(500);

/// Waits for the delay of a response.
pub(in crate::server) async fn wait(delivery: Delivery) {
    if !delivery.delay.is_zero() {
        sleep(delivery.delay).await;
    }
}

/// The time after `wait`, which a scenario bounds to years.
fn in_future(wait: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(wait).unwrap_or(now)
}

/// Makes the body that delivers a response as the scenario says.
///
/// # Errors
/// The response must not be sent at all; the connection is then ended with [`abort`].
pub(in crate::server) async fn deliver(
    response: Response<ResponseBody>,
    delivery: Delivery,
    activity: &Arc<Activity>,
) -> Result<Response<DeliveredBody>, ConnectionAborted> {
    let end = match delivery.cut {
        Some(cut) => match cut.fault {
            ConnectionFault::Reset | ConnectionFault::CloseEarly | ConnectionFault::Garbage => {
                return Err(ConnectionAborted(cut.fault));
            }
            ConnectionFault::CloseMidBody => BodyEnd::Half,
            ConnectionFault::Stall => BodyEnd::Stall(in_future(cut.stall)),
        },
        None if delivery.bytes_per_second.is_some() => BodyEnd::Whole,
        None => {
            return Ok(response.map(|body| match body {
                Either::Left(whole) => Either::Left(whole),
                Either::Right(StreamedBody::Events(events)) => {
                    activity.enter(Phase::Stream);
                    Either::Right(Either::Right(StreamedBody::Events(events)))
                }
                Either::Right(StreamedBody::Chunks(chunks)) => {
                    let chunks = Box::new(chunks.deliver(activity));
                    Either::Right(Either::Right(StreamedBody::Chunks(chunks)))
                }
            }));
        }
    };
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    Ok(Response::from_parts(
        parts,
        Either::Right(Either::Left(Trickle::new(bytes, delivery.bytes_per_second, end, activity))),
    ))
}

/// The response must not be sent at all.
#[derive(Debug)]
pub(in crate::server) struct ConnectionAborted(ConnectionFault);

impl fmt::Display for ConnectionAborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the scenario aborts the connection: {:?}", self.0)
    }
}

impl Error for ConnectionAborted {}

/// How a scenario ended a connection before the first byte of the response; `None` if none did.
pub(in crate::server) fn aborted(error: &hyper::Error) -> Option<ConnectionFault> {
    error.source()?.downcast_ref::<ConnectionAborted>().map(|aborted| aborted.0)
}

/// Ends a connection as a scenario says.
pub(in crate::server) async fn abort(mut stream: impl Abortable, fault: ConnectionFault) {
    let ended = match fault {
        ConnectionFault::Reset => stream.tcp().set_zero_linger(),
        ConnectionFault::Garbage => match stream.write_all(GARBAGE).await {
            Ok(()) => stream.shutdown().await,
            Err(error) => Err(error),
        },
        _ => stream.shutdown().await,
    };
    if let Err(error) = ended {
        tracing::debug!("cannot abort the connection as the scenario says, it has ended already: {error}");
    }
}

/// How a body ends.
#[derive(Debug, Clone, Copy)]
enum BodyEnd {
    Whole,
    /// The connection is closed after half of it.
    Half,
    /// Nothing is sent, and the connection is closed at this time.
    Stall(Instant),
}

/// A body that is sent slowly, in part, or not at all.
#[derive(Debug)]
pub(in crate::server) struct Trickle {
    rest: Bytes,
    /// Bytes per second; `None` sends all at once.
    rate: Option<u32>,
    end: BodyEnd,
    wait: Option<Pin<Box<Sleep>>>,
    /// Whether hyper had a chance to write what was sent before the body fails.
    settled: bool,
    /// The connection's activity: it is slow on purpose, so its timeouts do not apply.
    activity: Arc<Activity>,
}

impl Drop for Trickle {
    fn drop(&mut self) {
        self.activity.enter(Phase::Idle);
    }
}

impl Trickle {
    fn new(bytes: Bytes, rate: Option<u32>, end: BodyEnd, activity: &Arc<Activity>) -> Self {
        let (phase, rest) = match end {
            BodyEnd::Whole => (Phase::Trickle, bytes),
            BodyEnd::Half => (Phase::Trickle, bytes.slice(..bytes.len() / 2)),
            BodyEnd::Stall(_) => (Phase::Stall, Bytes::new()),
        };
        activity.enter(phase);
        let wait = (phase == Phase::Stall).then(|| Box::pin(sleep(PEER_CHECK_INTERVAL)));
        Self { rest, rate, end, wait, settled: false, activity: activity.clone() }
    }

    /// Takes the next chunk, and sets the wait before the one after it.
    fn chunk(&mut self) -> Bytes {
        let Some(rate) = self.rate else { return std::mem::take(&mut self.rest) };
        let bytes = (rate / CHUNKS_PER_SECOND).max(1);
        let wait = Duration::from_secs(1).checked_div(rate.clamp(1, CHUNKS_PER_SECOND)).unwrap_or_default();
        let before = self.wait.as_ref().map_or_else(Instant::now, |wait| wait.deadline());
        self.wait = Some(Box::pin(sleep_until(before.checked_add(wait).unwrap_or(before))));
        let length = usize::try_from(bytes).unwrap_or(usize::MAX).min(self.rest.len());
        self.rest.split_to(length)
    }
}

impl Body for Trickle {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let end = self.end;
        while let Some(wait) = &mut self.wait {
            ready!(wait.as_mut().poll(context));
            match end {
                // hyper flushes before it waits again, and the flush notices whether the client has left.
                BodyEnd::Stall(until) if wait.deadline() < until => {
                    let next = until.min(in_future(PEER_CHECK_INTERVAL));
                    wait.as_mut().reset(next);
                }
                _ => break,
            }
        }
        if !self.rest.is_empty() {
            let chunk = self.chunk();
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        if matches!(self.end, BodyEnd::Whole) {
            return Poll::Ready(None);
        }
        if !self.settled {
            // hyper writes its buffer while the body is pending; an error now would discard the buffer.
            self.settled = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::Error::other("the scenario aborts the body"))))
    }
}
