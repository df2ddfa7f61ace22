//! Diagnostics of scenario files, for people and for programs.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use crate::scenario::read::mask::{masked, without};
use crate::scenario::read::tree::SourceRange;

/// An error in a scenario file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The number of marked characters in that line, at least 1.
    pub length: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    #[serde(skip)]
    range: SourceRange,
    /// The label of the marked characters, such as the nearest known word.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip)]
    also: Option<(SourceRange, String)>,
}

/// An error before its line and column are computed.
#[derive(Debug, Clone)]
pub(in crate::scenario) struct Finding {
    pub(in crate::scenario) range: SourceRange,
    message: String,
    label: Option<String>,
    help: Option<String>,
    also: Option<(SourceRange, String)>,
}

impl Finding {
    pub(in crate::scenario) fn new(range: &SourceRange, message: impl Into<String>) -> Self {
        Self { range: range.clone(), message: message.into(), label: None, help: None, also: None }
    }

    /// Sets the label of the marked range.
    pub(in crate::scenario) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// What to do about it.
    pub(in crate::scenario) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second range that is involved.
    pub(in crate::scenario) fn also(mut self, range: &SourceRange, label: impl Into<String>) -> Self {
        self.also = Some((range.clone(), label.into()));
        self
    }

    /// Masks a secret that it quotes; `secrets` are their ranges in the source.
    pub(in crate::scenario) fn masking(mut self, secrets: &[SourceRange], text: &str) -> Self {
        // The range of an error may include the quotes of the value.
        let about =
            |secret: &&SourceRange| secret.start <= self.range.start + 1 && self.range.end <= secret.end + 1;
        if let Some(secret) = secrets.iter().find(about) {
            let secret = &text[secret.clone()];
            self.message = without(secret, &self.message);
            self.label = self.label.map(|label| without(secret, &label));
            self.help = self.help.map(|help| without(secret, &help));
        }
        self
    }

    /// Computes line and column.
    pub(in crate::scenario) fn locate(self, text: &str) -> Diagnostic {
        let start = floor(text, self.range.start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = floor(text, self.range.end.max(start));
        let first_line = text[start..end].split('\n').next().unwrap_or_default();
        Diagnostic {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            length: first_line.chars().count().max(1),
            message: self.message,
            help: self.help,
            range: start..end,
            label: self.label,
            also: self.also.map(|(range, label)| (floor(text, range.start)..floor(text, range.end), label)),
        }
    }
}

/// The character boundary at or before a position.
fn floor(text: &str, position: usize) -> usize {
    text.floor_char_boundary(position.min(text.len()))
}

/// Renders the errors of a file in its order, each with its marked line, and their number. Secrets are masked.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], file: &str, text: &str) -> String {
    let renderer = Renderer::plain();
    let text = &*masked(text);
    let mut out = String::new();
    for finding in diagnostics {
        let mut group = Group::with_title(Level::ERROR.primary_title(finding.message.as_str()));
        let (whole, shown) = excerpts(text, finding);
        if !whole {
            group = group.element(Origin::path(file).line(finding.line).char_column(finding.column));
        }
        for SourceExcerpt { at, marks } in shown {
            let line = text[..at.start].matches('\n').count() + 1;
            let mut snippet = Snippet::source(&text[at.clone()]).line_start(line);
            if whole {
                snippet = snippet.path(file);
            }
            for (kind, range, label) in marks {
                let shown = range.start - at.start..range.end.min(at.end) - at.start;
                let mark = kind.span(shown);
                snippet = snippet.annotation(match label {
                    Some(label) => mark.label(label),
                    None => mark,
                });
            }
            group = group.element(snippet);
        }
        if let Some(help) = &finding.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        out.push_str(&renderer.render(&[group]));
        out.push_str("\n\n");
    }
    let count = diagnostics.len();
    let noun = if count == 1 { "error" } else { "errors" };
    out + &format!("{file}: {count} {noun}\n")
}

