//! The table of routes. The OpenAPI document is generated from it.

use schemars::json_schema;

use crate::scenario::Scenario;
use crate::server::admin::handlers::{
    callback_map, calls, coverage, curl, metrics, scenario, state, transactions,
};
use crate::server::admin::problem::AdminError;
use crate::server::admin::query::{ACCESS_KEY_ID, CALLBACKS, FILTERS, LIST, QueryParameter, TRANSACTIONS};
use crate::server::admin::route::{Access, Media, Route};
use crate::server::admin::{AdminRequest, AdminResponse, dashboard, events, openapi, view};

const ROW: Route = Route {
    method: "GET",
    path: "/",
    summary: "",
    parameters: &[],
    takes: Media::None,
    needs_body: true,
    responds: Media::None,
    access: Access::Guarded,
    is_long: false,
    handler: dashboard::page,
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
        summary: "Health check, with version and seed.",
        responds: json!(view::Health),
        access: Access::Open,
        handler: state::health,
        ..ROW
    },
    Route {
        path: "/requests",
        summary: "The journal: the calls to the service with their responses, newest first.",
        parameters: LIST,
        responds: Media::Json(|generator| {
            let page = generator.subschema_for::<view::CallsView<'_>>();
            let archive = json_schema!({
                "title": "With format=har: an HTTP archive 1.2",
                "type": "object",
                "required": ["log"],
            });
            json_schema!({ "anyOf": [page, archive] })
        }),
        is_long: true,
        handler: calls::list,
        ..ROW
    },
    Route {
        method: "DELETE",
        path: "/requests",
        summary: "Deletes calls from the journal.",
        parameters: FILTERS,
        responds: json!(view::Deleted),
        is_long: true,
        handler: calls::delete,
        ..ROW
    },
    Route {
        path: "/requests/{id}",
        summary: "One call of the journal, by its number or RequestId.",
        responds: json!(view::CallView<'_>),
        is_long: true,
        handler: calls::one,
        ..ROW
    },
    Route {
        path: "/requests/{id}/curl",
        summary: "One call of the journal as a curl command, without secrets.",
        responds: Media::Text("text/plain; charset=utf-8"),
        is_long: true,
        handler: curl::curl,
        ..ROW
    },
    Route {
        path: "/transactions",
        summary: "The transactions, newest first.",
        parameters: TRANSACTIONS,
        responds: json!(view::TransactionsView),
        is_long: true,
        handler: transactions::list,
        ..ROW
    },
    Route {
        path: "/transactions/{id}",
        summary: "One transaction, by its TransactionId.",
        responds: json!(view::TransactionView),
        handler: transactions::one,
        ..ROW
    },
    Route {
        method: "POST",
        path: "/transactions/{id}/complete",
        summary: "Ends a check as its user would: the callback is sent and CheckResult has the result. With an empty body the check passes.",
        parameters: OF_KEY,
        takes: json!(view::Completion),
        needs_body: false,
        responds: json!(view::TransactionView),
        handler: transactions::complete,
        ..ROW
    },
    Route {
        path: "/coverage",
        summary: "Contract coverage: how often each code, parameter, value, check outcome and callback event occurred.",
        parameters: OF_KEY,
        responds: json!(view::CoverageView),
        is_long: true,
        handler: coverage::coverage,
        ..ROW
    },
    Route {
        path: "/conduct",
        summary: "Mistakes of the client under test that will cause failures in production, and its retries.",
        parameters: OF_KEY,
        responds: json!(view::ConductView),
        is_long: true,
        handler: coverage::conduct,
        ..ROW
    },
    Route {
        path: "/scenario",
        summary: "The current scenario, with how often each rule was applied.",
        parameters: OF_KEY,
        responds: json!(view::PlayedScenario),
        is_long: true,
        handler: scenario::read,
        ..ROW
    },
    Route {
        method: "PUT",
        path: "/scenario",
        summary: "Loads a scenario, used from the next call on: for one access key, or for all keys without a scenario of \
                  their own. Its counters, throttles and random numbers restart. `{\"shipped\":\"throttled\"}` selects a \
                  shipped one.",
        parameters: OF_KEY,
        takes: json!(Scenario),
        responds: json!(view::PlayedScenario),
        is_long: true,
        handler: scenario::load_scenario,
        ..ROW
    },
    Route {
        method: "DELETE",
        path: "/scenario",
        summary: "Removes the scenario of a key, which then uses the common one; without a key, loads the default scenario.",
        parameters: OF_KEY,
        responds: json!(view::PlayedScenario),
        is_long: true,
        handler: scenario::remove,
        ..ROW
    },
    Route {
        method: "POST",
        path: "/scenario/check",
        summary: "Validates a scenario without loading it: its errors, or an explanation.",
        takes: json!(Scenario),
        needs_body: false,
        responds: json!(view::ScenarioCheck),
        is_long: true,
        handler: scenario::check,
        ..ROW
    },
    Route {
        path: "/scenarios",
        summary: "The shipped scenarios, each with its text.",
        responds: json!(view::ShippedScenarios),
        handler: scenario::list,
        ..ROW
    },
    Route {
        path: "/clock",
        summary: "The emulator's time, or that of one key.",
        parameters: OF_KEY,
        responds: json!(view::TimeView),
        handler: state::time,
        ..ROW
    },
    Route {
        method: "POST",
        path: "/clock",
        summary: "Moves the clock of one key or of all: forward by a duration, or to a timestamp. The timestamps of signed calls \
                  may be near the machine's time or the clock; `{\"timestamps\":\"follow\"}` accepts the clock alone.",
        parameters: OF_KEY,
        takes: json!(view::ClockChange),
        responds: json!(view::TimeView),
        handler: state::move_clock,
        ..ROW
    },
    Route {
        method: "POST",
        path: "/reset",
        summary: "Resets state of one key or of all: journal, throttles, nonces, rule counters, coverage, and a moved clock.",
        parameters: OF_KEY,
        responds: json!(view::Deleted),
        is_long: true,
        handler: state::reset,
        ..ROW
    },
    Route {
        path: "/callbacks",
        summary: "All attempts to deliver callbacks, oldest first, and the number of callbacks that are still queued.",
        parameters: CALLBACKS,
        responds: json!(view::CallbacksView),
        is_long: true,
        handler: calls::callbacks,
        ..ROW
    },
    Route {
        path: "/callback-map",
        summary: "Where callbacks go in place of their CallbackUrl: those of one access key alone, or the common ones.",
        parameters: OF_KEY,
        responds: json!(view::CallbackMapView),
        handler: callback_map::read,
        ..ROW
    },
    Route {
        method: "PUT",
        path: "/callback-map",
        summary: "Replaces the mappings of one access key, which come before the common ones, or the common ones. The port \
                  `*` on both sides passes ports through.",
        parameters: OF_KEY,
        takes: json!(view::CallbackMapView),
        responds: json!(view::CallbackMapView),
        is_long: true,
        handler: callback_map::put,
        ..ROW
    },
    Route {
        method: "DELETE",
        path: "/callback-map",
        summary: "Takes the mappings of one access key away; without a key, makes the common ones those of the flags again.",
        parameters: OF_KEY,
        responds: json!(view::CallbackMapView),
        handler: callback_map::remove,
        ..ROW
    },
    Route {
        path: "/throttles",
        summary: "The throttles of accounts that made calls within the last minute.",
        parameters: OF_KEY,
        responds: json!(view::ThrottlesView),
        is_long: true,
        handler: state::throttles,
        ..ROW
    },
    Route {
        path: "/metrics",
        summary: "Counters for Prometheus.",
        responds: Media::Text(metrics::CONTENT_TYPE),
        is_long: true,
        handler: metrics::metrics,
        ..ROW
    },
    Route {
        path: "/events",
        summary: "Server-sent events for calls, transactions and attempts to deliver callbacks, from now on.",
        parameters: OF_KEY,
        responds: Media::Events(events::EVENTS),
        handler: events::events,
        ..ROW
    },
    Route {
        path: "/openapi.json",
        summary: "This document.",
        responds: Media::Text("application/json; charset=utf-8"),
        access: Access::Open,
        is_long: true,
        handler: document,
        ..ROW
    },
    Route {
        path: "/",
        summary: "The dashboard.",
        responds: Media::Text("text/html; charset=utf-8"),
        access: Access::Page,
        handler: dashboard::page,
        ..ROW
    },
    Route {
        path: "/dashboard/{file}",
        summary: "Scripts and style sheets of the dashboard.",
        responds: Media::Text("*/*"),
        access: Access::Open,
        handler: dashboard::asset,
        ..ROW
    },
];

fn document(_: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    AdminResponse::json(&openapi::openapi(ROUTES))
}
