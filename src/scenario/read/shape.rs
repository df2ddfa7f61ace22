//! The tree of a file against the JSON Schema of the format: names, kinds of values, words, ranges. One source, the
//! types, makes the schema that editors use and these diagnostics.

use serde_json::Value;

use crate::contract::nearest::nearest;
use crate::scenario::format::{DurationText, TimestampText};
use crate::scenario::read::cursor::MAX_FINDINGS;
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::tree::{Node, NodeKind, NodeMember, SourceRange};
use crate::scenario::read::wording::{choice_words, expected, list, name_of, number_text, repair};

/// Adds what is wrong with the shape of a tree.
pub(in crate::scenario) fn check(root: &Node, schema: &Value, findings: &mut Vec<Finding>) {
    ShapeChecker { schema, findings }.node(root, schema, "the scenario");
}

struct ShapeChecker<'a> {
    schema: &'a Value,
    findings: &'a mut Vec<Finding>,
}

impl<'a> ShapeChecker<'a> {
    /// Follows a reference.
    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#'));
        target.and_then(|path| self.schema.pointer(path)).unwrap_or(schema)
    }

    fn finding(&mut self, finding: Finding) {
        // Beyond these none is told, and each takes memory.
        if self.findings.len() < MAX_FINDINGS * 2 {
            self.findings.push(finding);
        }
    }

    /// Checks a value; `name` is what it is called in a sentence.
    fn node(&mut self, node: &Node, given: &'a Value, name: &str) {
        let schema = self.resolve(given);
        if node.kind == NodeKind::Broken {
            return;
        }
        if let Some(constant) = schema.get("const") {
            if node.to_value() != *constant {
                let message = format!("{name} is {constant} or left out");
                self.finding(Finding::new(&node.place, message).label(format!("found {}", node.noun())));
            }
            return;
        }
        if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
            return self.branch(node, branches, name);
        }
        let Some(wanted) =
            schema.get("type").and_then(Value::as_str).or_else(|| words(schema).map(|_| "string"))
        else {
            return;
        };
        match (&node.kind, wanted) {
            (NodeKind::Text(text), "string") => self.text(node, text, schema, name),
            (NodeKind::Number(_), "integer" | "number") => self.number(node, schema, wanted, name),
            (NodeKind::List(items), "array") => self.list(node, items, schema, name),
            (NodeKind::Object(members), "object") => self.object(node, members, schema, name),
            (NodeKind::Bool(_), "boolean") => {}
            _ => self.other(node, schema, name),
        }
    }

    /// A value of another kind than expected.
    fn other(&mut self, node: &Node, schema: &Value, name: &str) {
        let wanted = expected(schema, self.schema);
        let mut finding = Finding::new(&node.place, format!("{name} is {wanted}"));
        finding = finding.label(format!("found {}", node.noun()));
        if let Some(help) = repair(&node.kind, schema) {
            finding = finding.help(help);
        }
        self.finding(finding);
    }

    /// One of several shapes: the one that the value looks most like.
    fn branch(&mut self, node: &Node, branches: &'a [Value], name: &str) {
        let fits = |schema: &&&'a Value| {
            let wanted = schema.get("type").and_then(Value::as_str).unwrap_or("string");
            matches!(
                (&node.kind, wanted),
                (NodeKind::Text(_), "string")
                    | (NodeKind::Object(_), "object")
                    | (NodeKind::List(_), "array")
            )
        };
        let resolved: Vec<&'a Value> = branches.iter().map(|branch| self.resolve(branch)).collect();
        let alike = |schema: &&&'a Value| {
            let known = |member: &&NodeMember| schema["properties"].get(&member.name).is_some();
            node.members().iter().filter(known).count()
        };
        // Of equals the first one is taken, as it is the plainest.
        let best = resolved.iter().filter(fits).rev().max_by_key(alike).copied();
        match best {
            Some(schema) if node.members().is_empty() || resolved.iter().filter(fits).count() < 2 => {
                self.node(node, schema, name);
            }
            Some(schema) if alike(&&schema) > 0 => self.node(node, schema, name),
            _ => {
                let words: Vec<String> =
                    resolved.iter().map(|schema| expected(schema, self.schema)).collect();
                let message = format!("{name} is {}", list(&words, "or"));
                self.finding(Finding::new(&node.place, message).label(format!("found {}", node.noun())));
            }
        }
    }

    fn text(&mut self, node: &Node, text: &str, schema: &Value, name: &str) {
        if let Some(words) = words(schema) {
            if !words.contains(&text) {
                let finding = Finding::new(&node.place, choice_words(schema, name, text));
                let known = if words.len() <= 8 {
                    format!("{name} is {}", list(&words, "or"))
                } else {
                    "`cloudauth-local explain` lists all of them".to_owned()
                };
                self.finding(match nearest(text, words) {
                    Some(near) => finding.label(format!("did you mean `{near}`?")).help(known),
                    None => finding.help(known),
                });
            }
            return;
        }
        if schema.get("minLength").and_then(Value::as_u64) > Some(text.chars().count() as u64) {
            let finding =
                Finding::new(&node.place, format!("{name} is an empty text")).label("expected some text");
            return self.finding(finding);
        }
        let said = match schema.get("format").and_then(Value::as_str) {
            Some("span") => text.parse::<DurationText>().err(),
            Some("date-time") => text.parse::<TimestampText>().err(),
            Some("regex") => return self.regex(node, text),
            _ => None,
        };
        if let Some(said) = said {
            let what = if schema["format"] == "span" { "span of time" } else { "moment" };
            self.finding(Finding::new(&node.place, format!("\"{text}\" is no {what}")).label(said));
        }
    }

    fn regex(&mut self, node: &Node, text: &str) {
        if let Err(error) = regex::Regex::new(text) {
            let said = error.to_string();
            let reason = said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let finding = Finding::new(&node.place, "this regular expression cannot be used").label(reason);
            self.finding(finding.help(
                "the syntax is that of the Rust crate regex: no look-around, no back-references; in JSON each backslash is doubled",
            ));
        }
    }

    fn number(&mut self, node: &Node, schema: &Value, wanted: &str, name: &str) {
        let NodeKind::Number(number) = &node.kind else { return };
        let Some(value) = number.as_f64() else { return };
        let least = schema.get("minimum").and_then(Value::as_f64).unwrap_or(f64::MIN);
        let most = match schema.get("format").and_then(Value::as_str) {
            Some("uint32") => f64::from(u32::MAX),
            _ => f64::MAX,
        };
        let most = schema.get("maximum").and_then(Value::as_f64).unwrap_or(most);
        let whole = wanted != "integer" || number.is_u64() || number.is_i64();
        if !whole || !(least..=most).contains(&value) {
            let range = number_text(schema);
            self.finding(
                Finding::new(&node.place, format!("{name} is {range}")).label(format!("found {number}")),
            );
        }
    }

    fn list(&mut self, node: &Node, items: &[Node], schema: &'a Value, name: &str) {
        if schema.get("minItems").and_then(Value::as_u64) > Some(items.len() as u64) {
            let finding = Finding::new(&node.place, format!("{name} is an empty list"));
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
        let mut meant = Vec::new();
        for member in members {
            match (schema["properties"].get(&member.name), more) {
                (Some(schema), _) => self.node(&member.value, schema, &format!("`{}`", member.name)),
                (None, Some(Value::Bool(false))) => meant.extend(self.unknown(member, &names, name)),
                (None, Some(schema)) if schema.is_object() => {
                    self.node(&member.value, schema, &format!("`{}`", member.name));
                }
                (None, _) => {}
            }
        }
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        for wanted in required.filter_map(Value::as_str) {
            if !meant.contains(&wanted) && members.iter().all(|member| member.name != wanted) {
                let says = schema["properties"][wanted]["description"].as_str().unwrap_or_default();
                let finding = Finding::new(&missing_required(node), format!("{name} has no `{wanted}`"));
                self.finding(finding.help(format!("`{wanted}`: {says}")));
            }
        }
        if members.is_empty() && schema.get("minProperties").is_some() {
            let finding = Finding::new(&node.place, format!("{name} says nothing"));
            self.finding(finding.help(format!("it takes {}", list(&names, "and"))));
        }
    }

    /// A member that its owner does not take; the one that was probably meant.
    fn unknown<'n>(&mut self, member: &NodeMember, names: &[&'n str], owner: &str) -> Option<&'n str> {
        if member.name_place.is_empty() {
            return None;
        }
        let near = nearest(&member.name, names.iter().copied());
        let (message, help) = name_of(&member.name, owner, names);
        let finding = Finding::new(&member.name_place, message).help(help);
        self.finding(match near {
            Some(near) => finding.label(format!("did you mean `{near}`?")),
            None => finding,
        });
        near
    }
}

/// The words that a text may be, where the schema lists them.
fn words(schema: &Value) -> Option<Vec<&str>> {
    let choices = schema.get("oneOf")?.as_array()?;
    choices.iter().map(|choice| choice.get("const")?.as_str()).collect()
}

/// The bracket that opens an object.
fn missing_required(node: &Node) -> SourceRange {
    node.place.start..node.place.start + 1
}
