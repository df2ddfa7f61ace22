//! The admin API under `/_emulator/`, with which tests inspect and control the emulator. The OpenAPI document is generated
//! from its table of routes. Calls to the service never pass through it.

mod dashboard;
mod events;
mod gate;
mod handlers;
mod openapi;
mod problem;
mod query;
mod route;
mod routes;
pub mod view;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};
use serde::Serialize;
use serde_json::Value;

use crate::server::admin::events::shared::SharedEvents;
use crate::server::admin::problem::AdminError;
pub use events::Events;
pub use gate::Gate;
use query::Query;
use route::Access;
use routes::ROUTES;

use crate::contract::nearest::nearest;
use crate::engine::Engine;
use crate::server::background::Background;
use crate::server::body::chunks::{self, ChunkBody, Producer};
use crate::server::body::request::LargeBodies;
use crate::server::body::{ResponseBody, StreamedBody, complete};
use crate::server::webhook::maps::CallbackMaps;

/// The path prefix of the admin API.
pub const PREFIX: &str = "/_emulator";

/// What the admin API inspects and controls.
pub(super) struct AdminContext {
    pub(super) engine: Arc<Engine>,
    pub(super) maps: Arc<CallbackMaps>,
    pub(super) large_bodies: Arc<LargeBodies>,
    pub(super) gate: Gate,
    pub(super) background: Arc<Background>,
    pub(super) events: Arc<SharedEvents>,
    /// Held while a scenario is read, which may take many times its size in memory: one at a time.
    pub(super) reading: Mutex<()>,
}

/// A request to the admin API.
struct AdminRequest<'a> {
    engine: &'a Arc<Engine>,
    maps: &'a CallbackMaps,
    large_bodies: &'a LargeBodies,
    events: &'a Arc<SharedEvents>,
    reading: &'a Mutex<()>,
    /// The value of the `{…}` segment of the route's path.
    argument: String,
    query: Query,
    body: &'a [u8],
    /// Whether it may see what is for the owner alone.
    trusted: bool,
}

impl AdminRequest<'_> {
    /// The access key or account that the request is about; `None` for all.
    fn key(&self) -> Option<&str> {
        self.query.get("accessKeyId")
    }

    /// The account name of that key, by which transactions and callbacks are recorded.
    fn account(&self) -> Option<String> {
        self.key().map(|key| self.engine.account_name_of(key))
    }
}

