//! Masks the secrets of a scenario file wherever its lines are shown or quoted.

use std::borrow::Cow;

use crate::scenario::read::tree::SourceRange;

/// Parts of the names of secret members, in lower case. Parts, because an error may be about a misspelt name.
const SECRET_NAME_PARTS: [&str; 4] = ["secr", "token", "password", "accesskey"];
/// Names that contain one of these parts and are not secret.
const PUBLIC_NAMES: [&str; 2] = ["accesskeyid", "securitytokenexpires"];
/// The characters that end a value without quotes.
const VALUE_ENDS: [char; 4] = [',', '}', ']', '\n'];

/// The source with every byte of a secret replaced by `*`, so that all offsets stay the same.
pub(in crate::scenario) fn masked(text: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    for secret in secrets(text) {
        let stars = "*".repeat(secret.len());
        out.to_mut().replace_range(secret, &stars);
    }
    out
}

/// The ranges of secrets, in the order of the source: the content of a string, or a value without quotes.
pub(in crate::scenario) fn secrets(text: &str) -> Vec<SourceRange> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(skipped) = text[at..].find(is_name) {
        let start = at + skipped;
        at = text[start..].find(|c| !is_name(c)).map_or(text.len(), |length| start + length);
        let name = text[start..at].to_ascii_lowercase();
        if SECRET_NAME_PARTS.iter().any(|part| name.contains(part)) && !PUBLIC_NAMES.contains(&name.as_str())
        {
            let secret = value(text, at);
            if !secret.is_empty() {
                at = secret.end;
                found.push(secret);
            }
        }
    }
    found
}

/// A sentence with the words of a secret replaced by `***`. Words of one or two characters are kept, as they occur in most
/// sentences.
pub(in crate::scenario) fn without(secret: &str, sentence: &str) -> String {
    let words = secret.split(|c: char| c.is_whitespace() || matches!(c, ':' | '{' | '[' | '"'));
    let all = [secret].into_iter().chain(words).filter(|word| word.len() > 2);
    all.fold(sentence.to_owned(), |masked, word| masked.replace(word, "***"))
}

/// The range of the scalar after a member's name; empty if there is none.
fn value(text: &str, from: usize) -> SourceRange {
    let rest = text[from..].trim_start_matches(['"', '\'']).trim_start();
    let (rest, colon) = match rest.strip_prefix([':', '=']) {
        Some(rest) => (rest.trim_start(), true),
        None => (rest, false),
    };
    let start = text.len() - rest.len();
    match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inside = quoted(text, start + 1, quote);
            // If the colon before it is missing, and a colon follows, it is the next name.
            let after = text[inside.end..].trim_start_matches(quote).trim_start();
            if colon || !after.starts_with(':') { inside } else { start..start }
        }
        Some(first) if colon && !matches!(first, '{' | '[') => unquoted(text, start),
        _ => start..start,
    }
}

/// The content of a string. An unterminated one ends at the end of the line.
fn quoted(text: &str, start: usize, quote: char) -> SourceRange {
    let mut escaped = false;
    let length = text[start..].find(|next| {
        let ends = next == '\n' || (next == quote && !escaped);
        escaped = next == '\\' && !escaped;
        ends
    });
    start..length.map_or(text.len(), |length| start + length)
}

/// A value without quotes; empty for a literal of JSON.
fn unquoted(text: &str, start: usize) -> SourceRange {
    let rest = &text[start..];
    let found = rest[..rest.find(VALUE_ENDS).unwrap_or(rest.len())].trim_end();
    if matches!(found, "true" | "false" | "null") { start..start } else { start..start + found.len() }
}

#[cfg(test)]
mod tests {
    use crate::scenario::read::mask::{masked, without};

    #[test]
    fn secrets_are_masked_and_offsets_stay_the_same() {
        for (text, shown) in [
            (r#"{"accessKeySecret": "ab\"c", "a": "b"}"#, r#"{"accessKeySecret": "*****", "a": "b"}"#),
            (
                "\"securityToken\"\n:\n'é', \"accessKeySecret\":\"x\"",
                "\"securityToken\"\n:\n'**', \"accessKeySecret\":\"*\"",
            ),
            ("accessKeySecret: \"open\nnext", "accessKeySecret: \"****\nnext"),
            (r#""accessKeySecret" "x""#, r#""accessKeySecret" "*""#),
            (r#""accessKeySecret"#, r#""accessKeySecret"#),
            (r#"{"accessKeySecret": 51, "a": 5}"#, r#"{"accessKeySecret": **, "a": 5}"#),
            ("{accessKeySecret: my word\n, a: b}", "{accessKeySecret: *******\n, a: b}"),
        ] {
            assert_eq!(masked(text), shown);
        }
    }

    #[test]
    fn a_secret_under_a_misspelt_name_is_masked() {
        for name in [
            "accesskeysecret",
            "accessKeySecrt",
            "accessKeySceret",
            "AccessKeySecret",
            "access_key_secret",
            "access key secret",
            "SecurityTokn\": 1, \"SECURITY_TOKEN",
            "password",
        ] {
            let text = |value: &str| format!("{{\"{name}\": {value}, \"standing\": \"active\"}}");
            assert_eq!(masked(&text("\"leak\"")), text("\"****\""));
            assert_eq!(masked(&text("leak")), text("****"));
        }
    }

    #[test]
    fn what_is_not_secret_is_shown() {
        for text in [
            r#"{"accessKeyId": "k", "securityTokenExpires": "2026"}"#,
            r#"{"securityToken": null, "accessKeySecret": {"a": 1}, "tokens": ["a"]}"#,
            "{\"description\": \"a wrong token\"\n\"seed\": 1}",
            r#"{"error": "InvalidSecurityToken.Expired", "passed": "Y"}"#,
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn no_word_of_a_secret_is_quoted() {
        assert_eq!(
            without("my word", "`word` is my value: write \"my word\""),
            "`***` is my value: write \"***\""
        );
    }
}
