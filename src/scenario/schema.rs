//! The JSON Schema of the scenario format, generated from its types: for editors, and for the diagnostics.

use std::sync::OnceLock;

use schemars::transform::{RecursiveTransform, Transform};
use schemars::{Schema, generate::SchemaSettings};
use serde_json::{Value, json};

use super::Scenario;

/// The name of the schema. It leads nowhere: `init` and `schema scenario` give the file.
const SCHEMA_ID: &str = "urn:cloudauth-local:scenario";

/// The JSON Schema (2020-12) of a scenario file.
#[must_use]
pub fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Scenario>();
        RecursiveTransform(without_null).transform(&mut schema);
        RecursiveTransform(one_line).transform(&mut schema);
        schema.insert("$id".into(), json!(SCHEMA_ID));
        schema.insert("title".into(), json!("A scenario of cloudauth-local"));
        schema.to_value()
    })
}

/// The schema as in `scenarios/schema.json`.
#[must_use]
pub fn schema_text() -> String {
    format!("{:#}\n", schema())
}

/// Removes null from optional members: they are left out instead.
pub(crate) fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(branches)) = schema.get_mut("anyOf") {
        branches.retain(|branch| branch != &json!({ "type": "null" }));
        if let [Value::Object(only)] = branches.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            for (name, value) in only {
                schema.ensure_object().entry(name).or_insert(value);
            }
        }
    }
    if schema.get("default").is_some() {
        schema.remove("default");
    }
}

/// Removes the line breaks of doc comments from descriptions.
fn one_line(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.replace('\n', " ");
    }
}
