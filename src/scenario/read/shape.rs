//! Validates a syntax tree against the JSON Schema of the format: names, kinds of values, allowed strings, ranges. The
//! schema is generated from the types, so editors and these diagnostics agree.

use serde_json::Value;

use crate::contract::nearest::nearest;
use crate::scenario::budget::check_syntax;
use crate::scenario::format::{DurationText, TimestampText};
use crate::scenario::read::cursor::MAX_FINDINGS;
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::tree::{Node, NodeKind, NodeMember, SourceRange};
use crate::scenario::read::wording::{choice_words, expected, fix, list, number_range, unknown_member};

/// Adds the schema violations of a tree.
pub(in crate::scenario) fn check(root: &Node, schema: &Value, findings: &mut Vec<Finding>) {
    ShapeChecker { schema, findings }.node(root, schema, "the scenario");
}

struct ShapeChecker<'a> {
    schema: &'a Value,
    findings: &'a mut Vec<Finding>,
}

impl<'a> ShapeChecker<'a> {
    /// Resolves a `$ref`.
    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#'));
        target.and_then(|path| self.schema.pointer(path)).unwrap_or(schema)
    }

    fn finding(&mut self, finding: Finding) {
        // More than the maximum are never reported, and each takes memory.
        if self.findings.len() < MAX_FINDINGS * 2 {
            self.findings.push(finding);
        }
    }

    /// Checks a value; `name` is its name in messages.
    fn node(&mut self, node: &Node, given: &'a Value, name: &str) {
        let schema = self.resolve(given);
        if node.kind == NodeKind::Broken {
            return;
        }
        if let Some(constant) = schema.get("const") {
            if node.to_value() != *constant {
                let message = format!("{name} must be {constant} or left out");
                self.finding(Finding::new(&node.range, message).label(format!("found {}", node.noun())));
            }
            return;
        }
        if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
            return self.branch(node, branches, name);
        }
        let Some(expected_type) =
            schema.get("type").and_then(Value::as_str).or_else(|| words(schema).map(|_| "string"))
        else {
            return;
        };
        match (&node.kind, expected_type) {
            (NodeKind::String(string), "string") => self.string(node, string, schema, name),
            (NodeKind::Number(_), "integer" | "number") => self.number(node, schema, expected_type, name),
            (NodeKind::Array(items), "array") => self.array(node, items, schema, name),
            (NodeKind::Object(members), "object") => self.object(node, members, schema, name),
            (NodeKind::Bool(_), "boolean") => {}
            _ => self.other(node, schema, name),
        }
    }

    /// A value of another kind than expected.
    fn other(&mut self, node: &Node, schema: &Value, name: &str) {
        let description = expected(schema, self.schema);
        let mut finding = Finding::new(&node.range, format!("{name} must be {description}"));
        finding = finding.label(format!("found {}", node.noun()));
        if let Some(help) = fix(&node.kind, schema) {
            finding = finding.help(help);
        }
        self.finding(finding);
    }

    /// Checks one of several alternatives: the one that the value resembles most.
    fn branch(&mut self, node: &Node, branches: &'a [Value], name: &str) {
        let is_possible = |schema: &&&'a Value| {
            let expected_type = schema.get("type").and_then(Value::as_str).unwrap_or("string");
            matches!(
                (&node.kind, expected_type),
                (NodeKind::String(_), "string")
                    | (NodeKind::Object(_), "object")
                    | (NodeKind::Array(_), "array")
            )
        };
        let resolved: Vec<&'a Value> = branches.iter().map(|branch| self.resolve(branch)).collect();
        let matching_members = |schema: &&&'a Value| {
            let known = |member: &&NodeMember| schema["properties"].get(&member.name).is_some();
            node.members().iter().filter(known).count()
        };
        // Of equal ones the first is used, since it is the simplest.
        let best = resolved.iter().filter(is_possible).rev().max_by_key(matching_members).copied();
        match best {
            Some(schema) if node.members().is_empty() || resolved.iter().filter(is_possible).count() < 2 => {
                self.node(node, schema, name);
            }
            Some(schema) if matching_members(&&schema) > 0 => self.node(node, schema, name),
            _ => {
                let words: Vec<String> =
                    resolved.iter().map(|schema| expected(schema, self.schema)).collect();
                let message = format!("{name} must be {}", list(&words, "or"));
                self.finding(Finding::new(&node.range, message).label(format!("found {}", node.noun())));
            }
        }
    }

    fn string(&mut self, node: &Node, string: &str, schema: &Value, name: &str) {
        if let Some(words) = words(schema) {
            if !words.contains(&string) {
                let finding = Finding::new(&node.range, choice_words(schema, name, string));
                let known = if words.len() <= 8 {
                    format!("{name} must be {}", list(&words, "or"))
                } else {
                    "`cloudauth-local explain` lists all of them".to_owned()
                };
                self.finding(match nearest(string, words) {
                    Some(near) => finding.label(format!("did you mean `{near}`?")).help(known),
                    None => finding.help(known),
                });
            }
            return;
        }
        if schema.get("minLength").and_then(Value::as_u64) > Some(string.chars().count() as u64) {
            let finding = Finding::new(&node.range, format!("{name} is an empty string"))
                .label("expected a non-empty string");
            return self.finding(finding);
        }
        let message = match schema.get("format").and_then(Value::as_str) {
            Some("duration-with-unit") => string.parse::<DurationText>().err(),
            Some("date-time") => string.parse::<TimestampText>().err(),
            Some("regex") => return self.regex(node, string),
            _ => None,
        };
        if let Some(message) = message {
            let kind = if schema["format"] == "date-time" { "timestamp" } else { "duration" };
            self.finding(
                Finding::new(&node.range, format!("\"{string}\" is not a {kind}")).label(message.to_string()),
            );
        }
    }

    fn regex(&mut self, node: &Node, string: &str) {
        if let Err(error) = check_syntax(string) {
            let message = error.to_string();
            let reason = message.lines().last().unwrap_or_default().trim_start_matches("error: ");
            let reason = reason.trim_start_matches("matches: ").to_owned();
            let finding = Finding::new(&node.range, "invalid regular expression").label(reason);
            self.finding(finding.help(
                "the syntax is that of the Rust crate regex, without look-around and back-references; double each backslash in JSON",
            ));
        }
    }

    fn number(&mut self, node: &Node, schema: &Value, expected_type: &str, name: &str) {
        let NodeKind::Number(number) = &node.kind else { return };
        let Some(value) = number.as_f64() else { return };
        let min = schema.get("minimum").and_then(Value::as_f64).unwrap_or(f64::MIN);
        let max = match schema.get("format").and_then(Value::as_str) {
            Some("uint32") => f64::from(u32::MAX),
            _ => f64::MAX,
        };
        let max = schema.get("maximum").and_then(Value::as_f64).unwrap_or(max);
        let whole = expected_type != "integer" || number.is_u64() || number.is_i64();
        if !whole || !(min..=max).contains(&value) {
            let expected = number_range(schema);
            self.finding(
                Finding::new(&node.range, format!("{name} must be {expected}"))
                    .label(format!("found {number}")),
            );
        }
    }

    fn array(&mut self, node: &Node, items: &[Node], schema: &'a Value, name: &str) {
        if schema.get("minItems").and_then(Value::as_u64) > Some(items.len() as u64) {
            let finding = Finding::new(&node.range, format!("{name} is an empty array"));
            self.finding(finding.label("expected at least one element"));
        }
        let element = match name {
            "`rules`" => "a rule".to_owned(),
            "`accounts`" => "an account".to_owned(),
            other => format!("each of {other}"),
        };
        if let Some(schema) = schema.get("items") {
            for item in items {
                self.node(item, schema, &element);
            }
        }
    }

    fn object(&mut self, node: &Node, members: &[NodeMember], schema: &'a Value, name: &str) {
        let known = schema.get("properties").and_then(Value::as_object);
        let names: Vec<&str> = known.into_iter().flat_map(|known| known.keys().map(String::as_str)).collect();
        let more = schema.get("additionalProperties");
        let mut misspelt = Vec::new();
        for member in members {
            match (schema["properties"].get(&member.name), more) {
                (Some(schema), _) => self.node(&member.value, schema, &format!("`{}`", member.name)),
                (None, Some(Value::Bool(false))) => misspelt.extend(self.unknown(member, &names, name)),
                (None, Some(schema)) if schema.is_object() => {
                    self.node(&member.value, schema, &format!("`{}`", member.name));
                }
                (None, _) => {}
            }
        }
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        for required_name in required.filter_map(Value::as_str) {
            if !misspelt.contains(&required_name) && members.iter().all(|member| member.name != required_name)
            {
                let meaning = schema["properties"][required_name]["description"].as_str().unwrap_or_default();
                let finding =
                    Finding::new(&missing_required(node), format!("{name} has no `{required_name}`"));
                let example = match required_name {
                    "then" => r#" For example "then": { "error": "ServiceUnavailable" }"#,
                    _ => "",
                };
                self.finding(finding.help(format!("`{required_name}`: {meaning}{example}")));
            }
        }
        if members.is_empty() && schema.get("minProperties").is_some() {
            let finding = Finding::new(&node.range, format!("{name} is empty"));
            self.finding(finding.help(format!("its members are {}", list(&names, "and"))));
        }
    }

    /// Reports an unknown member. Returns the name that was probably meant.
    fn unknown<'n>(&mut self, member: &NodeMember, names: &[&'n str], owner: &str) -> Option<&'n str> {
        if member.name_range.is_empty() {
            return None;
        }
        let near = nearest(&member.name, names.iter().copied());
        let (message, help) = unknown_member(&member.name, owner, names);
        let finding = Finding::new(&member.name_range, message).help(help);
        self.finding(match near {
            Some(near) => finding.label(format!("did you mean `{near}`?")),
            None => finding,
        });
        near
    }
}

/// The allowed strings, if the schema lists them.
fn words(schema: &Value) -> Option<Vec<&str>> {
    let choices = schema.get("oneOf")?.as_array()?;
    choices.iter().map(|choice| choice.get("const")?.as_str()).collect()
}

/// The opening bracket of an object.
fn missing_required(node: &Node) -> SourceRange {
    node.range.start..node.range.start + 1
}
