//! From a request to its answer: path, body, engine, journal, log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::{Buf, Bytes};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Request, Response, Version, header};
use http_body_util::{BodyExt, Either};
use hyper::body::{Body, Incoming};

use super::admin::{self, Gate};
use super::answer::{self, Date};
use super::body::Outgoing;
use super::call_log::CallLog;
use super::delivery;
use super::patience::{Phase, Pulse};
use super::webhook::Webhook;
use crate::contract::error::{
    BAD_REQUEST, ENTITY_TOO_LARGE, HEADERS_TOO_LARGE, INVALID_ACTION, REQUEST_TIMEOUT, URI_TOO_LONG,
};
use crate::contract::{Call, Fault};
use crate::engine::{Delivery, Engine, Outcome, PlannedEnd};
use crate::wire::request::{self, BODY_LIMIT};

/// How much of a body above the limit is read and thrown away, so that the client can read its answer.
const DISCARD_LIMIT: usize = 1024 * 1024 * 1024;
/// How long the rest of a refused body is waited for.
const DISCARD_TIME: Duration = Duration::from_secs(30);

/// What the connections of one server share.
pub(super) struct Shell {
    pub(super) engine: Arc<Engine>,
    pub(super) webhook: Arc<Webhook>,
    log: Option<CallLog>,
    pub(super) gate: Gate,
    date: Date,
    draining: AtomicBool,
}

impl Shell {
    pub(super) fn new(engine: Arc<Engine>, webhook: Arc<Webhook>, log: Option<CallLog>, gate: Gate) -> Self {
        Self { engine, webhook, log, gate, date: Date::new(), draining: AtomicBool::new(false) }
    }

    /// From now on every answer is the last of its connection.
    pub(super) fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Answers one request, and says how the answer travels.
    pub(super) async fn respond(
        &self,
        request: Request<Incoming>,
        pulse: &Pulse,
    ) -> (Response<Outgoing>, Delivery) {
        let started = Instant::now();
        let (parts, body) = request.into_parts();
        let last = is_last(&parts);
        let host = parts.headers.get(header::HOST).cloned();
        let host = host.as_ref().and_then(|host| host.to_str().ok()).unwrap_or_default();
        let (call, outcome, cut) = match self.outcome(parts, body, pulse).await {
            Ok(Answer::Call(call, outcome)) => (Some(call), outcome, false),
            Ok(Answer::Own(mut response)) => {
                if last || self.draining.load(Ordering::Relaxed) {
                    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
                }
                return (response, Delivery::default());
            }
            Err(Refused { fault, cut }) => (None, self.engine.refuse(fault), cut),
        };
        self.note(call.as_ref(), &outcome, started.elapsed());
        // Of its buffers only the room for headers is kept while the answer waits.
        let room = call.map(|call| call.headers).unwrap_or_default();
        delivery::wait(outcome.delivery).await;
        // Asked last: the emulator may have been told to stop while the body was on its way, or the answer waited.
        let last = last || cut || self.draining.load(Ordering::Relaxed);
        let now = outcome.at.now.saturating_add(outcome.delivery.delay).unwrap_or(outcome.at.now);
        let date = self.date.of(now);
        (answer::response(&outcome, host, date, last, room).map(Either::Left), outcome.delivery)
    }

    /// Journal and log.
    fn note(&self, call: Option<&Call>, outcome: &Outcome, took: Duration) {
        self.engine.note(call, outcome, took);
        if let Some(log) = &self.log {
            log.call(outcome, took);
        }
    }

    async fn outcome(&self, parts: Parts, body: Incoming, pulse: &Pulse) -> Result<Answer, Refused> {
        let body = if body.is_end_stream() { Bytes::new() } else { collect(body).await? };
        pulse.enter(Phase::Work);
        if !matches!(parts.uri.path(), "/" | "//" | "") {
            let own = self.own_path(&parts, &body).transpose()?.map(|page| page.map(Either::Left));
            return match own.or_else(|| admin::respond(self, &parts, &body)) {
                Some(response) => Ok(Answer::Own(response)),
                None => Err(INVALID_ACTION.fault().into()),
            };
        }
        let call = request::read(parts, body)?;
        let mut outcome = self.engine.handle(&call);
        if let Some(PlannedEnd { transaction_id, after }) = outcome.ending.take() {
            let account = outcome.account.as_ref().map_or("", |account| &account.name);
            self.webhook.finish(transaction_id, account, after);
        }
        Ok(Answer::Call(call, outcome))
    }

    /// The bytes of the answer to what hyper refused with this status before it was a request.
    pub(super) fn refusal(&self, status: u16) -> Vec<u8> {
        let row = match status {
            408 => &REQUEST_TIMEOUT,
            414 => &URI_TOO_LONG,
            431 => &HEADERS_TOO_LARGE,
            _ => &BAD_REQUEST,
        };
        let outcome = self.engine.refuse(row.fault());
        self.note(None, &outcome, Duration::ZERO);
        let date = self.date.of(self.engine.clock().read().now);
        let host = self.engine.base_url().trim_start_matches("http://");
        let response = answer::response(&outcome, host, date, true, HeaderMap::new());
        let reason = response.status().canonical_reason().unwrap_or_default();
        let mut bytes = format!("HTTP/1.1 {} {reason}\r\n", response.status().as_u16()).into_bytes();
        for (name, value) in response.headers() {
            bytes.extend_from_slice(name.as_str().as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value.as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&crate::wire::body(&outcome.reply, host));
        bytes
    }
}

/// What a request led to.
// Kept on the stack: it is moved once, and a box would cost every call an allocation.
#[allow(clippy::large_enum_variant)]
enum Answer {
    /// A call of the API.
    Call(Call, Outcome),
    /// Another path of the emulator's own.
    Own(Response<Outgoing>),
}

/// A refusal before the engine saw a call.
struct Refused {
    fault: Fault,
    /// Whether a part of the body was left unread, so that the connection cannot go on.
    cut: bool,
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self { fault, cut: false }
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
async fn collect(mut body: Incoming) -> Result<Bytes, Refused> {
    let declared = body.size_hint().lower();
    let mut first = Bytes::new();
    let mut whole = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|fault| Refused {
            fault: BAD_REQUEST.because(format!("The request cannot be read: its body broke off ({fault}).")),
            cut: true,
        })?;
        let Ok(data) = frame.into_data() else { continue };
        if whole.len() + first.len() + data.len() > BODY_LIMIT || declared > BODY_LIMIT as u64 {
            let rest = tokio::time::timeout(DISCARD_TIME, discard(body)).await;
            return Err(Refused { fault: ENTITY_TOO_LARGE.fault(), cut: !matches!(rest, Ok(true)) });
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
