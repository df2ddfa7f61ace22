//! What is wrong with a scenario file, and where, for people and for programs.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

use super::mask::masked;
use super::tree::Place;

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
    place: Place,
    /// The words at the caret, such as the nearest word that exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip)]
    also: Option<(Place, String)>,
}

/// A fault while it is being described.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) place: Place,
    message: String,
    label: Option<String>,
    help: Option<String>,
    also: Option<(Place, String)>,
}

impl Fault {
    pub(super) fn new(place: &Place, message: impl Into<String>) -> Self {
        Self { place: place.clone(), message: message.into(), label: None, help: None, also: None }
    }

    /// The words at the caret.
    pub(super) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// What to do about it.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A second place that has to do with it.
    pub(super) fn also(mut self, place: &Place, label: impl Into<String>) -> Self {
        self.also = Some((place.clone(), label.into()));
        self
    }

    /// Finds line and column.
    pub(super) fn locate(self, text: &str) -> Diagnostic {
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
    for fault in diagnostics {
        // Only the lines that are shown: the file may be large.
        let places = [Some(&fault.place), fault.also.as_ref().map(|(place, _)| place)];
        let (first, last) = places
            .into_iter()
            .flatten()
            .fold((text.len(), 0), |(first, last), place| (first.min(place.start), last.max(place.end)));
        let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
        let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
        let shown = |place: &Place| place.start - start..place.end - start;
        let mut primary = AnnotationKind::Primary.span(shown(&fault.place));
        if let Some(label) = &fault.label {
            primary = primary.label(label.as_str());
        }
        let line = text[..start].matches('\n').count() + 1;
        let mut snippet = Snippet::source(&text[start..end]).line_start(line).path(file).annotation(primary);
        if let Some((place, label)) = &fault.also {
            let context = AnnotationKind::Context.span(shown(place));
            snippet = snippet.annotation(context.label(label.as_str()));
        }
        let mut group = Level::ERROR.primary_title(fault.message.as_str()).element(snippet);
        if let Some(help) = &fault.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        out.push_str(&renderer.render(&[group]));
        out.push_str("\n\n");
    }
    let count = diagnostics.len();
    let noun = if count == 1 { "fault" } else { "faults" };
    out + &format!("{file}: {count} {noun}\n")
}
