//! Reads the members of a JSON object without making a tree of its values, which may take many times the size of its text.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Whether a string is a JSON value that can be parsed: also its numbers, the escapes of its strings, and its depth.
pub(super) fn is_value(text: &str) -> bool {
    serde_json::from_str::<Discarded>(text).is_ok()
}

/// The members of a JSON object, sorted by name, each with the text of its value; of a repeated name the last. All with known
/// names are there, and of the others the first `unknown` names. Empty if the string is no JSON object.
pub(super) fn members(
    object: &str,
    is_known: impl Fn(&str) -> bool,
    unknown: usize,
) -> BTreeMap<String, &str> {
    let members = MemberVisitor { is_known, unknown, found: BTreeMap::new(), found_unknown: 0 };
    serde_json::Deserializer::from_str(object).deserialize_map(members).unwrap_or_default()
}

struct MemberVisitor<'a, F> {
    is_known: F,
    unknown: usize,
    found: BTreeMap<String, &'a str>,
    found_unknown: usize,
}

impl<'a, F: Fn(&str) -> bool> Visitor<'a> for MemberVisitor<'a, F> {
    type Value = BTreeMap<String, &'a str>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        while let Some((name, value)) = map.next_entry::<String, &'a RawValue>()? {
            let is_unknown = !(self.is_known)(&name);
            if self.found.insert(name, value.get()).is_none() && is_unknown {
                self.found_unknown += 1;
                if self.found_unknown > self.unknown {
                    self.drop_last_unknown();
                }
            }
        }
        Ok(self.found)
    }
}

impl<F: Fn(&str) -> bool> MemberVisitor<'_, F> {
    fn drop_last_unknown(&mut self) {
        let last = self.found.keys().rev().find(|name| !(self.is_known)(name)).cloned();
        if last.and_then(|last| self.found.remove(&last)).is_some() {
            self.found_unknown -= 1;
        }
    }
}

/// A value that is parsed and not kept.
struct Discarded;

impl<'de> Deserialize<'de> for Discarded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Discarded {
    type Value = Self;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value};

    use super::*;

    #[test]
    fn a_value_is_one_where_a_tree_can_be_made_of_it() {
        let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let texts =
            [r#"{"a":[1,-2,3.5,null,true,"x"]}"#, r#""\ud800""#, r#""\ud83d\ude00""#, "1e999", "[1] x", ""];
        let texts = texts.map(str::to_owned).into_iter().chain([deep(100), deep(127), deep(128), deep(1000)]);
        for text in texts {
            assert_eq!(is_value(&text), serde_json::from_str::<Value>(&text).is_ok(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_members_are_those_of_the_tree(
            pairs in proptest::collection::vec(("[a-f]{1,2}", 0..9_u8), 0..12),
            unknown in 0..5_usize,
        ) {
            let text: Vec<_> = pairs.iter().map(|(name, value)| format!("\"{name}\" : [{value}]")).collect();
            let text = format!(" {{ {} }} ", text.join(" , "));
            let is_known = |name: &str| name.starts_with('c');
            let tree: Map<String, Value> = serde_json::from_str(&text).unwrap();
            let first: Vec<_> = tree.keys().filter(|name| !is_known(name)).take(unknown).collect();
            let is_kept = |name: &String| is_known(name) || first.contains(&name);
            let expected: Vec<_> = tree.iter().filter(|(name, _)| is_kept(name)).collect();
            let found = members(&text, is_known, unknown);
            let found: Vec<_> = found.iter().map(|(name, text)| (name, text.parse::<Value>().unwrap())).collect();
            let found: Vec<_> = found.iter().map(|(name, value)| (*name, value)).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn what_is_no_object_has_no_members() {
        for text in ["", "[1]", "7", "{\"a\":", "{\"a\" 1}"] {
            assert!(members(text, |_| true, 9).is_empty(), "{text}");
        }
    }
}
