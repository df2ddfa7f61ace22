//! The OpenAPI 3.1 document of the admin API, generated from the table of routes.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::events::Event;
use super::query::TOKEN;
use super::route::{Access, Media, Route};
use crate::scenario::without_null;
use crate::server::admin::PREFIX;
use crate::server::admin::problem::AdminError;

/// The document of these routes.
pub(super) fn openapi(routes: &[Route]) -> Value {
    let mut schemas = Schemas::new();
    let error = schemas.responses.subschema_for::<AdminError>();
    let mut paths = Map::new();
    for route in routes {
        let path = paths.entry(format!("{PREFIX}{}", route.path)).or_insert_with(|| json!({}));
        path[route.method.to_lowercase()] = operation(route, &mut schemas, error.as_value());
    }
    let mut definitions = schemas.responses.take_definitions(true);
    // What is in requests too, a scenario, is described as they have it.
    definitions.extend(schemas.requests.take_definitions(true));
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
            "schemas": definitions,
            "securitySchemes": { "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "Required only if the emulator was started with --admin-token.",
            } },
        },
    })
}

/// The schemas of bodies.
struct Schemas {
    requests: SchemaGenerator,
    responses: SchemaGenerator,
}

impl Schemas {
    fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        let requests = settings.clone().for_deserialize().with_transform(RecursiveTransform(without_null));
        let responses = settings.for_serialize().with_transform(RecursiveTransform(optional_without_null));
        Self { requests: requests.into_generator(), responses: responses.into_generator() }
    }
}

/// A member of a response that may be left out is never null.
fn optional_without_null(schema: &mut Schema) {
    let required: Vec<_> = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(Value::Object(members)) = schema.get_mut("properties") else { return };
    for (name, member) in members {
        if !required.iter().any(|known| known == name)
            && let Ok(member) = member.try_into()
        {
            without_null(member);
        }
    }
}

fn operation(route: &Route, schemas: &mut Schemas, error: &Value) -> Value {
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
            "name": parameter.name, "in": "query", "description": parameter.meaning, "schema": parameter.schema(),
        }));
    }
    let mut operation = json!({
        "summary": route.summary,
        "operationId": operation_id(route),
        "parameters": parameters,
        "responses": {
            "200": { "description": route.summary, "content": media(route.responds, &mut schemas.responses) },
            "default": { "description": "An error.", "content": { "application/json": { "schema": error } } },
        },
    });
    if !matches!(route.takes, Media::None) {
        operation["requestBody"] =
            json!({ "required": route.needs_body, "content": media(route.takes, &mut schemas.requests) });
    }
    if guarded {
        operation["security"] = json!([{}, { "token": [] }]);
    }
    operation
}

fn media(media: Media, generator: &mut SchemaGenerator) -> Value {
    match media {
        Media::None => json!({}),
        Media::Json(schema) => json!({ "application/json": { "schema": schema(generator) } }),
        Media::Text(kind) => json!({ kind: {} }),
        Media::Events(events) => json!({ "text/event-stream": { "schema": stream(events, generator) } }),
    }
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

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;

    use super::*;
    use crate::server::admin::routes::ROUTES;

    #[test]
    fn every_schema_has_a_name_of_its_own() {
        let document = openapi(ROUTES);
        let schemas = document["components"]["schemas"].as_object().unwrap();
        // schemars numbers the second of two types with one name.
        let numbered: Vec<_> = schemas.keys().filter(|name| name.ends_with(char::is_numeric)).collect();
        assert!(numbered.is_empty(), "{numbered:?}");
        // What requests and responses both have is one type.
        let mut both = Schemas::new();
        for route in ROUTES {
            operation(route, &mut both, &Value::Null);
        }
        let members = |schema: &Value| -> Vec<String> {
            let members = schema["properties"].as_object().into_iter().flatten();
            members.map(|(name, _)| name.clone()).collect()
        };
        for (name, schema) in both.responses.definitions() {
            if let Some(other) = both.requests.definitions().get(name) {
                assert_eq!(members(schema), members(other), "{name}");
            }
        }
    }

    #[test]
    fn a_member_that_may_be_left_out_is_not_null_and_one_that_is_always_there_may_be() {
        #[derive(serde::Serialize, JsonSchema)]
        struct Shown {
            #[serde(skip_serializing_if = "Option::is_none")]
            left_out: Option<u8>,
            null: Option<u8>,
        }
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let settings = settings.with_transform(RecursiveTransform(optional_without_null));
        let schema = settings.into_generator().into_root_schema_for::<Shown>().to_value();
        assert_eq!(schema["properties"]["left_out"]["type"], "integer");
        assert_eq!(schema["properties"]["null"]["type"], json!(["integer", "null"]));
        assert_eq!(schema["required"], json!(["null"]));
    }
}
