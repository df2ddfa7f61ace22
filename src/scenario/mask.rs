//! The secrets of a scenario file, hidden where its lines are shown.

use std::borrow::Cow;

/// The members whose values nobody else shall read.
const SECRET: [&str; 2] = ["accessKeySecret", "securityToken"];

/// The text with `*` in place of every byte of a secret, so that all places in it stay where they are.
pub(super) fn masked(text: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    for name in SECRET {
        for (at, _) in text.match_indices(name) {
            let secret = value(text, at + name.len());
            if !secret.is_empty() {
                let stars = "*".repeat(secret.len());
                out.to_mut().replace_range(secret, &stars);
            }
        }
    }
    out
}

/// The inside of the text that a member's name is followed by; empty where there is none. A text that is never closed
/// ends with its line.
fn value(text: &str, from: usize) -> std::ops::Range<usize> {
    let rest = text[from..].trim_start_matches(['"', '\'']).trim_start();
    let Some(rest) = rest.strip_prefix(':').map(str::trim_start) else { return 0..0 };
    let Some(quote) = rest.chars().next().filter(|first| matches!(first, '"' | '\'')) else { return 0..0 };
    let start = text.len() - rest.len() + 1;
    let mut escaped = false;
    let length = text[start..].find(|next| {
        let ends = next == '\n' || (next == quote && !escaped);
        escaped = next == '\\' && !escaped;
        ends
    });
    start..length.map_or(text.len(), |length| start + length)
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn secrets_are_hidden_and_nothing_moves() {
        for (text, shown) in [
            (r#"{"accessKeySecret": "ab\"c", "a": "b"}"#, r#"{"accessKeySecret": "*****", "a": "b"}"#),
            (
                "\"securityToken\"\n:\n'é', \"accessKeySecret\":\"x\"",
                "\"securityToken\"\n:\n'**', \"accessKeySecret\":\"*\"",
            ),
            ("accessKeySecret: \"open\nnext", "accessKeySecret: \"****\nnext"),
            (
                r#"{"accessKeySecret": 5, "securityTokenExpires": "2026"}"#,
                r#"{"accessKeySecret": 5, "securityTokenExpires": "2026"}"#,
            ),
            (r#""accessKeySecret"#, r#""accessKeySecret"#),
        ] {
            assert_eq!(masked(text), shown);
        }
    }
}
