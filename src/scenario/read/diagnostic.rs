//! What is wrong with a scenario file, and where, for people and for programs.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use crate::scenario::read::mask::{masked, without};
use crate::scenario::read::tree::SourceRange;

/// One fault of a scenario file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// How many characters of that line are meant, at least 1.
    pub length: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    #[serde(skip)]
    place: SourceRange,
    /// The words at the caret, such as the nearest word that exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip)]
    also: Option<(SourceRange, String)>,
}

/// A fault while it is being described.
#[derive(Debug, Clone)]
pub(in crate::scenario) struct Finding {
    pub(in crate::scenario) place: SourceRange,
    message: String,
    label: Option<String>,
    help: Option<String>,
    also: Option<(SourceRange, String)>,
}

impl Finding {
    pub(in crate::scenario) fn new(place: &SourceRange, message: impl Into<String>) -> Self {
        Self { place: place.clone(), message: message.into(), label: None, help: None, also: None }
    }

    /// The words at the caret.
    pub(in crate::scenario) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// What to do about it.
    pub(in crate::scenario) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A second place that has to do with it.
    pub(in crate::scenario) fn also(mut self, place: &SourceRange, label: impl Into<String>) -> Self {
        self.also = Some((place.clone(), label.into()));
        self
    }

    /// Takes out what it quotes of the secrets at these places of the text, where it is about one of them.
    pub(in crate::scenario) fn hiding(mut self, secrets: &[SourceRange], text: &str) -> Self {
        // The fault of a value may be at its quotes.
        let about =
            |secret: &&SourceRange| secret.start <= self.place.start + 1 && self.place.end <= secret.end + 1;
        if let Some(secret) = secrets.iter().find(about) {
            let secret = &text[secret.clone()];
            self.message = without(secret, &self.message);
            self.label = self.label.map(|label| without(secret, &label));
            self.help = self.help.map(|help| without(secret, &help));
        }
        self
    }

    /// Finds line and column.
    pub(in crate::scenario) fn locate(self, text: &str) -> Diagnostic {
        let start = floor(text, self.place.start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = floor(text, self.place.end.max(start));
        let first_line = text[start..end].split('\n').next().unwrap_or_default();
        Diagnostic {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            length: first_line.chars().count().max(1),
            message: self.message,
            help: self.help,
            place: start..end,
            label: self.label,
            also: self.also.map(|(place, label)| (floor(text, place.start)..floor(text, place.end), label)),
        }
    }
}

/// The character boundary at or before a position.
fn floor(text: &str, position: usize) -> usize {
    text.floor_char_boundary(position.min(text.len()))
}

/// The faults of a file as text: each with its line under a caret, in the order of the file, and the number of faults.
/// Secrets in these lines are hidden.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], file: &str, text: &str) -> String {
    let renderer = Renderer::plain();
    let text = &*masked(text);
    let mut out = String::new();
    for finding in diagnostics {
        let mut group = Group::with_title(Level::ERROR.primary_title(finding.message.as_str()));
        let (whole, shown) = pieces(text, finding);
        if !whole {
            group = group.element(Origin::path(file).line(finding.line).char_column(finding.column));
        }
        for SourceExcerpt { at, marks } in shown {
            let line = text[..at.start].matches('\n').count() + 1;
            let mut snippet = Snippet::source(&text[at.clone()]).line_start(line);
            if whole {
                snippet = snippet.path(file);
            }
            for (kind, place, label) in marks {
                let shown = place.start - at.start..place.end.min(at.end) - at.start;
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
    let noun = if count == 1 { "fault" } else { "faults" };
    out + &format!("{file}: {count} {noun}\n")
}

/// More bytes than these are not shown whole: to draw a line costs a look at each of its characters, and there may be
/// many faults in it.
const MOST_SHOWN: usize = 4096;
/// How many bytes are then shown on each side of where a fault begins; the renderer cuts lines again, to its width.
const SIDE: usize = 256;

/// Lines of the file, or a part of one, and what is marked in them.
struct SourceExcerpt<'a> {
    at: SourceRange,
    marks: Vec<(AnnotationKind, &'a SourceRange, Option<&'a str>)>,
}

/// What is shown for a fault: its lines as one whole piece, or parts of lines where they are long or far apart.
fn pieces<'a>(text: &str, finding: &'a Diagnostic) -> (bool, Vec<SourceExcerpt<'a>>) {
    let mut marks = vec![(AnnotationKind::Primary, &finding.place, finding.label.as_deref())];
    marks.extend(finding.also.iter().map(|(at, label)| (AnnotationKind::Context, at, Some(label.as_str()))));
    marks.sort_by_key(|(_, place, _)| place.start);
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |end| at + end);
    let last = marks.iter().map(|(_, place, _)| place.end).max().unwrap_or_default();
    let whole = line_start(marks[0].1.start)..line_end(last);
    if whole.len() <= MOST_SHOWN {
        // The first mark is the fault itself, whatever its place.
        marks.sort_by_key(|(_, place, _)| *place != &finding.place);
        return (true, vec![SourceExcerpt { at: whole, marks }]);
    }
    let part = |mark: (AnnotationKind, &'a SourceRange, Option<&'a str>)| {
        let start = mark.1.start;
        let from = line_start(start).max(text.ceil_char_boundary(start.saturating_sub(SIDE)));
        SourceExcerpt { at: from..line_end(start).min(floor(text, start + SIDE)), marks: vec![mark] }
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
    fn of_a_long_line_the_part_around_a_fault_is_shown_at_its_true_place() {
        let before = format!(r#"{{"description":"{}","#, "é".repeat(100_000));
        let text = format!(r#"{before}"seeed":1,"rules":[],"x":"{}"}}"#, "y".repeat(100_000));
        let shown = shown(&text);
        assert!(shown.contains(&format!("f.json:1:{}\n", before.chars().count() + 1)), "{shown}");
        assert!(shown.contains(r#""seeed":1,"rules""#) && shown.contains("did you mean `seed`?"), "{shown}");
        assert!(shown.len() < 2000, "{}", shown.len());
    }

    #[test]
    fn a_secret_is_neither_drawn_nor_quoted_however_it_is_written() {
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
    fn two_places_far_apart_are_shown_without_what_lies_between() {
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
