//! Parses the scalars of JSON: strings, numbers, and the literals `true`, `false` and `null`.

use crate::contract::nearest::nearest;
use crate::scenario::read::cursor::Parser;
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::tree::{Node, NodeKind};

/// Parses the string that starts here; `None` if it is invalid.
pub(in crate::scenario) fn string(parser: &mut Parser<'_>) -> Option<String> {
    let start = parser.at;
    let quote = parser.peek()?;
    let mut end = start + 1;
    let bytes = parser.source.as_bytes();
    loop {
        match bytes.get(end) {
            None | Some(b'\n') => {
                let line_end = parser.source[..end].trim_end_matches(['\r', ' ']).len();
                parser.at = end;
                let finding = Finding::new(&(start..line_end.max(start + 1)), "unterminated string");
                parser.finding(finding.help("a string starts and ends with a double quote on the same line; write a line break as \\n"));
                return None;
            }
            Some(b'\\') => end += 2,
            Some(byte) if *byte == quote => break,
            Some(_) => end += 1,
        }
        end = end.min(bytes.len());
    }
    end += 1;
    parser.at = end;
    let raw = &parser.source[start..end];
    if quote == b'\'' {
        let inner = &raw[1..raw.len() - 1];
        let finding = Finding::new(&(start..end), "a string must be in double quotes");
        parser.finding(finding.help(format!("write \"{inner}\"")));
        return Some(inner.to_owned());
    }
    let value = serde_json::from_str(raw).ok();
    if value.is_none() {
        let message = "invalid escape or control character in string";
        parser.finding(Finding::new(&(start..end), message).help(
            "write a backslash as \\\\, a double quote as \\\", a tab as \\t; the other escapes are \\/ \\b \\f \\n \\r \\uXXXX",
        ));
    }
    value
}

/// Parses a number or one of the literals `true`, `false`, `null`.
pub(in crate::scenario) fn literal(parser: &mut Parser<'_>) -> Node {
    let start = parser.at;
    let rest = &parser.source[start..];
    let length = rest
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '{' | '}' | '[' | ']' | '"'))
        .unwrap_or(rest.len());
    let word = rest[..length].to_owned();
    let range = start..start + length;
    parser.at = range.end;
    let kind = match word.as_str() {
        "true" => NodeKind::Bool(true),
        "false" => NodeKind::Bool(false),
        "null" => NodeKind::Null,
        _ => serde_json::from_str(&word).map_or(NodeKind::Broken, NodeKind::Number),
    };
    if kind == NodeKind::Broken {
        parser.finding(unreadable(parser, &word, start));
    }
    Node { range, kind }
}

fn unreadable(parser: &Parser<'_>, word: &str, start: usize) -> Finding {
    if word.is_empty() {
        let next = parser.source[start..].chars().next();
        let end = start + next.map_or(0, char::len_utf8);
        let found = next.map_or("the end of the file".to_owned(), |c| c.to_string());
        return Finding::new(&(start..end), format!("expected a value, found {found}"));
    }
    let finding = Finding::new(&(start..start + word.len()), format!("`{word}` is not a JSON value"));
    if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        let number = "numbers are written like 7, 0.5 or 1e3";
        return finding.help(format!("{number}; a duration is a string: \"{}\"", word.trim_end_matches('"')));
    }
    match nearest(word, ["true", "false", "null"]) {
        Some(near) => finding.help(format!("did you mean {near}?")),
        None => finding.help(format!("a string must be in double quotes: \"{word}\"")),
    }
}
