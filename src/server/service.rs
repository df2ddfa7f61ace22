//! Serves one request: reads the body, routes by path, calls the engine, records journal and log, makes the response.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Request, Response, Version, header};
use http_body_util::Either;
use hyper::body::{Body, Incoming};

use super::admin::{self, AdminContext, Gate};
use crate::contract::error::{BAD_REQUEST, HEADERS_TOO_LARGE, INVALID_ACTION, REQUEST_TIMEOUT, URI_TOO_LONG};
use crate::contract::{self, ApiError, Call, addressing};
use crate::engine::Engine;
use crate::engine::call::{Delivery, Outcome};
use crate::engine::memory::MemoryKind;
use crate::server::body::ResponseBody;
use crate::server::body::request::{LargeBodies, RefusedRequest, read_body};
use crate::server::connection::delivery;
use crate::server::connection::framing::FramingError;
use crate::server::connection::timeouts::{Activity, Phase};
use crate::server::log::call::CallLog;
use crate::server::pages;
use crate::server::response;
use crate::server::response::DateHeader;
use crate::server::webhook::maps::CallbackMaps;
use crate::server::webhook::reach::ReachCheck;
use crate::wire;
use crate::wire::host;
use crate::wire::request;

/// What all connections of a server share.
pub(super) struct App {
    pub(super) engine: Arc<Engine>,
    pub(super) admin: Arc<AdminContext>,
    reach_check: Option<ReachCheck>,
    log: Option<CallLog>,
    date: DateHeader,
    draining: AtomicBool,
}

impl App {
    pub(super) fn new(
        engine: Arc<Engine>,
        maps: Arc<CallbackMaps>,
        reach_check: Option<ReachCheck>,
        log: Option<CallLog>,
        gate: Gate,
    ) -> Self {
        let large_bodies = Arc::new(LargeBodies::new(engine.memory_share(MemoryKind::Requests)));
        Self {
            admin: Arc::new(AdminContext {
                engine: engine.clone(),
                maps,
                large_bodies,
                gate,
                background: Arc::default(),
                events: Arc::default(),
                reading: Mutex::default(),
            }),
            engine,
            reach_check,
            log,
            date: DateHeader::new(),
            draining: AtomicBool::new(false),
        }
    }

    /// From now on every response closes its connection.
    pub(super) fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Serves one request. Returns the response and how to deliver it. What does not wait is in synchronous functions,
    /// so that no large value is stored in a future.
    pub(super) async fn respond(
        &self,
        request: Request<Incoming>,
        secure: bool,
        activity: &Activity,
    ) -> (Response<ResponseBody>, Delivery) {
        let started = Instant::now();
        let (parts, body) = request.into_parts();
        let mut _memory = None;
        let body = if body.is_end_stream() {
            Ok(Bytes::new())
        } else {
            let body = read_body(body, &self.admin.large_bodies, activity).await;
            body.map(|(body, memory)| {
                _memory = memory;
                body
            })
        };
        let unread = body.as_ref().is_err_and(|refused| refused.body_unread);
        activity.enter(if unread { Phase::Refused } else { Phase::Processing });
        let response = match self.serve(parts, body, secure, started) {
            Served::Response(response) => response,
            Served::Unchecked(mut pending) => {
                if let Some(check) = &self.reach_check {
                    pending.call.callback_failure = check.failure(&pending.call).await;
                }
                let PendingCall { call, started, last } = *pending;
                self.call(call, started, last)
            }
            Served::Long(request) => {
                let (parts, body, last) = *request;
                let admin = self.admin.clone();
                let background = &self.admin.background;
                let page = background.run(move || admin::respond(&admin, &parts, &body)).await.flatten();
                let page = self.finished(page.unwrap_or_else(|| admin::failed(&self.admin)), last);
                ServiceResponse::Now(page, Delivery::default())
            }
        };
        match response {
            ServiceResponse::Now(response, delivery) => (response, delivery),
            ServiceResponse::Later(pending) => {
                delivery::wait(pending.outcome.delivery).await;
                self.send(*pending)
            }
        }
    }