/// The longest excerpt that is shown completely, in bytes: rendering looks at every character of a line for each error in it.
const MAX_EXCERPT: usize = 4096;
/// How many bytes are shown on each side of the start of an error in a longer one; the renderer truncates to its width.
const CONTEXT: usize = 256;

/// Lines of the file, or a part of a line, and the marked ranges in them.
struct SourceExcerpt<'a> {
    at: SourceRange,
    marks: Vec<(AnnotationKind, &'a SourceRange, Option<&'a str>)>,
}

/// The excerpts for an error: its lines as one excerpt (`true`), or parts of lines if they are long or far apart.
fn excerpts<'a>(text: &str, finding: &'a Diagnostic) -> (bool, Vec<SourceExcerpt<'a>>) {
    let mut marks = vec![(AnnotationKind::Primary, &finding.range, finding.label.as_deref())];
    marks.extend(finding.also.iter().map(|(at, label)| (AnnotationKind::Context, at, Some(label.as_str()))));
    marks.sort_by_key(|(_, range, _)| range.start);
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |end| at + end);
    let last = marks.iter().map(|(_, range, _)| range.end).max().unwrap_or_default();
    let whole = line_start(marks[0].1.start)..line_end(last);
    if whole.len() <= MAX_EXCERPT {
        // The first mark is the error itself, wherever it is.
        marks.sort_by_key(|(_, range, _)| *range != &finding.range);
        return (true, vec![SourceExcerpt { at: whole, marks }]);
    }
    let part = |mark: (AnnotationKind, &'a SourceRange, Option<&'a str>)| {
        let start = mark.1.start;
        let from = line_start(start).max(text.ceil_char_boundary(start.saturating_sub(CONTEXT)));
        SourceExcerpt { at: from..line_end(start).min(floor(text, start + CONTEXT)), marks: vec![mark] }
    };
    (false, marks.into_iter().map(part).collect())
}

#[cfg(test)]
mod tests {
    use crate::scenario::load;
    use crate::scenario::read::diagnostic::render;

    fn shown(text: &str) -> String {
        render(&load(text).unwrap_err(), "f.json", text)
    }

    #[test]
    fn of_a_long_line_the_part_around_an_error_is_shown_at_its_true_position() {
        let before = format!(r#"{{"description":"{}","#, "é".repeat(100_000));
        let text = format!(r#"{before}"seeed":1,"rules":[],"x":"{}"}}"#, "y".repeat(100_000));
        let shown = shown(&text);
        assert!(shown.contains(&format!("f.json:1:{}\n", before.chars().count() + 1)), "{shown}");
        assert!(shown.contains(r#""seeed":1,"rules""#) && shown.contains("did you mean `seed`?"), "{shown}");
        assert!(shown.len() < 2000, "{}", shown.len());
    }

    #[test]
    fn a_secret_is_neither_shown_nor_quoted_however_it_is_written() {
        for member in [
            r#""accesskeysecret": "leak""#,
            r#""accessKeySecrt": "leak""#,
            r#""accessKeySecret": leak"#,
            r#""accessKeySecret": leak leak"#,
            r#""accessKeySecret": 'leak'"#,
            r#""accessKeySecret": "leak"#,
            r#""accessKeySecret": "\leak""#,
            r#""accessKeySecret" "leak""#,
            r"accessKeySecret = leak",
            r#""accessKeySecret": 4711leak"#,
        ] {
            let text = format!("{{\"accounts\": [{{\"accessKeyId\": \"k\", {member}\n}}]}}");
            let diagnostics = load(&text).unwrap_err();
            let said = render(&diagnostics, "f.json", &text) + &format!("{diagnostics:?}");
            assert!(said.contains("ccess") && !said.contains("leak"), "{member}: {said}");
        }
    }

    #[test]
    fn two_ranges_far_apart_are_shown_without_the_lines_between() {
        let text = format!("{{\n\"seed\":1,\n{}\"seed\":2}}", "\n".repeat(100_000));
        let shown = shown(&text);
        for words in [
            "f.json:100003:1\n",
            "     2 | \"seed\":1,\n",
            "the first one",
            "100003 | \"seed\":2}\n",
            "the second one",
        ] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
    }
}
