//! The secrets of a scenario file, hidden where its lines are shown or quoted.

use std::borrow::Cow;

use crate::scenario::read::tree::SourceRange;

/// What the name of a member holds, in lower case, whose value nobody else shall read: parts of names, since a
/// misspelt one is what a fault is about.
const TELLING: [&str; 4] = ["secr", "token", "password", "accesskey"];
/// Names that hold one of these and say nothing secret.
const OPEN: [&str; 2] = ["accesskeyid", "securitytokenexpires"];
/// What ends a value that has no quotes.
const ENDS: [char; 4] = [',', '}', ']', '\n'];

/// The text with `*` in place of every byte of a secret, so that all places in it stay where they are.
pub(in crate::scenario) fn masked(text: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    for secret in secrets(text) {
        let stars = "*".repeat(secret.len());
        out.to_mut().replace_range(secret, &stars);
    }
    out
}

/// Where the secrets stand, in the order of the text: the inside of a text, or a value without quotes.
pub(in crate::scenario) fn secrets(text: &str) -> Vec<SourceRange> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(skipped) = text[at..].find(is_name) {
        let start = at + skipped;
        at = text[start..].find(|c| !is_name(c)).map_or(text.len(), |length| start + length);
        let name = text[start..at].to_ascii_lowercase();
        if TELLING.iter().any(|part| name.contains(part)) && !OPEN.contains(&name.as_str()) {
            let secret = value(text, at);
            if !secret.is_empty() {
                at = secret.end;
                found.push(secret);
            }
        }
    }
    found
}

/// A sentence without the words of a secret. One of a letter or two is no secret, and most sentences hold it.
pub(in crate::scenario) fn without(secret: &str, sentence: &str) -> String {
    let words = secret.split(|c: char| c.is_whitespace() || matches!(c, ':' | '{' | '[' | '"'));
    let told = [secret].into_iter().chain(words).filter(|word| word.len() > 2);
    told.fold(sentence.to_owned(), |said, word| said.replace(word, "***"))
}

/// The scalar that a member's name is followed by; empty where there is none.
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
            // Without a colon before it, what a colon follows is the next name.
            let after = text[inside.end..].trim_start_matches(quote).trim_start();
            if colon || !after.starts_with(':') { inside } else { start..start }
        }
        Some(first) if colon && !matches!(first, '{' | '[') => bare(text, start),
        _ => start..start,
    }
}

/// The inside of a text. One that is never closed ends with its line.
fn quoted(text: &str, start: usize, quote: char) -> SourceRange {
    let mut escaped = false;
    let length = text[start..].find(|next| {
        let ends = next == '\n' || (next == quote && !escaped);
        escaped = next == '\\' && !escaped;
        ends
    });
    start..length.map_or(text.len(), |length| start + length)
}

/// A value without quotes, unless it is one of the words of JSON.
fn bare(text: &str, start: usize) -> SourceRange {
    let rest = &text[start..];
    let found = rest[..rest.find(ENDS).unwrap_or(rest.len())].trim_end();
    if matches!(found, "true" | "false" | "null") { start..start } else { start..start + found.len() }
}

#[cfg(test)]
mod tests {
    use crate::scenario::read::mask::{masked, without};

    #[test]
    fn secrets_are_hidden_and_nothing_moves() {
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
    fn a_secret_under_a_misspelt_name_is_hidden() {
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
    fn what_is_no_secret_is_shown() {
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