    fn serve(
        &self,
        parts: Parts,
        body: Result<Bytes, RefusedRequest>,
        secure: bool,
        started: Instant,
    ) -> Served {
        let last = is_last(&parts);
        let checked = body.and_then(|body| host::check(&parts).map(|()| body).map_err(RefusedRequest::from));
        let RefusedRequest { error, body_unread } = match checked {
            Err(refused) => refused,
            Ok(body) if matches!(parts.uri.path(), "/" | "//" | "") => {
                match request::parameters(&parts, &body) {
                    Ok(parameters) => {
                        let call = Call { secure, ..request::call(parts, body, parameters) };
                        if self.reach_check.is_some() && call.parameters.value("CallbackUrl").is_some() {
                            return Served::Unchecked(Box::new(PendingCall { call, started, last }));
                        }
                        return Served::Response(self.call(call, started, last));
                    }
                    Err(error) => error.into(),
                }
            }
            Ok(body) if admin::is_long(&parts) => return Served::Long(Box::new((parts, body, last))),
            Ok(body) => match self.internal_path(&parts, &body, last) {
                Ok(page) => return Served::Response(ServiceResponse::Now(page, Delivery::default())),
                Err(error) => error.into(),
            },
        };
        let outcome = self.engine.refuse(error, &format!("{} {}", parts.method, parts.uri));
        self.record(None, &outcome, started.elapsed());
        let allowed = pages::methods(parts.uri.path()).filter(|_| outcome.reply.status() == 405);
        let mut response = self.encode(outcome, parts.headers, last || body_unread);
        if let (ServiceResponse::Now(response, _), Some(methods)) = (&mut response, allowed) {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(methods));
        }
        Served::Response(response)
    }

    /// Serves a call of the API.
    fn call(&self, call: Call, started: Instant, last: bool) -> ServiceResponse {
        let outcome = self.engine.handle(&call);
        self.record(Some(&call), &outcome, started.elapsed());
        self.encode(outcome, call.headers, last)
    }

    /// Serves a path of the emulator itself: pages and the admin API.
    fn internal_path(
        &self,
        parts: &Parts,
        body: &Bytes,
        last: bool,
    ) -> Result<Response<ResponseBody>, ApiError> {
        let page = self.page_response(parts, body).transpose()?.map(|page| page.map(Either::Left));
        let page = page
            .or_else(|| admin::respond(&self.admin, parts, body))
            .ok_or_else(|| INVALID_ACTION.error().with_hint(Some(addressing::path_hint(parts.uri.path()))))?;
        Ok(self.finished(page, last))
    }

    /// A page with the word that its connection is closed, if it is.
    fn finished(&self, mut page: Response<ResponseBody>, last: bool) -> Response<ResponseBody> {
        if last || self.draining.load(Ordering::Relaxed) {
            page.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        page
    }

    /// Encodes the body, and makes the response unless it is delayed.
    fn encode(&self, outcome: Outcome, mut headers: HeaderMap, last: bool) -> ServiceResponse {
        let host = headers.get(header::HOST).and_then(contract::call::ascii).unwrap_or_default();
        let body = wire::body(&outcome.reply, host);
        // While a response is delayed, nothing of the request is kept but the allocation of its header map.
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
        // Checked last: a stop may have been requested while the body was read or the response was delayed.
        let last = last || self.draining.load(Ordering::Relaxed);
        let now = outcome.at.now.saturating_add(outcome.delivery.delay).unwrap_or(outcome.at.now);
        let delivery = outcome.delivery;
        let response = response::response(outcome, body, self.date.of(now), last, headers);
        (response.map(Either::Left), delivery)
    }

    /// Records a call in the journal and the log.
    fn record(&self, call: Option<&Call>, outcome: &Outcome, elapsed: Duration) {
        self.engine.record(call, outcome, elapsed);
        if let Some(log) = &self.log {
            log.call(outcome, elapsed);
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
        let description = error.message.clone();
        let outcome = self.engine.refuse(error, &description);
        self.record(None, &outcome, Duration::ZERO);
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

/// A response, or one that is delayed.
// Not boxed: it is moved once, and a box would cost an allocation for every call.
#[allow(clippy::large_enum_variant)]
enum ServiceResponse {
    /// A response and how to deliver it.
    Now(Response<ResponseBody>, Delivery),
    /// A delayed response.
    Later(Box<PendingResponse>),
}

/// What became of a request.
// Not boxed, as its response is not.
#[allow(clippy::large_enum_variant)]
enum Served {
    /// It has its response.
    Response(ServiceResponse),
    /// A call whose CallbackUrl is connected to first.
    Unchecked(Box<PendingCall>),
    /// A request to the admin API that takes long, and whether it closes the connection.
    Long(Box<(Parts, Bytes, bool)>),
}

/// A call that is handled once its CallbackUrl was checked.
struct PendingCall {
    call: Call,
    started: Instant,
    last: bool,
}

/// A response to a call, with its body encoded.
struct PendingResponse {
    outcome: Outcome,
    body: Vec<u8>,
    /// Empty: the header map of the request, whose allocation is reused.
    headers: HeaderMap,
    /// Whether it closes the connection.
    last: bool,
}

/// Whether the client asks to close the connection after the response.
fn is_last(parts: &Parts) -> bool {
    let has_token = |word: &[u8]| {
        let values = parts.headers.get_all(header::CONNECTION).into_iter().map(HeaderValue::as_bytes);
        let mut tokens = values.flat_map(|value| value.split(|&byte| byte == b','));
        tokens.any(|token| token.trim_ascii().eq_ignore_ascii_case(word))
    };
    has_token(b"close") || (parts.version == Version::HTTP_10 && !has_token(b"keep-alive"))
}
