//! Text to [`Node`]: strict JSON, with a fault for each departure from it, and then on.

use std::collections::HashMap;

use crate::scenario::read::cursor::Parser;
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::parse_value::{literal, string};
use crate::scenario::read::tree::{Node, NodeKind, NodeMember, SourceRange};

/// How deep lists and objects may lie in one another.
const DEEPEST: usize = 64;

/// Reads a text; the faults are added to the given ones. `None` where there is no value at all.
pub(in crate::scenario) fn parse(text: &str, findings: &mut Vec<Finding>) -> Option<Node> {
    let mut parser = Parser { text, at: 0, depth: 0, findings, gave_up: false };
    // A byte-order mark, which some editors put first, is no fault.
    if text.starts_with('\u{feff}') {
        parser.at = 3;
    }
    parser.blank();
    if parser.at == text.len() {
        let finding = Finding::new(&(0..0), "the file is empty").help("the smallest scenario is {}");
        parser.findings.push(finding);
        return None;
    }
    let node = parser.value();
    parser.blank();
    if parser.at < text.len() && !parser.gave_up {
        let place = parser.rest_of_line();
        parser.finding(
            Finding::new(&place, "something follows the end of the scenario").label("this is too much"),
        );
    }
    Some(node)
}

impl Parser<'_> {
    pub(in crate::scenario) fn value(&mut self) -> Node {
        self.blank();
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::list),
            Some(b'"' | b'\'') => {
                let start = self.at;
                let text = string(self);
                Node { place: start..self.at, kind: text.map_or(NodeKind::Broken, NodeKind::Text) }
            }
            _ => literal(self),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Node) -> Node {
        self.depth += 1;
        let node = if self.depth > DEEPEST {
            let place = self.here();
            let message = format!("lists and objects lie more than {DEEPEST} deep in one another");
            self.finding(Finding::new(&place, message));
            self.give_up();
            Node { place, kind: NodeKind::Broken }
        } else {
            read(self)
        };
        self.depth -= 1;
        node
    }

    /// Whether a list or object ends here; otherwise the next element follows. `first` is true before the first one.
    fn ends(&mut self, start: usize, close: u8, first: bool) -> bool {
        self.blank();
        let mut comma = None;
        while self.peek() == Some(b',') {
            if first || comma.is_some() {
                let place = self.here();
                self.finding(Finding::new(&place, "this comma separates nothing").help("take it out"));
            }
            comma = comma.or(Some(self.at));
            self.skip();
            self.blank();
        }
        match (self.peek(), comma) {
            (Some(byte), comma) if byte == close => {
                if let Some(comma) = comma.filter(|_| !first) {
                    let finding =
                        Finding::new(&(comma..comma + 1), "JSON has no comma after the last element");
                    self.finding(finding.help("take it out"));
                }
                self.skip();
                true
            }
            (None, _) => {
                if !self.gave_up {
                    let open = &self.text[start..=start];
                    let message = format!("this {open} is never closed");
                    let help = format!("the file ends before its {}", char::from(close));
                    self.finding(Finding::new(&(start..start + 1), message).help(help));
                }
                true
            }
            // The other bracket: what it closes is outside.
            (Some(b']' | b'}'), _) => {
                let place = self.here();
                let message = format!("expected {} here", char::from(close));
                let open = Finding::new(&place, message).also(&(start..start + 1), "to close this");
                self.finding(open);
                true
            }
            (Some(_), None) if !first => {
                let end = self.text[..self.at].trim_end().len();
                // After a fault right here the reader is not sure enough to ask for a comma.
                if self.findings.last().is_none_or(|finding| finding.place.end != end) {
                    let finding = Finding::new(&(end..end), "a comma is missing").label("expected , here");
                    self.finding(finding);
                }
                false
            }
            (Some(_), _) => false,
        }
    }

    fn list(&mut self) -> Node {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        while !self.ends(start, b']', items.is_empty()) {
            let before = self.at;
            items.push(self.value());
            self.advance(before);
        }
        Node { place: start..self.at, kind: NodeKind::List(items) }
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
                let message = format!("`{}` stands here twice", member.name);
                self.finding(
                    Finding::new(&member.name_place, message)
                        .label("the second one")
                        .also(first, "the first one")
                        .help("an object has each name once; take one of the two out"),
                );
            }
            seen.entry(member.name.clone()).or_insert_with(|| member.name_place.clone());
            members.push(member);
            self.advance(before);
        }
        Node { place: start..self.at, kind: NodeKind::Object(members) }
    }

    /// Makes sure that every round of a loop reads something.
    fn advance(&mut self, before: usize) {
        if self.at == before {
            self.at = self.here().end;
        }
    }

    fn member(&mut self) -> NodeMember {
        let start = self.at;
        let name = match self.peek() {
            Some(b'"' | b'\'') => string(self).unwrap_or_default(),
            _ => self.bare_name(),
        };
        let name_place = start..self.at;
        self.blank();
        if self.peek() == Some(b':') {
            self.at += 1;
        } else {
            let end = name_place.end;
            let finding =
                Finding::new(&(end..end), "a colon is missing").label("expected : and a value here");
            self.finding(finding);
            if matches!(self.peek(), Some(b',' | b'}') | None) {
                return NodeMember {
                    name,
                    name_place,
                    value: Node { place: end..end, kind: NodeKind::Broken },
                };
            }
        }
        let value = self.value();
        NodeMember { name, name_place, value }
    }

    fn bare_name(&mut self) -> String {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '{' | '}' | '[' | ']' | '"'))
            .unwrap_or(rest.len());
        let (place, name) = (self.at..self.at + length, rest[..length].to_owned());
        self.at += length;
        if length > 0 {
            let finding = Finding::new(&place, "the name of a member stands in double quotes");
            self.finding(finding.help(format!("write \"{name}\"")));
        } else {
            let place = self.here();
            let finding = Finding::new(&place, "expected the name of a member, in double quotes");
            self.finding(finding);
        }
        name
    }
}
