//! The `repr` of a Python dict as JSON: what `str(dict)` gives where a program meant `json.dumps(dict)`.

/// Rewrites the `repr` of a dict of strings, numbers, booleans, `None`, lists and dicts as JSON; `None` where it is none.
/// The result still has to be parsed: brackets and commas are taken as they are.
#[must_use]
pub(super) fn to_json(text: &str) -> Option<String> {
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let mut json = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match first {
            '\'' | '"' => rest = string(first, rest.get(1..)?, &mut json)?,
            c if c.is_ascii_alphabetic() => {
                let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
                json.push_str(match rest.get(..end)? {
                    "True" => "true",
                    "False" => "false",
                    "None" => "null",
                    _ => return None,
                });
                rest = rest.get(end..)?;
            }
            // A number with an exponent has a letter of its own, which `getMetaInfo()` never gives.
            '{' | '}' | '[' | ']' | ':' | ',' | '-' | '.' | '0'..='9' | ' ' | '\n' => {
                json.push(first);
                rest = rest.get(first.len_utf8()..)?;
            }
            _ => return None,
        }
    }
    Some(json)
}

/// Reads a string literal up to its closing quote, appends it as JSON, and returns what follows.
fn string<'a>(quote: char, text: &'a str, json: &mut String) -> Option<&'a str> {
    json.push('"');
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => match characters.next()?.1 {
                '\'' => json.push('\''),
                // \n, \t, \\, \" are spelled alike; \xNN is not JSON.
                'x' => json.push_str("\\u00"),
                escaped => json.extend(['\\', escaped]),
            },
            '"' if quote == '\'' => json.push_str("\\\""),
            c if c == quote => {
                json.push('"');
                return text.get(at + 1..);
            }
            c => json.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_python_prints_for_a_dict_becomes_json_and_nothing_else_does() {
        for (repr, json) in [
            ("{'deviceType': 'web', 'n': 1.5}", r#"{"deviceType": "web", "n": 1.5}"#),
            (r#"{'a': True, 'b': None, 'c': ["it's"]}"#, r#"{"a": true, "b": null, "c": ["it's"]}"#),
            (r#"{'say': 'a "b" \'c\' \x41'}"#, r#"{"say": "a \"b\" 'c' \u0041"}"#),
            ("{}", "{}"),
        ] {
            assert_eq!(to_json(repr).as_deref(), Some(json));
            assert!(serde_json::from_str::<serde_json::Value>(json).is_ok(), "{json}");
        }
        for other in ["", "web", "{deviceType: 'web'}", "{'deviceType': 'web", "{'a': <b>}", "{'a': true}"] {
            assert_eq!(to_json(other), None, "{other}");
        }
    }
}
