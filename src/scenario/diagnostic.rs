//! What is wrong with a scenario file, and where, for people and for programs.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

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
    #[serde(skip)]
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
            also: self.also,
        }
    }
}

/// The character boundary at or before a position.
fn floor(text: &str, position: usize) -> usize {
    text.floor_char_boundary(position.min(text.len()))
}

/// The faults of a file as text: each with its line under a caret, in the order of the file, and the number of faults.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], file: &str, text: &str) -> String {
    let renderer = Renderer::plain();
    let mut out = String::new();
    for fault in diagnostics {
        let mut primary = AnnotationKind::Primary.span(fault.place.clone());
        if let Some(label) = &fault.label {
            primary = primary.label(label.as_str());
        }
        let mut snippet = Snippet::source(text).path(file).annotation(primary);
        if let Some((place, label)) = &fault.also {
            snippet = snippet.annotation(AnnotationKind::Context.span(place.clone()).label(label.as_str()));
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
