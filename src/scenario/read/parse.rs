//! Parses JSON into a [`Node`]: strictly, but with recovery, so that one run finds all syntax errors.

use std::collections::HashMap;

use crate::scenario::read::cursor::Parser;
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::parse_value::{literal, string};
use crate::scenario::read::tree::{Node, NodeKind, NodeMember, SourceRange};

/// The maximum nesting depth of arrays and objects.
const MAX_DEPTH: usize = 64;

/// Parses a file and adds its errors to `findings`. `None` if the file has no value.
pub(in crate::scenario) fn parse(source: &str, findings: &mut Vec<Finding>) -> Option<Node> {
    let mut parser = Parser { source, at: 0, depth: 0, findings, stopped: false };
    // Some editors write a byte-order mark, which is allowed.
    if source.starts_with('\u{feff}') {
        parser.at = 3;
    }
    parser.skip_blank();
    if parser.at == source.len() {
        let finding = Finding::new(&(0..0), "the file is empty").help("the smallest scenario is {}");
        parser.findings.push(finding);
        return None;
    }
    let node = parser.value();
    parser.skip_blank();
    if parser.at < source.len() && !parser.stopped {
        let range = parser.rest_of_line();
        parser.finding(
            Finding::new(&range, "unexpected content after the end of the scenario").label("remove this"),
        );
    }
    Some(node)
}

impl Parser<'_> {
    pub(in crate::scenario) fn value(&mut self) -> Node {
        self.skip_blank();
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"' | b'\'') => {
                let start = self.at;
                let string = string(self);
                Node { range: start..self.at, kind: string.map_or(NodeKind::Broken, NodeKind::String) }
            }
            _ => literal(self),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Node) -> Node {
        self.depth += 1;
        let node = if self.depth > MAX_DEPTH {
            let range = self.here();
            let message = format!("arrays and objects are nested more than {MAX_DEPTH} deep");
            self.finding(Finding::new(&range, message));
            self.stop();
            Node { range, kind: NodeKind::Broken }
        } else {
            read(self)
        };
        self.depth -= 1;
        node
    }

    /// Whether an array or object ends here; otherwise an element follows. `first` is true before the first one.
    fn ends(&mut self, start: usize, close: u8, first: bool) -> bool {
        self.skip_blank();
        let mut comma = None;
        while self.peek() == Some(b',') {
            if first || comma.is_some() {
                let range = self.here();
                self.finding(Finding::new(&range, "unexpected comma").help("remove it"));
            }
            comma = comma.or(Some(self.at));
            self.skip();
            self.skip_blank();
        }
        match (self.peek(), comma) {
            (Some(byte), comma) if byte == close => {
                if let Some(comma) = comma.filter(|_| !first) {
                    let finding =
                        Finding::new(&(comma..comma + 1), "JSON allows no comma after the last element");
                    self.finding(finding.help("remove it"));
                }
                self.skip();
                true
            }
            (None, _) => {
                if !self.stopped {
                    let open = &self.source[start..=start];
                    let message = format!("unclosed {open}");
                    let help = format!("the file ends before the matching {}", char::from(close));
                    self.finding(Finding::new(&(start..start + 1), message).help(help));
                }
                true
            }
            // The closing bracket of an enclosing array or object.
            (Some(b']' | b'}'), _) => {
                let range = self.here();
                let message = format!("expected {} here", char::from(close));
                let open = Finding::new(&range, message).also(&(start..start + 1), "to close this");
                self.finding(open);
                true
            }
            (Some(_), None) if !first => {
                let end = self.source[..self.at].trim_end().len();
                // Directly after another error a missing comma may be only a consequence of it.
                if self.findings.last().is_none_or(|finding| finding.range.end != end) {
                    let finding = Finding::new(&(end..end), "missing comma").label("expected , here");
                    self.finding(finding);
                }
                false
            }
            (Some(_), _) => false,
        }
    }

    fn array(&mut self) -> Node {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        while !self.ends(start, b']', items.is_empty()) {
            let before = self.at;
            items.push(self.value());
            self.advance(before);
        }
        Node { range: start..self.at, kind: NodeKind::Array(items) }
    }

    fn object(&mut self) -> Node {
        let start = self.at;
        self.at += 1;
        let mut members: Vec<NodeMember> = Vec::new();
        let mut seen: HashMap<String, SourceRange> = HashMap::new();
        while !self.ends(start, b'}', members.is_empty()) {
            let before = self.at;
            let member = self.member();
            if let Some(first) = seen.get(&member.name) {
                let message = format!("duplicate member `{}`", member.name);
                self.finding(
                    Finding::new(&member.name_range, message)
                        .label("the second one")
                        .also(first, "the first one")
                        .help("remove one of the two"),
                );
            }
            seen.entry(member.name.clone()).or_insert_with(|| member.name_range.clone());
            members.push(member);
            self.advance(before);
        }
        Node { range: start..self.at, kind: NodeKind::Object(members) }
    }

    /// Makes sure that every iteration of a loop makes progress.
    fn advance(&mut self, before: usize) {
        if self.at == before {
            self.at = self.here().end;
        }
    }

    fn member(&mut self) -> NodeMember {
        let start = self.at;
        let name = match self.peek() {
            Some(b'"' | b'\'') => string(self).unwrap_or_default(),
            _ => self.unquoted_name(),
        };
        let name_range = start..self.at;
        self.skip_blank();
        if self.peek() == Some(b':') {
            self.at += 1;
        } else {
            let end = name_range.end;
            let finding = Finding::new(&(end..end), "missing colon").label("expected : and a value here");
            self.finding(finding);
            if matches!(self.peek(), Some(b',' | b'}') | None) {
                return NodeMember {
                    name,
                    name_range,
                    value: Node { range: end..end, kind: NodeKind::Broken },
                };
            }
        }
        let value = self.value();
        NodeMember { name, name_range, value }
    }

    fn unquoted_name(&mut self) -> String {
        let rest = &self.source[self.at..];
        let length = rest
            .find(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '{' | '}' | '[' | ']' | '"'))
            .unwrap_or(rest.len());
        let (range, name) = (self.at..self.at + length, rest[..length].to_owned());
        self.at += length;
        if length > 0 {
            let finding = Finding::new(&range, "a member name must be in double quotes");
            self.finding(finding.help(format!("write \"{name}\"")));
        } else {
            let range = self.here();
            let finding = Finding::new(&range, "expected a member name in double quotes");
            self.finding(finding);
        }
        name
    }
}
