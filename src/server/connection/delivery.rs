//! How an answer travels where a scenario says how: late, slowly, in part, or not at all.

use std::error::Error;
use std::fmt;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Either, Full};
use hyper::body::{Body, Frame, Incoming};
use tokio::io::{AsyncWrite, AsyncWriteExt, Interest};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep, sleep_until};
use tokio_rustls::server::TlsStream;

use crate::engine::call::Delivery;
use crate::scenario::ConnectionCut;
use crate::server::admin::Events;
use crate::server::body::ResponseBody;
use crate::server::connection::activity_io::ActivityIo;
use crate::server::connection::timeouts::{Activity, Phase};
use crate::server::service::App;

/// The body of every answer: nearly always whole, else trickling or a stream.
pub(in crate::server) type DeliveredBody = Either<Full<Bytes>, Either<Trickle, Events>>;

/// Bytes that are not HTTP.
const GARBAGE: &[u8] = b"\x00\x15garbage\xff\xfe\x80 200 OK nothing of this is HTTP\r\n\r\n\x01\x02\x03";
/// How often a dribbling body sends a piece.
const BEAT: Duration = Duration::from_millis(100);
/// How often a stalling body lets its connection look whether the client is still there.
const LOOK: Duration = Duration::from_millis(500);

/// Waits until the time of an answer has come.
pub(in crate::server) async fn wait(delivery: Delivery) {
    if !delivery.delay.is_zero() {
        sleep(delivery.delay).await;
    }
}

/// Sends an answer on its way.
///
/// # Errors
/// Of the answer nothing shall be sent; the connection does the rest with [`abort`].
pub(in crate::server) async fn deliver(
    response: Response<ResponseBody>,
    delivery: Delivery,
    activity: &Arc<Activity>,
) -> Result<Response<DeliveredBody>, ConnectionAborted> {
    let end = match delivery.cut {
        Some(cut @ (ConnectionCut::Reset | ConnectionCut::CloseEarly | ConnectionCut::Garbage)) => {
            return Err(ConnectionAborted(cut));
        }
        Some(ConnectionCut::CloseMidBody) => BodyEnd::Half,
        Some(ConnectionCut::Stall(bound)) => BodyEnd::Stall(Instant::now() + bound),
        None if delivery.bytes_per_second.is_some() => BodyEnd::Whole,
        None => {
            return Ok(response.map(|body| match body {
                Either::Left(whole) => Either::Left(whole),
                Either::Right(events) => {
                    activity.enter(Phase::Stream);
                    Either::Right(Either::Right(events))
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

/// Of an answer nothing shall be sent.
#[derive(Debug)]
pub(in crate::server) struct ConnectionAborted(ConnectionCut);

impl fmt::Display for ConnectionAborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the scenario cuts the connection: {:?}", self.0)
    }
}

impl Error for ConnectionAborted {}

/// The cut that ended a connection, where a scenario ended it before the first byte of an answer.
pub(in crate::server) fn aborted(error: &hyper::Error) -> Option<ConnectionCut> {
    error.source()?.downcast_ref::<ConnectionAborted>().map(|aborted| aborted.0)
}

/// Ends a connection as a scenario wants it.
pub(in crate::server) async fn abort(mut stream: impl Abortable, cut: ConnectionCut) {
    let ended = match cut {
        ConnectionCut::Reset => stream.tcp().set_zero_linger(),
        ConnectionCut::Garbage => match stream.write_all(GARBAGE).await {
            Ok(()) => stream.shutdown().await,
            Err(error) => Err(error),
        },
        _ => stream.shutdown().await,
    };
    if let Err(error) = ended {
        tracing::debug!("the scenario's cut found the connection gone: {error}");
    }
}

/// A stream that is TCP underneath.
pub(in crate::server) trait Abortable: AsyncWrite + Unpin {
    /// The socket.
    fn tcp(&self) -> &TcpStream;

    /// Whether the client sends nothing any more. Whoever still wants an answer may do so too; one who gets none has
    /// left.
    fn peer_left(&self) -> bool {
        let ready = pin!(self.tcp().ready(Interest::READABLE));
        let polled = ready.poll(&mut Context::from_waker(Waker::noop()));
        matches!(polled, Poll::Ready(Ok(ready)) if ready.is_read_closed())
    }
}

impl Abortable for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Abortable for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

impl<S: Abortable> Abortable for ActivityIo<S> {
    fn tcp(&self) -> &TcpStream {
        self.inner().tcp()
    }
}

/// How a trickling body ends.
#[derive(Debug, Clone, Copy)]
enum BodyEnd {
    Whole,
    /// After half of it the connection is closed.
    Half,
    /// Nothing of it is sent, and at this time the connection is closed.
    Stall(Instant),
}

/// A body that leaves bit by bit, and maybe not all of it.
#[derive(Debug)]
pub(in crate::server) struct Trickle {
    rest: Bytes,
    /// Bytes a second; `None` sends at once what there is.
    rate: Option<u32>,
    end: BodyEnd,
    wait: Option<Pin<Box<Sleep>>>,
    /// Whether what was sent has had the chance to be written before the end.
    settled: bool,
    /// Told that the connection is slow on purpose.
    activity: Arc<Activity>,
}

impl Drop for Trickle {
    fn drop(&mut self) {
        self.activity.enter(Phase::Rest);
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
        let wait = (phase == Phase::Stall).then(|| Box::pin(sleep(LOOK)));
        Self { rest, rate, end, wait, settled: false, activity: activity.clone() }
    }

    /// The next piece, and how long the one after it has to wait.
    fn piece(&mut self) -> Bytes {
        let Some(rate) = self.rate else { return std::mem::take(&mut self.rest) };
        let beats = u32::try_from(BEAT.as_millis()).unwrap_or(100);
        let bytes = (u64::from(rate) * u64::from(beats) / 1000).max(1);
        let wait = if rate < 1000 / beats { Duration::from_secs(1) / rate.max(1) } else { BEAT };
        let before = self.wait.as_ref().map_or_else(Instant::now, |wait| wait.deadline());
        self.wait = Some(Box::pin(sleep_until(before + wait)));
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
                // hyper flushes before it waits again, and the flush finds out whether the client is there.
                BodyEnd::Stall(until) if wait.deadline() < until => {
                    let next = until.min(Instant::now() + LOOK);
                    wait.as_mut().reset(next);
                }
                _ => break,
            }
        }
        if !self.rest.is_empty() {
            let piece = self.piece();
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        if matches!(self.end, BodyEnd::Whole) {
            return Poll::Ready(None);
        }
        if !self.settled {
            // hyper writes what it has while the body is pending; an error now would throw it away.
            self.settled = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::Error::other("the scenario cuts the body"))))
    }
}

/// Answers one request of a connection.
///
/// # Errors
/// As [`deliver`].
pub(in crate::server) async fn respond(
    app: &App,
    request: Request<Incoming>,
    activity: &Arc<Activity>,
) -> Result<Response<DeliveredBody>, ConnectionAborted> {
    let (response, delivery) = app.respond(request, activity).await;
    deliver(response, delivery, activity).await
}
