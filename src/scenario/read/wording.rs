//! How diagnostics put into words what a schema expects.

use serde_json::Value;

use crate::contract::error::ERRORS;
use crate::scenario::read::tree::NodeKind;

/// Words joined for a sentence: `a, b or c`.
pub(in crate::scenario) fn list(words: &[impl AsRef<str>], last: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [most @ .., end] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", most.join(", "), end.as_ref())
        }
    }
}

/// What a schema expects, as the end of a sentence.
pub(in crate::scenario) fn expected(schema: &Value, root: &Value) -> String {
    if let Some(path) = schema["$ref"].as_str().and_then(|path| path.strip_prefix('#')) {
        return root.pointer(path).map_or_else(String::new, |target| expected(target, root));
    }
    let kind = schema["type"].as_str();
    if let Some(choices) = schema["oneOf"].as_array().filter(|choices| choices.len() <= 8) {
        let words: Vec<&str> = choices.iter().filter_map(|choice| choice["const"].as_str()).collect();
        return list(&words, "or");
    }
    match (kind, schema["format"].as_str()) {
        (Some("string"), Some("error-code")) => "an error code such as \"ServiceUnavailable\"".into(),
        (Some("string"), Some("span")) => "a span of time such as \"800ms\"".into(),
        (Some("string"), Some("date-time")) => "a moment such as \"2030-01-01T00:00:00Z\"".into(),
        (Some("string"), _) => "a text".into(),
        (Some("boolean"), _) => "true or false".into(),
        (Some("array"), _) => {
            format!("a list, of which each element is {}", expected(&schema["items"], root))
        }
        (Some("integer" | "number"), _) => number_text(schema),
        (Some("object"), _) => match schema["required"].as_array() {
            Some(required) => {
                let names: Vec<String> =
                    required.iter().filter_map(Value::as_str).map(|name| format!("`{name}`")).collect();
                format!("an object with {}", list(&names, "and"))
            }
            None => match schema["properties"].as_object() {
                Some(known) if known.len() <= 12 => {
                    let names: Vec<&String> = known.keys().collect();
                    format!("an object that takes {}", list(&names, "and"))
                }
                _ => "an object".into(),
            },
        },
        _ => "something else".into(),
    }
}

/// What a number must be, as the end of a sentence.
pub(in crate::scenario) fn number_text(schema: &Value) -> String {
    let noun = if schema["type"] == "integer" { "a whole number" } else { "a number" };
    let bound = |name| schema[name].as_f64().map(|bound| bound.to_string());
    let most = bound("maximum").or_else(|| (schema["format"] == "uint32").then(|| u32::MAX.to_string()));
    match (bound("minimum"), most) {
        (Some(least), Some(most)) => format!("{noun} from {least} to {most}"),
        (Some(least), None) => format!("{noun} of at least {least}"),
        (None, Some(most)) => format!("{noun} of at most {most}"),
        (None, None) => noun.into(),
    }
}

/// That a word is none of a list.
pub(in crate::scenario) fn choice_words(schema: &Value, name: &str, word: &str) -> String {
    match schema["format"].as_str() {
        Some("error-code") => format!("\"{word}\" is no error code of the service"),
        Some("operation") => format!("\"{word}\" is no operation of the service"),
        _ => format!("\"{word}\" is not known as {name}"),
    }
}

/// How a value of another kind is put right, where that can be told.
pub(in crate::scenario) fn repair(kind: &NodeKind, schema: &Value) -> Option<String> {
    match (kind, schema["type"].as_str()?, schema["format"].as_str()) {
        (NodeKind::Null, ..) => Some("leave the member out; null means nothing here".to_owned()),
        (NodeKind::Text(text), "number", _) if text.ends_with('%') => {
            let percent: f64 = text.trim_end_matches('%').trim().parse().ok()?;
            Some(format!("{text} is written {}", percent / 100.0))
        }
        (NodeKind::Text(text), "integer" | "number" | "boolean", _)
            if serde_json::from_str::<Value>(text).is_ok() =>
        {
            Some(format!("write it without quotes: {text}"))
        }
        (NodeKind::Number(number), "string", Some("error-code")) => {
            let row = ERRORS.iter().find(|row| Some(u64::from(row.status)) == number.as_u64())?;
            let code = row.code;
            Some(format!(
                "a {number} is \"{code}\", for example; `status` beside it changes the status alone"
            ))
        }
        (NodeKind::Number(number), "string", _) => Some(format!("write it in quotes: \"{number}\"")),
        (NodeKind::Object(_) | NodeKind::Text(_) | NodeKind::Number(_), "array", _) => {
            Some("put [ and ] around it".to_owned())
        }
        _ => None,
    }
}

/// That an object does not take a member of this name, and what it takes.
pub(in crate::scenario) fn name_of(word: &str, owner: &str, names: &[&str]) -> (String, String) {
    match owner {
        "`parameters`" => (
            format!("no operation has a parameter `{word}`"),
            "`cloudauth-local explain` lists the parameters; names are case-sensitive".to_owned(),
        ),
        "`limits`" => (
            format!("`{word}` is no operation of the service"),
            format!("`limits` takes {}", list(names, "and")),
        ),
        _ => (format!("{owner} has no member `{word}`"), format!("{owner} takes {}", list(names, "and"))),
    }
}
