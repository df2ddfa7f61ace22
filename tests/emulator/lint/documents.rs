//! The documents for programs: each `--json` output has the shape that its schema says.

use std::fs;

use serde_json::Value;

use crate::kit::program::{Run, run_with};
use crate::kit::request::Request;
use crate::lint::recording::{archive, entry, request, success};

fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let Run { code, stdout, stderr } = run_with(arguments);
    assert_eq!(stderr, "");
    (code, stdout)
}

/// Holds a value against a schema as far as these documents use one: types, members, items, references, choices.
fn fits(value: &Value, schema: &Value, root: &Value, path: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.strip_prefix('#').unwrap();
        return fits(value, root.pointer(pointer).unwrap(), root, path);
    }
    if let Some(branches) = schema["anyOf"].as_array() {
        let branch = branches.iter().find(|branch| branch["type"] != "null" || value.is_null()).unwrap();
        return fits(value, branch, root, path);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is = |name: &str| name == kind || (name == "integer" && kind == "number");
    match &schema["type"] {
        Value::String(name) => assert!(is(name), "{path} is of type {kind}, not {name}"),
        Value::Array(names) => {
            assert!(names.iter().any(|name| is(name.as_str().unwrap())), "{path} is of type {kind}");
        }
        _ => {}
    }
    if let Some(members) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten() {
            assert!(members.contains_key(name.as_str().unwrap()), "{path} has no {name}");
        }
        for (name, member) in members {
            let known = &schema["properties"][name];
            let described = known["description"].is_string() || known["$ref"].is_string();
            assert!(schema["properties"].is_null() || described, "{path}.{name} is not in the schema");
            fits(member, known, root, &format!("{path}.{name}"));
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        assert!(!schema["items"].is_null(), "{path} has items of no schema");
        fits(item, &schema["items"], root, &format!("{path}[{index}]"));
    }
}

fn check(schema: &str, arguments: &[&str], code: i32) -> Value {
    let schema: Value = serde_json::from_str(&run(&["schema", schema]).1).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let (ended, out) = run(arguments);
    assert_eq!(ended, Some(code), "{arguments:?}");
    let document: Value = serde_json::from_str(&out).unwrap();
    fits(&document, &schema, &schema, "$");
    document
}

#[test]
fn every_document_has_the_shape_of_its_schema() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let all = check("explain", &["explain", "--json"], 0);
    assert!(all["rows"].as_array().unwrap().len() > 50);
    let one = check("explain", &["explain", "--json", "metainfo", "Throtling.Api"], 1);
    assert_eq!(one["rows"][0]["name"], "MetaInfo");
    assert_eq!(one["unknown"][0]["meant"], "Throttling.Api");

    let good = write("good.json", "{}");
    let bad = write("bad.json", r#"{ "rules": [{ "then": { "eror": "x" } }] }"#);
    let document = check("check", &["check", "--json", &good, &bad], 1);
    assert_eq!((&document["files"][0]["valid"], &document["files"][0]["rules"]), (&true.into(), &0.into()));
    assert_eq!(document["files"][1]["diagnostics"][0]["line"], 1);
    let document = check("check", &["check", "--json", &good, "/none.json"], 2);
    assert!(document["files"][1]["unreadable"].as_str().unwrap().contains("/none.json"));

    let wrong = Request::initialize().with("DocType", "1").v1("testid", "testsecret", "n1");
    let har = write(
        "a.har",
        &archive(&[
            entry(0, &wrong, 200, &success()),
            entry(9, &request("Initialize", "n2"), 200, &success()),
        ]),
    );
    check("lint", &["lint", "--json", &har], 1);
    let always = write("s.json", r#"{ "rules": [{ "then": { "error": "InternalError" } }] }"#);
    let document = check("what-if", &["what-if", "--json", &har, "--scenario", &always], 1);
    assert_eq!(document["changes"][1]["with"], "InternalError");
}
