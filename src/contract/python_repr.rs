//! Converts the `repr` of a Python dict to JSON: clients send it by mistake with `str(dict)` instead of
//! `json.dumps(dict)`.

/// Converts the `repr` of a dict of strings, numbers, booleans, `None`, lists and dicts to JSON; `None` if it is not one.
/// The result must still be parsed: brackets and commas are copied unchecked.
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
            // Exponents are not supported; `getMetaInfo()` has none.
            '{' | '}' | '[' | ']' | ':' | ',' | '-' | '.' | '0'..='9' | ' ' | '\n' => {
                json.push(first);
                rest = rest.get(first.len_utf8()..)?;
            }
            _ => return None,
        }
    }
    Some(json)
}

/// Converts a string literal up to its closing quote, and returns the rest.
fn string<'a>(quote: char, text: &'a str, json: &mut String) -> Option<&'a str> {
    json.push('"');
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => match characters.next()?.1 {
                '\'' => json.push('\''),
                // \n, \t, \\ and \" are the same in JSON; \xNN is not.
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
    fn the_repr_of_a_dict_is_converted_and_nothing_else_is() {
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
