//! From a request to its answer: path, body, engine, journal, log.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::{Buf, Bytes};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Request, Response, Version, header};
use http_body_util::{BodyExt, Either};
use hyper::body::{Body, Incoming};
use tokio::sync::Semaphore;

use super::admin::{self, Gate};
use crate::contract::error::{
    BAD_REQUEST, ENTITY_TOO_LARGE, HEADERS_TOO_LARGE, INVALID_ACTION, REQUEST_TIMEOUT, URI_TOO_LONG,
};
use crate::contract::{self, ApiError, Call};
use crate::engine::Engine;
use crate::engine::call::{Delivery, Outcome};
use crate::server::body::ResponseBody;
use crate::server::connection::delivery;
use crate::server::connection::framing::FramingError;
use crate::server::connection::timeouts::{Activity, Phase};
use crate::server::log::call::CallLog;
use crate::server::response;
use crate::server::response::DateHeader;
use crate::wire;
use crate::wire::host;
use crate::wire::request::{self, BODY_LIMIT};

/// How much of a body above the limit is read and thrown away, so that the client can read its answer.
const DISCARD_LIMIT: usize = 1024 * 1024 * 1024;
/// A body above this many bytes is large.
const LARGE: usize = 64 * 1024;
/// How many large bodies are read at once; others wait. So their memory is bounded whatever the number of connections:
/// each takes at most about twice [`BODY_LIMIT`], one whose length is not declared while it grows.
const LARGE_AT_ONCE: usize = 32;
/// How long the rest of a refused body is waited for.
const DISCARD_TIME: Duration = Duration::from_secs(30);

/// What the connections of one server share.
pub(super) struct App {
    pub(super) engine: Arc<Engine>,
    log: Option<CallLog>,
    pub(super) gate: Gate,
    date: DateHeader,
    draining: AtomicBool,
    /// Room for large bodies.
    large: Semaphore,
}

impl App {
    pub(super) fn new(engine: Arc<Engine>, log: Option<CallLog>, gate: Gate) -> Self {
        Self {
            engine,
            log,
            gate,
            date: DateHeader::new(),
            draining: AtomicBool::new(false),
            large: Semaphore::new(LARGE_AT_ONCE),
        }
    }

    /// From now on every answer is the last of its connection.
    pub(super) fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Answers one request, and says how the answer travels. All that does not wait is in plain functions, so that nothing
    /// large is moved from one future to another.
    pub(super) async fn respond(
        &self,
        request: Request<Incoming>,
        activity: &Activity,
    ) -> (Response<ResponseBody>, Delivery) {
        let started = Instant::now();
        let (parts, body) = request.into_parts();
        let body =
            if body.is_end_stream() { Ok(Bytes::new()) } else { collect(body, &self.large, activity).await };
        activity.enter(Phase::Work);
        match self.answer(parts, body, started) {
            ServiceResponse::Now(response, delivery) => (response, delivery),
            ServiceResponse::Later(pending) => {
                delivery::wait(pending.outcome.delivery).await;
                self.send(*pending)
            }
        }
    }

    fn answer(&self, parts: Parts, body: Result<Bytes, RefusedRequest>, started: Instant) -> ServiceResponse {
        let last = is_last(&parts);
        let checked = body.and_then(|body| host::check(&parts).map(|()| body).map_err(RefusedRequest::from));
        let RefusedRequest { error, cut } = match checked {
            Err(refused) => refused,
            Ok(body) if matches!(parts.uri.path(), "/" | "//" | "") => {
                match request::parameters(&parts, &body) {
                    Ok(parameters) => {
                        return self.call(request::call(parts, body, parameters), started, last);
                    }
                    Err(error) => error.into(),
                }
            }
            Ok(body) => match self.own(&parts, &body, last) {
                Ok(page) => return ServiceResponse::Now(page, Delivery::default()),
                Err(error) => error.into(),
            },
        };
        let outcome = self.engine.refuse(error);
        self.note(None, &outcome, started.elapsed());
        self.pack(outcome, parts.headers, last || cut)
    }

    /// A call of the API.
    fn call(&self, call: Call, started: Instant, last: bool) -> ServiceResponse {
        let outcome = self.engine.handle(&call);
        self.note(Some(&call), &outcome, started.elapsed());
        self.pack(outcome, call.headers, last)
    }

