//! The table of routes: what the admin API can be asked. The OpenAPI document is made from these rows.

use schemars::{Schema, SchemaGenerator};

use super::events::Event;
use crate::scenario::Scenario;
use crate::server::admin::problem::AdminError;
use crate::server::admin::query::{ACCESS_KEY_ID, CALLBACKS, FILTERS, LIST, QueryParameter, TRANSACTIONS};
use crate::server::admin::{
    AdminRequest, AdminResponse, calls, coverage, curl, events, metrics, openapi, page, scenario, state,
    transactions, view,
};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Whoever the gate lets in.
    Guarded,
    /// Everyone who calls the server by its own name, without a token: whether it is up, and what the page consists of.
    Open,
    /// The page for people, which may also be reached by a link from elsewhere.
    Page,
}

/// What a route answers or takes.
#[derive(Clone, Copy)]
pub(super) enum Media {
    /// Nothing.
    None,
    /// A JSON document of this schema.
    Json(fn(&mut SchemaGenerator) -> Schema),
    /// Another document of this content type.
    Text(&'static str),
    /// A stream of these server-sent events.
    Events(&'static [Event]),
}

/// One row.
pub(super) struct Route {
    /// The HTTP method.
    pub(super) method: &'static str,
    /// Below `/_emulator`; one part may be `{name}`.
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    pub(super) parameters: &'static [&'static QueryParameter],
    pub(super) takes: Media,
    pub(super) answers: Media,
    pub(super) access: Access,
    pub(super) handler: fn(&AdminRequest<'_>) -> Result<AdminResponse, AdminError>,
}

const ROW: Route = Route {
    method: "GET",
    path: "/",
    summary: "",
    parameters: &[],
    takes: Media::None,
    answers: Media::None,
    access: Access::Guarded,
    handler: page::dashboard,
};

const OF_KEY: &[&QueryParameter] = &[&ACCESS_KEY_ID];

macro_rules! json {
    ($type:ty) => {
        Media::Json(|generator| generator.subschema_for::<$type>())
    };
}

pub(super) static ROUTES: &[Route] = &[
    Route {
        path: "/health",
        summary: "Whether the emulator is up, and which one it is.",
        answers: json!(view::Health),
        access: Access::Open,
        handler: state::health,
        ..ROW
    },
    Route {
        path: "/requests",
        summary: "The journal: the calls to the service with what became of them, newest first.",
        parameters: LIST,
        answers: json!(view::CallsView<'_>),
        handler: calls::list,
        ..ROW
    },
    Route {
        method: "DELETE",
        path: "/requests",
        summary: "Deletes calls from the journal.",
        parameters: FILTERS,
        answers: json!(view::Deleted),
        handler: calls::delete,
        ..ROW
    },
    Route {
        path: "/requests/{id}",
        summary: "One call of the journal, by its number or RequestId.",
        answers: json!(view::CallView<'_>),
        handler: calls::one,
        ..ROW
    },
    Route {
        path: "/requests/{id}/curl",
        summary: "One call of the journal as a curl command, without its secrets.",
        answers: Media::Text("text/plain; charset=utf-8"),
        handler: curl::curl,
        ..ROW
    },
    Route {
        path: "/transactions",
        summary: "The transactions, newest first.",
        parameters: TRANSACTIONS,
        answers: json!(view::TransactionsView),
        handler: transactions::list,
        ..ROW
    },
    Route {
        path: "/transactions/{id}",
        summary: "One transaction, by its TransactionId.",
        answers: json!(view::TransactionView),
        handler: transactions::one,
        ..ROW
    },
    Route {
        method: "POST",
        path: "/transactions/{id}/complete",
        summary: "Ends a check as its user would: the callback is sent and CheckResult answers. An empty body passes it.",
        takes: json!(view::Completion),
        answers: json!(view::TransactionView),
        handler: transactions::complete,
        ..ROW
    },
    Route {
        path: "/coverage",
        summary: "Which codes, parameters, values, outcomes and callback situations of the contract the client has met, and which never.",
        parameters: OF_KEY,
        answers: json!(view::CoverageView),
        handler: coverage::coverage,
        ..ROW
    },
    Route {
        path: "/conduct",
        summary: "What the client did with its failures that will hurt in production; empty is good.",
        parameters: OF_KEY,
        answers: json!(view::ConductView),
        handler: coverage::conduct,
        ..ROW
    },
    Route {
        path: "/scenario",
        summary: "The scenario that is played, with how often each rule acted.",
        parameters: OF_KEY,
        answers: json!(view::PlayedScenario),
        handler: scenario::read,
        ..ROW
    },
    Route {
        method: "PUT",
        path: "/scenario",
        summary: "Plays a scenario from the next call on: for one access key alone, or for all that have none of their own. \
                  Its counts, throttles and chance start anew. `{\"shipped\":\"throttled\"}` names a shipped one.",
        parameters: OF_KEY,
        takes: json!(Scenario),
        answers: json!(view::PlayedScenario),
        handler: scenario::play,
        ..ROW
    },
    Route {
        method: "DELETE",
        path: "/scenario",
        summary: "Takes the scenario of a key away, so that the common one is played; without a key, plays the default one.",
        parameters: OF_KEY,
        answers: json!(view::PlayedScenario),
        handler: scenario::remove,
        ..ROW
    },
    Route {
        method: "POST",
        path: "/scenario/check",
        summary: "Says what is wrong with a scenario, or what it will do, and plays nothing.",
        takes: json!(Scenario),
        answers: json!(view::ScenarioCheck),
        handler: scenario::check,
        ..ROW
    },
    Route {
        path: "/clock",
        summary: "The emulator's time, or that of one key, which may have been moved further.",
        parameters: OF_KEY,
        answers: json!(view::TimeView),
        handler: state::time,
        ..ROW
    },
    Route {
        method: "POST",
        path: "/clock",
        summary: "Moves the clock, of one key or of all: forward by a duration, or to a time.",
        parameters: OF_KEY,
        takes: json!(view::ClockChange),
        answers: json!(view::TimeView),
        handler: state::move_clock,
        ..ROW
    },
    Route {
        method: "POST",
        path: "/reset",
        summary: "Forgets what happened: journal, throttles, nonces, counts, coverage. Of one key or of all.",
        parameters: OF_KEY,
        answers: json!(view::Deleted),
        handler: state::reset,
        ..ROW
    },
    Route {
        path: "/callbacks",
        summary: "Every try of every callback, oldest first, and how many callbacks are still to be delivered.",
        parameters: CALLBACKS,
        answers: json!(view::CallbacksView),
        handler: calls::callbacks,
        ..ROW
    },
    Route {
        path: "/throttles",
        summary: "How many calls each account could make at once now, of those that called within the last minute.",
        parameters: OF_KEY,
        answers: json!(view::ThrottlesView),
        handler: state::throttles,
        ..ROW
    },
    Route {
        path: "/metrics",
        summary: "Counters for Prometheus.",
        answers: Media::Text(metrics::CONTENT_TYPE),
        handler: metrics::metrics,
        ..ROW
    },
    Route {
        path: "/events",
        summary: "Server-sent events of the journal, the transactions and the tries of callbacks, from now on.",
        parameters: OF_KEY,
        answers: Media::Events(events::EVENTS),
        handler: events::events,
        ..ROW
    },
    Route {
        path: "/openapi.json",
        summary: "This document.",
        answers: Media::Text("application/json; charset=utf-8"),
        access: Access::Open,
        handler: openapi::document,
        ..ROW
    },
    Route {
        path: "/",
        summary: "The dashboard, for people.",
        answers: Media::Text("text/html; charset=utf-8"),
        access: Access::Page,
        handler: page::dashboard,
        ..ROW
    },
    Route {
        path: "/dashboard/{file}",
        summary: "What the dashboard consists of.",
        answers: Media::Text("*/*"),
        access: Access::Open,
        handler: page::asset,
        ..ROW
    },
];