/// The response of a handler.
enum AdminResponse {
    /// A JSON document.
    Json(StatusCode, Vec<u8>),
    /// A document of another content type.
    Text(&'static str, Bytes),
    /// The dashboard's page.
    Html(Bytes),
    /// A long document of this content type: its first chunks, and what makes the others.
    Chunks(&'static str, VecDeque<Bytes>, Producer),
    /// A stream of events.
    Events(Box<Events>),
}

/// The content type of JSON documents.
const JSON: &str = "application/json; charset=utf-8";

/// A value as JSON.
fn json_bytes(value: &impl Serialize) -> Vec<u8> {
    // What is serialised here has no maps with keys that are not strings, which alone could fail.
    serde_json::to_vec(value).unwrap_or_default()
}

impl AdminResponse {
    /// A JSON document with status 200.
    fn json(value: &impl Serialize) -> Result<Self, AdminError> {
        serde_json::to_vec(value)
            .map(|bytes| Self::Json(StatusCode::OK, bytes))
            .map_err(|error| AdminError::broken(&error))
    }

    /// The JSON of `view` with these items in the member with this name, a list that is empty in `view`.
    fn json_list(
        name: &str,
        items: impl Iterator<Item = Vec<u8>> + Send + 'static,
        view: &impl Serialize,
    ) -> Result<Self, AdminError> {
        let text = serde_json::to_string(view).map_err(|error| AdminError::broken(&error))?;
        // In a string its quotes would be escaped.
        let Some((start, end)) = text.split_once(&format!("\"{name}\":[]")) else { return Self::json(view) };
        let (start, end) = (format!("{start}\"{name}\":["), format!("]{end}"));
        Ok(Self::json_in_chunks(chunks::list(start, items, end)))
    }

    /// A JSON document that is made in chunks; one of a single chunk is sent at once.
    fn json_in_chunks(mut producer: Producer) -> Self {
        let first = Bytes::from(producer().unwrap_or_default());
        match producer() {
            None => Self::Text(JSON, first),
            Some(second) => Self::Chunks(JSON, [first, second.into()].into(), producer),
        }
    }
}

/// The response to a request whose path starts with [`PREFIX`]; `None` if no route has this path.
pub(super) fn respond(context: &AdminContext, parts: &Parts, body: &Bytes) -> Option<Response<ResponseBody>> {
    let AdminContext { engine, maps, large_bodies, gate, background, events, reading } = context;
    let path = parts.uri.path();
    let matching: Vec<_> = ROUTES
        .iter()
        .filter_map(|route| argument(route.path, path).map(|argument| (route, argument)))
        .collect();
    if matching.is_empty() && !is_below_prefix(path) {
        return None;
    }
    let access = matching.first().map_or(Access::Guarded, |(route, _)| route.access);
    let query = Query::new(parts.uri.query().unwrap_or_default());
    let method = if parts.method == Method::HEAD { "GET" } else { parts.method.as_str() };
    let result = gate.check(engine, parts, &query, access).and_then(|()| {
        if matching.is_empty() {
            return Err(unknown_path(path));
        }
        let Some((route, argument)) = matching.iter().find(|(route, _)| route.method == method) else {
            let methods: Vec<_> = matching.iter().map(|(route, _)| route.method).collect();
            return Err(AdminError::method(&methods.join(", ")));
        };
        query.allow(route.parameters)?;
        let trusted = gate.trusts(parts, &query);
        let argument = argument.clone();
        (route.handler)(&AdminRequest {
            engine,
            maps,
            large_bodies,
            events,
            reading,
            argument,
            query,
            body,
            trusted,
        })
    });
    Some(match result {
        Ok(response) => finish(response, background),
        Err(error) => {
            let mut response = finish(error.response(), background);
            let allowed = error.allowed.and_then(|methods| HeaderValue::try_from(methods).ok());
            response.headers_mut().extend(allowed.map(|methods| (header::ALLOW, methods)));
            response
        }
    })
}

/// Whether a request may take more than a millisecond.
pub(super) fn is_long(parts: &Parts) -> bool {
    let path = parts.uri.path();
    is_below_prefix(path)
        && ROUTES.iter().any(|route| {
            route.is_long && route.method == parts.method.as_str() && argument(route.path, path).is_some()
        })
}

/// The response where the emulator itself failed.
pub(super) fn failed(context: &AdminContext) -> Response<ResponseBody> {
    let message = "the emulator failed while it answered; its log says why";
    finish(
        AdminError::new(StatusCode::INTERNAL_SERVER_ERROR, "Broken", message).response(),
        &context.background,
    )
}

/// Whether only the admin API has such a path: the API of the service has one path, `/`.
fn is_below_prefix(path: &str) -> bool {
    path.strip_prefix(PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn unknown_path(path: &str) -> AdminError {
    let rest = path.strip_prefix(PREFIX).unwrap_or_default();
    let hint = match nearest(rest, ROUTES.iter().map(|route| route.path)) {
        Some(near) => format!("did you mean {PREFIX}{near}?"),
        None => format!("GET {PREFIX}/openapi.json lists all paths"),
    };
    AdminError::not_found(format!("the admin API has no path {path}; {hint}"))
}

/// The OpenAPI document of the admin API.
#[must_use]
pub fn openapi() -> Value {
    openapi::openapi(ROUTES)
}

/// The value of the `{…}` segment of a route's path, empty for a path without one; `None` if the path does not match.
fn argument(pattern: &str, path: &str) -> Option<String> {
    let path = path.strip_prefix(PREFIX)?;
    let path = if path.is_empty() { "/" } else { path };
    let Some((before, after)) = pattern.split_once('{') else {
        return (pattern == path).then(String::new);
    };
    let after = after.split_once('}').map_or("", |(_, after)| after);
    let argument = path.strip_prefix(before)?.strip_suffix(after)?;
    let decoded = percent_encoding::percent_decode_str(argument).decode_utf8().ok()?;
    (!argument.is_empty() && !argument.contains('/')).then(|| decoded.into_owned())
}

fn finish(response: AdminResponse, background: &Arc<Background>) -> Response<ResponseBody> {
    let (status, content_type, body) = match response {
        AdminResponse::Json(status, bytes) => (status, JSON, complete(bytes)),
        AdminResponse::Text(content_type, bytes) => (StatusCode::OK, content_type, complete(bytes)),
        AdminResponse::Html(bytes) => (StatusCode::OK, "text/html; charset=utf-8", complete(bytes)),
        AdminResponse::Chunks(content_type, ready, producer) => {
            let chunks = ChunkBody::new(ready, producer, background.clone());
            (StatusCode::OK, content_type, ResponseBody::Right(StreamedBody::Chunks(Box::new(chunks))))
        }
        AdminResponse::Events(events) => {
            (StatusCode::OK, "text/event-stream", ResponseBody::Right(StreamedBody::Events(events)))
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let fixed: [(HeaderName, &'static str); 7] = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
