//! The syntax tree of a scenario file: JSON values with their positions in the source.

use std::ops::Range;

use serde_json::{Number, Value};

/// A range in the source, in bytes.
pub(in crate::scenario) type SourceRange = Range<usize>;

/// A value and its range in the source.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) struct Node {
    pub(in crate::scenario) range: SourceRange,
    pub(in crate::scenario) kind: NodeKind,
}

/// The kind of a value.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) enum NodeKind {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Node>),
    Object(Vec<NodeMember>),
    /// Invalid, and already reported.
    Broken,
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) struct NodeMember {
    pub(in crate::scenario) name: String,
    pub(in crate::scenario) name_range: SourceRange,
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

    /// The members of an object; empty for other kinds.
    pub(in crate::scenario) fn members(&self) -> &[NodeMember] {
        if let NodeKind::Object(members) = &self.kind { members } else { &[] }
    }

    /// The values of an array; empty for other kinds.
    pub(in crate::scenario) fn items(&self) -> &[Self] {
        if let NodeKind::Array(items) = &self.kind { items } else { &[] }
    }

    /// The kind of the value, for messages.
    pub(in crate::scenario) fn noun(&self) -> &'static str {
        match self.kind {
            NodeKind::Null => "null",
            NodeKind::Bool(true) => "true",
            NodeKind::Bool(false) => "false",
            NodeKind::Number(_) => "a number",
            NodeKind::String(_) => "a string",
            NodeKind::Array(_) => "an array",
            NodeKind::Object(_) => "an object",
            NodeKind::Broken => "an invalid value",
        }
    }

    /// The value without positions.
    pub(in crate::scenario) fn to_value(&self) -> Value {
        match &self.kind {
            NodeKind::Null | NodeKind::Broken => Value::Null,
            NodeKind::Bool(bool) => Value::Bool(*bool),
            NodeKind::Number(number) => Value::Number(number.clone()),
            NodeKind::String(text) => Value::String(text.clone()),
            NodeKind::Array(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            NodeKind::Object(members) => Value::Object(
                members.iter().map(|member| (member.name.clone(), member.value.to_value())).collect(),
            ),
        }
    }
}
