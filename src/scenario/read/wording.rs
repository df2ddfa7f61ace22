//! The wording of diagnostics: what a schema expects, and how to fix a value.

use serde_json::Value;

use crate::contract::error::ERRORS;
use crate::scenario::format::DurationText;
use crate::scenario::read::tree::NodeKind;

/// Joins words: `a, b or c`.
pub(in crate::scenario) fn list(words: &[impl AsRef<str>], last: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [max @ .., end] => {
            let max: Vec<&str> = max.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", max.join(", "), end.as_ref())
        }
    }
}

/// What a schema expects, as a noun phrase.
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
        (Some("string"), Some("duration-with-unit")) => "a duration such as \"800ms\"".into(),
        (Some("string"), Some("date-time")) => "a timestamp such as \"2030-01-01T00:00:00Z\"".into(),
        (Some("string"), _) => "a string".into(),
        (Some("boolean"), _) => "true or false".into(),
        (Some("array"), _) => {
            format!("an array in which each element is {}", expected(&schema["items"], root))
        }
        (Some("integer" | "number"), _) => number_range(schema),
        (Some("object"), _) => match schema["required"].as_array() {
            Some(required) => {
                let names: Vec<String> =
                    required.iter().filter_map(Value::as_str).map(|name| format!("`{name}`")).collect();
                format!("an object with {}", list(&names, "and"))
            }
            None => match schema["properties"].as_object() {
                Some(known) if known.len() <= 12 => {
                    let names: Vec<&String> = known.keys().collect();
                    format!("an object with the members {}", list(&names, "and"))
                }
                _ => "an object".into(),
            },
        },
        _ => "something else".into(),
    }
}

/// The expected kind and range of a number, as a noun phrase.
pub(in crate::scenario) fn number_range(schema: &Value) -> String {
    let noun = if schema["type"] == "integer" { "a whole number" } else { "a number" };
    let bound = |name| schema[name].as_f64().map(|bound| bound.to_string());
    let max = bound("maximum").or_else(|| (schema["format"] == "uint32").then(|| u32::MAX.to_string()));
    match (bound("minimum"), max) {
        (Some(min), Some(max)) => format!("{noun} from {min} to {max}"),
        (Some(min), None) => format!("{noun} of at least {min}"),
        (None, Some(max)) => format!("{noun} of at most {max}"),
        (None, None) => noun.into(),
    }
}

/// The message for a string that is none of the allowed ones.
pub(in crate::scenario) fn choice_words(schema: &Value, name: &str, word: &str) -> String {
    match schema["format"].as_str() {
        Some("error-code") => format!("\"{word}\" is not an error code of the service"),
        Some("operation") => format!("\"{word}\" is not an operation of the service"),
        _ => format!("\"{word}\" is not a valid {name}"),
    }
}

/// How to fix a value of the wrong kind, if that is obvious.
pub(in crate::scenario) fn fix(kind: &NodeKind, schema: &Value) -> Option<String> {
    match (kind, schema["type"].as_str()?, schema["format"].as_str()) {
        (NodeKind::Null, ..) => Some("leave out the member; null is not allowed".to_owned()),
        (NodeKind::String(text), "number", _) if text.ends_with('%') => {
            let percent: f64 = text.trim_end_matches('%').trim().parse().ok()?;
            let share = percent / 100.0;
            fits(&share.into(), "number", schema).then(|| format!("write {text} as {share}"))
        }
        (NodeKind::String(text), kind @ ("integer" | "number" | "boolean"), _) => {
            let value: Value = serde_json::from_str(text).ok()?;
            fits(&value, kind, schema).then(|| format!("write it without quotes: {text}"))
        }
        (NodeKind::Number(number), "string", Some("error-code")) => {
            let row = ERRORS.iter().find(|row| Some(u64::from(row.status)) == number.as_u64())?;
            let code = row.code;
            Some(format!(
                "an error with status {number} is for example \"{code}\"; `status` changes only the status of an error"
            ))
        }
        (NodeKind::Number(number), "string", Some("duration-with-unit")) => {
            let text = format!("{number}ms");
            text.parse::<DurationText>().ok()?;
            Some(format!("write it with its unit; if these are milliseconds, \"{text}\""))
        }
        (NodeKind::Number(_), "string", Some("date-time")) => None,
        (NodeKind::Number(number), "string", _) => Some(format!("write it in quotes: \"{number}\"")),
        (NodeKind::Object(_), "array", _) => Some("put [ and ] around it".to_owned()),
        (NodeKind::String(_), "array", _) if schema["items"]["type"] == "string" => {
            Some("put [ and ] around it".to_owned())
        }
        (NodeKind::Number(_), "array", _) if schema["items"]["type"] == "integer" => {
            Some("put [ and ] around it".to_owned())
        }
        _ => None,
    }
}

/// Whether a number or boolean is of a type, and in its range.
fn fits(value: &Value, kind: &str, schema: &Value) -> bool {
    let of_kind = match kind {
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        _ => value.is_number(),
    };
    let bound = |name| schema[name].as_f64();
    let number = value.as_f64();
    let within = number.is_none_or(|number| {
        bound("minimum").is_none_or(|min| number >= min) && bound("maximum").is_none_or(|max| number <= max)
    });
    of_kind && within
}

/// The message and help for an unknown member of an object.
pub(in crate::scenario) fn unknown_member(word: &str, owner: &str, names: &[&str]) -> (String, String) {
    match owner {
        "`parameters`" => (
            format!("no operation has a parameter `{word}`"),
            "`cloudauth-local explain` lists the parameters; names are case-sensitive".to_owned(),
        ),
        "`limits`" => (
            format!("`{word}` is not an operation of the service"),
            format!("the members of `limits` are {}", list(names, "and")),
        ),
        _ => (
            format!("{owner} has no member `{word}`"),
            format!("the members of {owner} are {}", list(names, "and")),
        ),
    }
}
