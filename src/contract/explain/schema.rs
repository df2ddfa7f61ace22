//! Renders a parameter table as a JSON Schema (draft 2020-12) of the documented values. What a schema cannot express (URLs
//! are parsed by the WHATWG rules) is in the description.

use serde::ser::{Serialize, Serializer};
use serde_json::{Value, json};

use super::choices;
use crate::contract::value::Form;
use crate::contract::{Operation, Parameter, VERSION};

/// The schema of an object with the parameters of an operation, each as a string, as on the wire.
#[must_use]
pub fn of(operation: &Operation) -> String {
    let required = operation.parameters.iter().filter(|row| row.required);
    let description = format!(
        "The parameters of {}. An empty value counts as absent; unknown parameters are ignored. {}",
        operation.name, operation.meaning
    );
    let schema = SchemaNode::Object(vec![
        ("$schema", "https://json-schema.org/draft/2020-12/schema".into()),
        ("title", format!("{} {VERSION}", operation.name).into()),
        ("description", description.into()),
        ("type", "object".into()),
        ("required", required.map(|row| row.name).collect::<Vec<_>>().into()),
        (
            "properties",
            SchemaNode::Object(operation.parameters.iter().map(|row| (row.name, property(row))).collect()),
        ),
    ]);
    // Serialising strings under string keys cannot fail.
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

/// A JSON value whose members keep their order.
enum SchemaNode {
    Leaf(Value),
    Object(Vec<(&'static str, SchemaNode)>),
}

impl<T: Into<Value>> From<T> for SchemaNode {
    fn from(value: T) -> Self {
        Self::Leaf(value.into())
    }
}

impl Serialize for SchemaNode {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Leaf(value) => value.serialize(out),
            Self::Object(members) => out.collect_map(members.iter().map(|(name, value)| (name, value))),
        }
    }
}

fn property(row: &Parameter) -> SchemaNode {
    let mut description = format!("{} It {}.", row.meaning, row.form.expectation());
    let listed = choices(&row.form);
    if listed.len() > 1 {
        let meanings: Vec<_> =
            listed.iter().map(|choice| format!("{}: {}", choice.value, choice.meaning)).collect();
        description.push(' ');
        description.push_str(&meanings.join("; "));
        description.push('.');
    }
    let mut members: Vec<(_, SchemaNode)> =
        vec![("type", "string".into()), ("description", description.into())];
    members.extend(rule(&row.form).into_iter().map(|(name, value)| (name, value.into())));
    if let Some(default) = row.default {
        members.push(("default", default.into()));
    }
    members.push(("examples", vec![row.example].into()));
    SchemaNode::Object(members)
}

/// The keywords for the values of a form.
fn rule(form: &Form) -> Vec<(&'static str, Value)> {
    match *form {
        Form::Text | Form::Url { .. } => vec![("minLength", 1.into())],
        Form::OneOf { choices: [only], .. } => vec![("const", only.value.into())],
        Form::OneOf { choices, .. } => {
            vec![("enum", choices.iter().map(|choice| choice.value).collect::<Vec<_>>().into())]
        }
        Form::Word { also, longest, .. } => vec![("pattern", word_pattern(also, longest).into())],
        Form::MetaInfo => embedded(meta_info()),
        Form::JsonObject => embedded(json!({ "type": "object" })),
        Form::Languages(known) => {
            let known: Vec<_> = known.iter().map(|choice| choice.value).collect();
            let language = json!({ "defaultLanguage": { "enum": known } });
            let object: serde_json::Map<_, _> = embedded(json!({ "type": "object", "properties": language }))
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect();
            vec![("anyOf", json!([{ "enum": known }, object]))]
        }
    }
}

/// The keywords for a string that contains JSON.
fn embedded(schema: Value) -> Vec<(&'static str, Value)> {
    vec![("minLength", 2.into()), ("contentMediaType", "application/json".into()), ("contentSchema", schema)]
}

fn meta_info() -> Value {
    json!({
        "type": "object",
        "required": ["deviceType", "bioMetaInfo"],
        "properties": {
            "deviceType": { "enum": crate::contract::device::Device::NAMES },
            "bioMetaInfo": { "type": "string", "minLength": 1 },
        },
    })
}

fn word_pattern(also: &str, longest: usize) -> String {
    let mut pattern = String::from("^[A-Za-z0-9");
    for c in also.chars() {
        if matches!(c, '\\' | ']' | '^' | '-') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern + &format!("]{{1,{longest}}}$")
}
