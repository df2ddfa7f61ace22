//! JSON with the place of every value, read to the end in spite of mistakes: one look at a file finds all its faults.

use std::ops::Range;

use serde_json::{Number, Value};

/// Where something stands in the text, in bytes.
pub(super) type Place = Range<usize>;

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Member>),
    /// Not readable, and already reported.
    Broken,
}

/// A name and its value in an object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) name_place: Place,
    pub(super) value: Node,
}

impl Node {
    /// A member of an object.
    pub(super) fn member(&self, name: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.name == name)
    }

    /// The value at the end of a path of names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| Some(&node.member(name)?.value))
    }

    /// The members of an object; none where it is something else.
    pub(super) fn members(&self) -> &[Member] {
        if let Kind::Object(members) = &self.kind { members } else { &[] }
    }

    /// The values of a list; none where it is something else.
    pub(super) fn items(&self) -> &[Self] {
        if let Kind::List(items) = &self.kind { items } else { &[] }
    }

    /// What the value is, for a sentence.
    pub(super) fn noun(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(true) => "true",
            Kind::Bool(false) => "false",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Object(_) => "an object",
            Kind::Broken => "something unreadable",
        }
    }

    /// The value without its places.
    pub(super) fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Null | Kind::Broken => Value::Null,
            Kind::Bool(bool) => Value::Bool(*bool),
            Kind::Number(number) => Value::Number(number.clone()),
            Kind::Text(text) => Value::String(text.clone()),
            Kind::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Kind::Object(members) => Value::Object(
                members.iter().map(|member| (member.name.clone(), member.value.to_value())).collect(),
            ),
        }
    }
}
