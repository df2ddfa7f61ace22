//! Text as it stands in a shell's command and in HTML.

use std::borrow::Cow;

/// A string quoted for a POSIX shell.
#[must_use]
pub fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A word of a POSIX shell, quoted where it has to be.
#[must_use]
pub fn shell_word(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) { text.into() } else { shell(text).into() }
}

/// A string for an HTML element or a quoted attribute.
#[must_use]
pub fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_string_ends_its_quotes() {
        assert_eq!(shell("a'b$(c)`d`\\"), r"'a'\''b$(c)`d`\'");
        assert_eq!(html(r#"<a b='c' d="e">&"#), "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;");
    }

    #[test]
    fn only_what_needs_quotes_gets_them() {
        for (word, quoted) in [("/a/b-c.py", "/a/b-c.py"), ("", "''"), ("a b", "'a b'"), ("$x", "'$x'")] {
            assert_eq!(shell_word(word), quoted);
        }
    }
}
