//! JSON with the place of every value, read to the end in spite of mistakes: one look at a file finds all its faults.

use std::ops::Range;

use serde_json::{Number, Value};

/// Where something stands in the text, in bytes.
pub(in crate::scenario) type SourceRange = Range<usize>;

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) struct Node {
    pub(in crate::scenario) place: SourceRange,
    pub(in crate::scenario) kind: NodeKind,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) enum NodeKind {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Object(Vec<NodeMember>),
    /// Not readable, and already reported.
    Broken,
}

/// A name and its value in an object.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) struct NodeMember {
    pub(in crate::scenario) name: String,
    pub(in crate::scenario) name_place: SourceRange,
    pub(in crate::scenario) value: Node,
}

impl Node {
    /// A member of an object.
    pub(in crate::scenario) fn member(&self, name: &str) -> Option<&NodeMember> {
        self.members().iter().find(|member| member.name == name)
    }

    /// The value at the end of a path of names.
    pub(in crate::scenario) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| Some(&node.member(name)?.value))
    }

    /// The members of an object; none where it is something else.
    pub(in crate::scenario) fn members(&self) -> &[NodeMember] {
        if let NodeKind::Object(members) = &self.kind { members } else { &[] }
    }

    /// The values of a list; none where it is something else.
    pub(in crate::scenario) fn items(&self) -> &[Self] {
        if let NodeKind::List(items) = &self.kind { items } else { &[] }
    }

    /// What the value is, for a sentence.
    pub(in crate::scenario) fn noun(&self) -> &'static str {
        match self.kind {
            NodeKind::Null => "null",
            NodeKind::Bool(true) => "true",
            NodeKind::Bool(false) => "false",
            NodeKind::Number(_) => "a number",
            NodeKind::Text(_) => "a text",
            NodeKind::List(_) => "a list",
            NodeKind::Object(_) => "an object",
            NodeKind::Broken => "something unreadable",
        }
    }

    /// The value without its places.
    pub(in crate::scenario) fn to_value(&self) -> Value {
        match &self.kind {
            NodeKind::Null | NodeKind::Broken => Value::Null,
            NodeKind::Bool(bool) => Value::Bool(*bool),
            NodeKind::Number(number) => Value::Number(number.clone()),
            NodeKind::Text(text) => Value::String(text.clone()),
            NodeKind::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            NodeKind::Object(members) => Value::Object(
                members.iter().map(|member| (member.name.clone(), member.value.to_value())).collect(),
            ),
        }
    }
}
