//! Renders the tables: text for a terminal, Markdown for the README, a JSON Schema for editors and validators. All facts
//! are in the rows.

pub mod markdown;
pub mod schema;
pub mod text;

use super::document::DOCUMENTS;
use super::error::ERRORS;
use super::nearest::nearest;
use super::redirect::{CLIENT_RESULTS, ClientResult};
use super::value::{Choice, Form};
use super::{ErrorRow, Mark, Operation, Parameter};
use crate::contract::coverage_event::{CALLBACKS, CHECKS, CoverageEvent};
use crate::contract::operations::OPERATIONS;
use crate::contract::operations::check_result::{SUB_CODES, SubCodeRow};

/// A row that can be explained.
#[derive(Debug, Clone, Copy)]
pub enum Topic {
    /// An operation.
    Operation(&'static Operation),
    /// A parameter and its operation.
    Parameter(&'static Operation, &'static Parameter),
    /// A document type, a value of `DocType`.
    Document(&'static Choice),
    /// A client result code, `resultCode` in the redirect to `ReturnUrl`.
    ClientResult(&'static ClientResult),
    /// A SubCode of CheckResult and of the callback.
    SubCode(&'static SubCodeRow),
    /// Something else that becomes of a check or a callback, as coverage counts it.
    Event(&'static CoverageEvent),
    /// An error.
    Error(&'static ErrorRow),
}

impl Topic {
    /// All rows of all tables.
    pub fn all() -> impl Iterator<Item = Self> {
        let of = |operation: &'static Operation| {
            operation.parameters.iter().map(move |parameter| Self::Parameter(operation, parameter))
        };
        let operations = OPERATIONS.iter().copied();
        operations
            .clone()
            .map(Self::Operation)
            .chain(operations.flat_map(of))
            .chain(DOCUMENTS.iter().map(Self::Document))
            .chain(CLIENT_RESULTS.iter().map(Self::ClientResult))
            .chain(SUB_CODES.iter().map(Self::SubCode))
            .chain(CHECKS.iter().chain(CALLBACKS).copied().map(Self::Event))
            .chain(ERRORS.iter().copied().map(Self::Error))
    }

    /// The word by which it is found.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Operation(operation) => operation.name,
            Self::Parameter(_, parameter) => parameter.name,
            Self::Document(document) => document.value,
            Self::ClientResult(row) => row.code,
            Self::SubCode(row) => row.code,
            Self::Event(row) => row.name,
            Self::Error(row) => row.code,
        }
    }

    /// The name under which coverage counts it, such as `check.userLeft`.
    fn event(self) -> Option<&'static str> {
        match self {
            Self::ClientResult(row) => Some(row.outcome.name),
            Self::Event(row) => Some(row.name),
            _ => None,
        }
    }

    /// Whether the word names it: its own, or the name of its event.
    fn is_named(self, word: &str) -> bool {
        self.word().eq_ignore_ascii_case(word)
            || self.event().is_some_and(|name| name.eq_ignore_ascii_case(word))
    }

    /// Whether the word is the last part of the name of its event, such as `userLeft`.
    fn ends_with(self, word: &str) -> bool {
        let last = self.event().and_then(|name| name.rsplit('.').next());
        last.is_some_and(|last| last.eq_ignore_ascii_case(word))
    }
}

/// All rows with this word, ignoring case; if there is none, those of the events whose name ends in it.
#[must_use]
pub fn find(word: &str) -> Vec<Topic> {
    let named: Vec<_> = Topic::all().filter(|topic| topic.is_named(word)).collect();
    if named.is_empty() { Topic::all().filter(|topic| topic.ends_with(word)).collect() } else { named }
}

/// The most similar word of a row, for a misspelt one.
#[must_use]
pub fn meant(word: &str) -> Option<&'static str> {
    nearest(word, Topic::all().map(Topic::word).chain(Topic::all().filter_map(Topic::event)))
}

/// The listed values of a form.
fn choices(form: &Form) -> &'static [Choice] {
    match *form {
        Form::OneOf { choices, .. } | Form::Languages(choices) => choices,
        _ => &[],
    }
}

/// The source of a row, in words.
const fn source(mark: Mark) -> &'static str {
    match mark {
        Mark::Documented => "documented by the vendor for this API",
        Mark::Sister => "documented by the vendor for a sister API or another version of its page",
        Mark::Observed => "observed in the service's traffic or in the behaviour of its SDKs",
        Mark::Live => "seen live, in a response of the real service or in production code",
        Mark::Choice => "our choice, because the real behaviour is not public",
    }
}

/// The first sentence of a string.
#[must_use]
pub fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}
