//! The OpenAPI 3.1 document of the admin API, generated from the table of routes.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::events::Event;
use super::query::TOKEN;
use super::route::{Access, Media, Route};
use crate::server::admin::PREFIX;
use crate::server::admin::problem::AdminError;

/// The document of these routes.
pub(super) fn openapi(routes: &[Route]) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let error = generator.subschema_for::<AdminError>();
    let mut paths = Map::new();
    for route in routes {
        let path = paths.entry(format!("{PREFIX}{}", route.path)).or_insert_with(|| json!({}));
        path[route.method.to_lowercase()] = operation(route, &mut generator, error.as_value());
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "cloudauth-local admin API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Inspects and controls the emulator. With ?accessKeyId= a request applies to one access key \
                            only.",
        },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": { "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "Required only if the emulator was started with --admin-token.",
            } },
        },
    })
}

fn operation(route: &Route, generator: &mut SchemaGenerator, error: &Value) -> Value {
    let mut parameters: Vec<_> = route
        .path
        .split_once('{')
        .and_then(|(_, rest)| rest.split_once('}'))
        .map(|(name, _)| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .into_iter()
        .collect();
    let guarded = route.access == Access::Guarded;
    for parameter in route.parameters.iter().copied().chain(guarded.then_some(&TOKEN)) {
        parameters.push(json!({
            "name": parameter.name, "in": "query", "description": parameter.meaning, "schema": { "type": "string" },
        }));
    }
    let mut media = |media: Media| match media {
        Media::None => json!({}),
        Media::Json(schema) => json!({ "application/json": { "schema": schema(generator) } }),
        Media::Text(kind) => json!({ kind: {} }),
        Media::Events(events) => json!({ "text/event-stream": { "schema": stream(events, generator) } }),
    };
    let mut operation = json!({
        "summary": route.summary,
        "operationId": operation_id(route),
        "parameters": parameters,
        "responses": {
            "200": { "description": route.summary, "content": media(route.responds) },
            "default": { "description": "An error.", "content": { "application/json": { "schema": error } } },
        },
    });
    if !matches!(route.takes, Media::None) {
        operation["requestBody"] = json!({ "required": true, "content": media(route.takes) });
    }
    if guarded {
        operation["security"] = json!([{}, { "token": [] }]);
    }
    operation
}

/// The schema of one event of a stream; OpenAPI 3.1 cannot describe the stream itself.
fn stream(events: &[Event], generator: &mut SchemaGenerator) -> Value {
    let mut one = |event: &Event| {
        json!({
            "type": "object",
            "description": event.meaning,
            "required": ["event", "data"],
            "properties": { "event": { "const": event.name }, "data": (event.data)(generator) },
        })
    };
    json!({
        "description": "One event of the stream. `event` is its name; `data` is JSON on one line.",
        "oneOf": events.iter().map(&mut one).collect::<Vec<_>>(),
    })
}

/// The operation's name in generated clients: the method and the words of the path.
fn operation_id(route: &Route) -> String {
    let mut id = route.method.to_lowercase();
    for word in route.path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let (first, rest) = word.split_at(1);
        id += &first.to_uppercase();
        id += rest;
    }
    id
}
