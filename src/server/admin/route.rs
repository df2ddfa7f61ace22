//! A row of the route table.

use schemars::{Schema, SchemaGenerator};

use super::events::Event;
use crate::server::admin::problem::AdminError;
use crate::server::admin::query::QueryParameter;
use crate::server::admin::{AdminRequest, AdminResponse};

/// Access to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Only clients that pass all checks of the access guard.
    Guarded,
    /// Without a token, under one of the server's own host names: health and the dashboard's files.
    Open,
    /// Like `Open`, and also by a link on another site: the dashboard's page.
    Page,
}

/// The content of a request or response body.
#[derive(Clone, Copy)]
pub(super) enum Media {
    /// No body.
    None,
    /// A JSON document with this schema.
    Json(fn(&mut SchemaGenerator) -> Schema),
    /// Another document of this content type.
    Text(&'static str),
    /// A stream of these server-sent events.
    Events(&'static [Event]),
}

/// A route of the admin API.
pub(super) struct Route {
    /// The HTTP method.
    pub(super) method: &'static str,
    /// Relative to `/_emulator`; one segment may be `{name}`.
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    pub(super) parameters: &'static [&'static QueryParameter],
    pub(super) takes: Media,
    /// Whether the body may not be left out.
    pub(super) needs_body: bool,
    pub(super) responds: Media,
    pub(super) access: Access,
    /// Whether it may take more than a millisecond, so that it runs on a thread of its own.
    pub(super) is_long: bool,
    pub(super) handler: fn(&AdminRequest<'_>) -> Result<AdminResponse, AdminError>,
}
