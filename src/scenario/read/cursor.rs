//! The parser's position in the source, and the errors so far.

use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::tree::SourceRange;

/// The parser stops after this number of errors.
pub(in crate::scenario) const MAX_FINDINGS: usize = 50;

/// The state of the parser.
pub(in crate::scenario) struct Parser<'a> {
    pub(in crate::scenario) source: &'a str,
    pub(in crate::scenario) at: usize,
    pub(super) depth: usize,
    pub(super) findings: &'a mut Vec<Finding>,
    pub(super) stopped: bool,
}

impl Parser<'_> {
    pub(in crate::scenario) fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.at).copied()
    }

    pub(in crate::scenario) fn finding(&mut self, finding: Finding) {
        self.findings.push(finding);
        if self.findings.len() >= MAX_FINDINGS {
            self.stop();
        }
    }

    pub(super) fn stop(&mut self) {
        self.stopped = true;
        self.at = self.source.len();
    }

    /// The range of the current character; empty at the end.
    pub(super) fn here(&self) -> SourceRange {
        let next = self.source[self.at..].chars().next().map_or(0, char::len_utf8);
        self.at..self.at + next
    }

    pub(super) fn rest_of_line(&self) -> SourceRange {
        let line = self.source[self.at..].lines().next().unwrap_or_default();
        self.at..self.at + line.trim_end().len()
    }

    /// Skips whitespace, and comments with an error for each.
    pub(super) fn skip_blank(&mut self) {
        loop {
            let rest = &self.source[self.at..];
            let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
            self.at += rest.len() - trimmed.len();
            let length = if trimmed.starts_with("//") || trimmed.starts_with('#') {
                trimmed.lines().next().unwrap_or_default().trim_end().len()
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map_or(trimmed.len(), |end| end + 2)
            } else {
                return;
            };
            let range = self.at..self.at + length;
            self.at += length;
            self.finding(
                Finding::new(&range, "JSON has no comments")
                    .help("use a \"description\" instead; the scenario, accounts and rules have one"),
            );
        }
    }

    /// Skips one byte; none at the end of the file, where the parser is after it has stopped.
    pub(super) fn skip(&mut self) {
        self.at = (self.at + 1).min(self.source.len());
    }
}