    /// A path of the emulator's own.
    fn own(&self, parts: &Parts, body: &Bytes, last: bool) -> Result<Response<ResponseBody>, ApiError> {
        let own = self.page_response(parts, body).transpose()?.map(|page| page.map(Either::Left));
        let mut page =
            own.or_else(|| admin::respond(self, parts, body)).ok_or_else(|| INVALID_ACTION.error())?;
        if last || self.draining.load(Ordering::Relaxed) {
            page.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(page)
    }

    /// Writes the body of an answer, and sends it unless it has to wait first.
    fn pack(&self, outcome: Outcome, mut headers: HeaderMap, last: bool) -> ServiceResponse {
        let host = headers.get(header::HOST).and_then(contract::call::ascii).unwrap_or_default();
        let body = wire::body(&outcome.reply, host);
        // Of the request nothing is held while the answer waits but the room for headers.
        headers.clear();
        let waits = !outcome.delivery.delay.is_zero();
        let pending = PendingResponse { outcome, body, headers, last };
        if waits {
            return ServiceResponse::Later(Box::new(pending));
        }
        let (response, delivery) = self.send(pending);
        ServiceResponse::Now(response, delivery)
    }

    fn send(
        &self,
        PendingResponse { outcome, body, headers, last }: PendingResponse,
    ) -> (Response<ResponseBody>, Delivery) {
        // Asked last: the emulator may have been told to stop while the body was on its way, or the answer waited.
        let last = last || self.draining.load(Ordering::Relaxed);
        let now = outcome.at.now.saturating_add(outcome.delivery.delay).unwrap_or(outcome.at.now);
        let delivery = outcome.delivery;
        let response = response::response(outcome, body, self.date.of(now), last, headers);
        (response.map(Either::Left), delivery)
    }

    /// Journal and log.
    fn note(&self, call: Option<&Call>, outcome: &Outcome, took: Duration) {
        self.engine.record(call, outcome, took);
        if let Some(log) = &self.log {
            log.call(outcome, took);
        }
    }

    /// The bytes of the answer to what was refused with this status before it was a request.
    pub(super) fn refusal(&self, status: u16, reason: Option<FramingError>) -> Vec<u8> {
        let row = match status {
            408 => &REQUEST_TIMEOUT,
            414 => &URI_TOO_LONG,
            431 => &HEADERS_TOO_LARGE,
            _ => &BAD_REQUEST,
        };
        let error = match reason {
            Some(reason) => row.with_message(format!("The request cannot be read: {reason}.")),
            None => row.error(),
        };
        let outcome = self.engine.refuse(error);
        self.note(None, &outcome, Duration::ZERO);
        let date = self.date.of(self.engine.clock().read().now);
        let host = self.engine.base_url().trim_start_matches("http://");
        let body = wire::body(&outcome.reply, host);
        let response = response::response(outcome, body.clone(), date, true, HeaderMap::new());
        let reason = response.status().canonical_reason().unwrap_or_default();
        let mut bytes = format!("HTTP/1.1 {} {reason}\r\n", response.status().as_u16()).into_bytes();
        for (name, value) in response.headers() {
            bytes.extend_from_slice(name.as_str().as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value.as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&body);
        bytes
    }
}

/// What a request led to.
// Kept on the stack: it is moved once, and a box would cost every call an allocation.
#[allow(clippy::large_enum_variant)]
enum ServiceResponse {
    /// An answer and how it travels.
    Now(Response<ResponseBody>, Delivery),
    /// An answer that has to wait.
    Later(Box<PendingResponse>),
}

/// An answer to a call, ready to be sent.
struct PendingResponse {
    outcome: Outcome,
    body: Vec<u8>,
    /// Empty: those of the request lend theirs their memory.
    headers: HeaderMap,
    /// Whether the client or the call ends the connection.
    last: bool,
}

/// A refusal before the engine saw a call.
struct RefusedRequest {
    error: ApiError,
    /// Whether a part of the body was left unread, so that the connection cannot go on.
    cut: bool,
}

impl From<ApiError> for RefusedRequest {
    fn from(error: ApiError) -> Self {
        Self { error, cut: false }
    }
}

/// Whether the client wants no further answer on this connection.
fn is_last(parts: &Parts) -> bool {
    let connection = parts.headers.get(header::CONNECTION).map_or(&b""[..], |value| value.as_bytes());
    let says = |word: &[u8]| {
        connection.split(|&byte| byte == b',').any(|part| part.trim_ascii().eq_ignore_ascii_case(word))
    };
    says(b"close") || (parts.version == Version::HTTP_10 && !says(b"keep-alive"))
}

/// Collects a body under its limit. One above it is read to its end all the same, as far as that is bearable: a client
/// that is cut while it still sends never reads the answer.
async fn collect(
    mut body: Incoming,
    large: &Semaphore,
    activity: &Activity,
) -> Result<Bytes, RefusedRequest> {
    let mut room = None;
    let declared = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut first = Bytes::new();
    let mut whole = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| RefusedRequest { error: broken_body(&error), cut: true })?;
        let Ok(data) = frame.into_data() else { continue };
        let length = whole.len() + first.len() + data.len();
        if length.max(declared) > BODY_LIMIT {
            // Nothing of it is held, and nobody kept waiting, while the rest is thrown away.
            drop((first, whole, data, room));
            let rest = tokio::time::timeout(DISCARD_TIME, discard(body)).await;
            return Err(RefusedRequest { error: ENTITY_TOO_LARGE.error(), cut: !matches!(rest, Ok(true)) });
        }
        if length > LARGE && room.is_none() {
            // That others are served first is no fault of this client. The semaphore is never closed.
            activity.enter(Phase::Work);
            room = large.acquire().await.ok();
            activity.enter(Phase::Body);
            whole.reserve_exact(declared.max(length));
        }
        if first.is_empty() && whole.is_empty() {
            first = data;
        } else {
            whole.extend_from_slice(&std::mem::take(&mut first));
            whole.extend_from_slice(&data);
        }
    }
    Ok(if whole.is_empty() { first } else { whole.into() })
}

/// The refusal of a body that cannot be read. hyper says what is wrong in the source of its error.
fn broken_body(error: &hyper::Error) -> ApiError {
    let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    BAD_REQUEST.with_message(format!("The request cannot be read: its body broke off ({reason})."))
}

/// Reads a body to its end and forgets it; false where it broke off or was not worth reading further.
async fn discard(mut body: Incoming) -> bool {
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return false };
        seen += frame.data_ref().map_or(0, Buf::remaining);
        if seen > DISCARD_LIMIT {
            return false;
        }
    }
    true
}
