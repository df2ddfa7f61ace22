//! The position of the parser in its text, and the findings so far.

use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::tree::SourceRange;

/// After so many faults the reader gives up.
pub(in crate::scenario) const MAX_FINDINGS: usize = 50;

/// Reads a text from its beginning to its end.
pub(in crate::scenario) struct Parser<'a> {
    pub(in crate::scenario) text: &'a str,
    pub(in crate::scenario) at: usize,
    pub(super) depth: usize,
    pub(super) findings: &'a mut Vec<Finding>,
    pub(super) gave_up: bool,
}

impl Parser<'_> {
    pub(in crate::scenario) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(in crate::scenario) fn finding(&mut self, finding: Finding) {
        self.findings.push(finding);
        if self.findings.len() >= MAX_FINDINGS {
            self.give_up();
        }
    }

    pub(super) fn give_up(&mut self) {
        self.gave_up = true;
        self.at = self.text.len();
    }

    /// The place of the one character here; empty at the end.
    pub(super) fn here(&self) -> SourceRange {
        let next = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        self.at..self.at + next
    }

    pub(super) fn rest_of_line(&self) -> SourceRange {
        let line = self.text[self.at..].lines().next().unwrap_or_default();
        self.at..self.at + line.trim_end().len()
    }

    /// Skips white space, and comments with a fault each.
    pub(super) fn blank(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
            self.at += rest.len() - trimmed.len();
            let length = if trimmed.starts_with("//") || trimmed.starts_with('#') {
                trimmed.lines().next().unwrap_or_default().trim_end().len()
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map_or(trimmed.len(), |end| end + 2)
            } else {
                return;
            };
            let place = self.at..self.at + length;
            self.at += length;
            self.finding(
                Finding::new(&place, "JSON has no comments")
                    .help("put the words into a \"description\"; the scenario, accounts and rules take one"),
            );
        }
    }

    /// Takes one byte; at the end, where giving up leads too, there is none.
    pub(super) fn skip(&mut self) {
        self.at = (self.at + 1).min(self.text.len());
    }
}
