//! The leaves of JSON: texts, numbers, and the three words.

use crate::contract::nearest::nearest;
use crate::scenario::read::cursor::Parser;
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::tree::{Node, NodeKind};

/// Reads a text that begins here; `None` where it cannot be made out.
pub(in crate::scenario) fn string(parser: &mut Parser<'_>) -> Option<String> {
    let start = parser.at;
    let quote = parser.peek()?;
    let mut end = start + 1;
    let bytes = parser.text.as_bytes();
    loop {
        match bytes.get(end) {
            None | Some(b'\n') => {
                let line_end = parser.text[..end].trim_end_matches(['\r', ' ']).len();
                parser.at = end;
                let finding = Finding::new(&(start..line_end.max(start + 1)), "this text is never closed");
                parser.finding(finding.help("a text begins and ends with a double quote, on one line; a line break in it is written \\n"));
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
    let raw = &parser.text[start..end];
    if quote == b'\'' {
        let inner = &raw[1..raw.len() - 1];
        let finding = Finding::new(&(start..end), "a text stands in double quotes");
        parser.finding(finding.help(format!("write \"{inner}\"")));
        return Some(inner.to_owned());
    }
    let text = serde_json::from_str(raw).ok();
    if text.is_none() {
        let message = "this text has an escape or a control character that JSON does not know";
        parser.finding(Finding::new(&(start..end), message).help(
            "a backslash is written \\\\, a double quote \\\", a tab \\t; the others are \\/ \\b \\f \\n \\r \\uXXXX",
        ));
    }
    text
}

/// Reads a number or one of the words `true`, `false`, `null`.
pub(in crate::scenario) fn literal(parser: &mut Parser<'_>) -> Node {
    let start = parser.at;
    let rest = &parser.text[start..];
    let length = rest
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '{' | '}' | '[' | ']' | '"'))
        .unwrap_or(rest.len());
    let word = rest[..length].to_owned();
    let place = start..start + length;
    parser.at = place.end;
    let kind = match word.as_str() {
        "true" => NodeKind::Bool(true),
        "false" => NodeKind::Bool(false),
        "null" => NodeKind::Null,
        _ => serde_json::from_str(&word).map_or(NodeKind::Broken, NodeKind::Number),
    };
    if kind == NodeKind::Broken {
        parser.finding(unreadable(parser, &word, start));
    }
    Node { place, kind }
}

fn unreadable(parser: &Parser<'_>, word: &str, start: usize) -> Finding {
    if word.is_empty() {
        let next = parser.text[start..].chars().next();
        let end = start + next.map_or(0, char::len_utf8);
        let found = next.map_or("the end of the file".to_owned(), |c| c.to_string());
        return Finding::new(&(start..end), format!("expected a value, found {found}"));
    }
    let finding = Finding::new(&(start..start + word.len()), format!("`{word}` is no JSON value"));
    if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        let number = "a number is written like 7, 0.5 or 1e3";
        return finding
            .help(format!("{number}; a span of time is a text: \"{}\"", word.trim_end_matches('"')));
    }
    match nearest(word, ["true", "false", "null"]) {
        Some(near) => finding.help(format!("did you mean {near}?")),
        None => finding.help(format!("a text stands in double quotes: \"{word}\"")),
    }
}
