//! The JSON Schema: it is the one of the repository, and nothing in it goes unused.

use std::collections::BTreeSet;

use cloudauth_local::scenario::load;
use cloudauth_local::scenario::{SHIPPED, schema, schema_text};
use serde_json::Value;

const EVERYTHING: &str = include_str!("../../../fixtures/scenarios/good/everything.json");

#[test]
fn the_schema_of_the_repository_is_the_one_of_the_types() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/schema.json");
    if std::env::var("UPDATE_EXPECT").is_ok_and(|value| value == "1") {
        std::fs::write(path, schema_text()).unwrap();
    }
    let stored = std::fs::read_to_string(path).unwrap_or_default();
    assert!(stored == schema_text(), "scenarios/schema.json is old: UPDATE_EXPECT=1 rewrites it");
}

/// Every member that the schema knows, as `Type.member`, with its schema.
fn members() -> Vec<(String, &'static Value)> {
    let root = schema();
    let types = root["$defs"].as_object().unwrap().iter().map(|(name, schema)| (name.as_str(), schema));
    let members: Vec<_> = types
        .chain([("Scenario", root)])
        .filter(|(name, _)| *name != "ParameterMatches")
        .flat_map(|(name, schema)| {
            let properties = schema["properties"].as_object().into_iter().flatten();
            properties.map(move |(member, schema)| (format!("{name}.{member}"), schema))
        })
        .collect();
    assert!(members.len() >= 40, "{members:?}");
    members
}

#[test]
fn every_member_has_a_description() {
    for (name, member) in members() {
        let said = member["description"].as_str().unwrap_or_default();
        assert!(said.len() >= 15 && said.ends_with('.'), "{name}: {said:?}");
    }
}

#[test]
fn every_member_and_word_is_used_by_a_scenario() {
    fn collect(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    into.insert(name.clone());
                    collect(value, into);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
            Value::String(text) => {
                into.insert(text.clone());
            }
            _ => {}
        }
    }
    let mut used = BTreeSet::new();
    for (_, text) in SHIPPED.iter().chain([&("everything", EVERYTHING)]) {
        assert!(load(text).is_ok());
        collect(&serde_json::from_str(text).unwrap(), &mut used);
    }
    for (name, _) in members() {
        let member = name.split_once('.').unwrap().1;
        assert!(used.contains(member), "no scenario uses {name}");
    }
    // `stall` alone is a word of the default scenario's tests; the other words stand in files.
    for kind in ["Standing", "ConnectionFault"] {
        for choice in schema()["$defs"][kind]["oneOf"].as_array().unwrap() {
            let word = choice["const"].as_str().unwrap();
            assert!(used.contains(word), "no scenario uses {kind} {word}");
        }
    }
}

#[test]
fn every_code_and_parameter_of_the_contract_can_be_named() {
    for row in cloudauth_local::contract::error::ERRORS {
        let text = format!(r#"{{ "rules": [{{ "then": {{ "error": "{}" }} }}] }}"#, row.code);
        assert!(load(&text).is_ok(), "{}", row.code);
    }
    for operation in cloudauth_local::contract::operations::OPERATIONS {
        for parameter in operation.parameters {
            let (operation, name) = (operation.name, parameter.name);
            let when = format!(r#"{{ "operation": "{operation}", "parameters": {{ "{name}": "x" }} }}"#);
            let text = format!(r#"{{ "rules": [{{ "when": {when}, "then": {{ "delay": "1s" }} }}] }}"#);
            assert!(load(&text).is_ok(), "{name}");
        }
    }
}

#[test]
fn what_is_read_can_be_written_and_read_again() {
    for (name, text) in SHIPPED.iter().chain([&("everything", EVERYTHING)]) {
        let scenario = load(text).unwrap();
        let written = serde_json::to_string_pretty(&scenario).unwrap();
        assert_eq!(load(&written).unwrap(), scenario, "{name}");
    }
}
