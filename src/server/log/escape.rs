//! Characters that change how a terminal or an editor shows other characters are written as escapes.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character may change how others are shown: control characters, marks of the direction of text, separators of
/// lines and paragraphs, the byte order mark.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A text with the hidden characters as `\u202e`, which a string in JSON takes too. Those in `kept` stay.
#[must_use]
pub fn escaped<'a>(text: &'a str, kept: &[char]) -> Cow<'a, str> {
    let hidden = |c: char| is_hidden(c) && !kept.contains(&c);
    if !text.contains(hidden) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped_and_others_stay() {
        for (text, expected) in [
            ("plain\n\ttext", "plain\n\ttext"),
            ("扫描 😀 é العربية", "扫描 😀 é العربية"),
            ("\u{1b}[2J\u{7}\u{7f}", "\\u001b[2J\\u0007\\u007f"),
            ("\u{9b}31m\u{85}", "\\u009b31m\\u0085"),
            ("a\u{202e}b\u{2066}c\u{2028}d\u{feff}", "a\\u202eb\\u2066c\\u2028d\\ufeff"),
        ] {
            assert_eq!(escaped(text, &['\n', '\t']), expected);
        }
        assert_eq!(escaped("a\nb", &[]), "a\\u000ab");
        let json = serde_json::to_string("\u{9b}\u{202e}\n").unwrap();
        assert_eq!(serde_json::from_str::<String>(&escaped(&json, &[])).unwrap(), "\u{9b}\u{202e}\n");
    }
}
