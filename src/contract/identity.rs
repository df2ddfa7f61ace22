//! The data read from a document: ordered fields, and one specimen identity for each document type. The persons are
//! fictitious, and the documents are marked as specimens.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The picture of a document returned for `IsReturnImage=Y`: a small JPEG, the same for every type.
pub static SPECIMEN_JPEG: &[u8] = include_bytes!("../../fixtures/specimen.jpg");

/// The specimen of each document type, as the JSON of `ocrIdInfo`. The keys are the vendor's; those of the Macao card and
/// of the resident identity card are our choice.
static SPECIMENS: &[(&str, &str)] = &[
    ("01000000", include_str!("../../fixtures/identities/01000000.json")),
    ("00000006", include_str!("../../fixtures/identities/00000006.json")),
    ("00000008", include_str!("../../fixtures/identities/00000008.json")),
    ("00000007", include_str!("../../fixtures/identities/00000007.json")),
    ("00000009", include_str!("../../fixtures/identities/00000009.json")),
    ("000000011", include_str!("../../fixtures/identities/000000011.json")),
    ("000000012", include_str!("../../fixtures/identities/000000012.json")),
    ("00000001", include_str!("../../fixtures/identities/00000001.json")),
];

/// The ordered fields of a document; serialised as a JSON object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdentityFields(Vec<(String, String)>);

impl IdentityFields {
    /// The specimen of a document type; no fields for an unknown type.
    #[must_use]
    pub fn specimen(document: &str) -> Self {
        let text = SPECIMENS.iter().find(|(code, _)| *code == document).map_or("{}", |(_, text)| text);
        serde_json::from_str(text).unwrap_or_default()
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether there are no fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The approximate memory used, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.iter().map(|(name, value)| name.len() + value.len() + size_of::<(String, String)>()).sum()
    }

    /// Sets a field; a new one is appended.
    pub fn set(&mut self, name: &str, value: &str) {
        match self.0.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.0.push((name.to_owned(), value.to_owned())),
        }
    }
}

impl FromIterator<(String, String)> for IdentityFields {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        let mut fields = Self::default();
        for (name, value) in pairs {
            fields.set(&name, &value);
        }
        fields
    }
}

impl Serialize for IdentityFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for IdentityFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = IdentityFields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object whose values are strings")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<IdentityFields, A::Error> {
                let mut fields = IdentityFields::default();
                while let Some((name, value)) = map.next_entry::<String, String>()? {
                    fields.set(&name, &value);
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::document::DOCUMENTS;

    #[test]
    fn every_document_type_has_a_specimen_with_the_documented_keys() {
        let hong_kong = "name englishName nameCode sex birthDate idNumber currentIssueDate firstIssueDate \
                         isPermanent symbols";
        let check_permission =
            "name englishName sex birthDate idNumber issueDate expiryDate placeOfIssue originOfIssue";
        let keys = [
            ("01000000", "surname givenname sex birthDate passportNo nationality expiryDate countryCode"),
            ("00000006", hong_kong),
            ("00000008", hong_kong),
            ("00000007", check_permission),
            ("00000009", "name englishName sex birthDate idNumber issueDate expiryDate originOfIssue"),
            ("000000011", "name sex birthDate idNumber issueDate expiryDate"),
            ("000000012", check_permission),
            (
                "00000001",
                "name sex birthDate idNumber nationality address issueAuthority issueDate expiryDate",
            ),
        ];
        assert_eq!(keys.len(), DOCUMENTS.len());
        for row in DOCUMENTS {
            let expected = keys.iter().find(|(code, _)| *code == row.value).unwrap().1;
            let fields = IdentityFields::specimen(row.value);
            let names: Vec<&str> = fields.iter().map(|(name, _)| name).collect();
            assert_eq!(names.join(" "), expected, "{}", row.value);
        }
    }

    #[test]
    fn every_specimen_is_marked_as_one() {
        for row in DOCUMENTS {
            let text = serde_json::to_string(&IdentityFields::specimen(row.value)).unwrap();
            assert!(["SPECIMEN", "样本", "樣本"].iter().any(|word| text.contains(word)), "{text}");
        }
        assert!(SPECIMEN_JPEG.starts_with(&[0xff, 0xd8, 0xff]) && SPECIMEN_JPEG.len() < 6_000);
    }

    #[test]
    fn a_changed_field_keeps_its_position() {
        let mut fields = IdentityFields::specimen("01000000");
        fields.set("surname", "OTHER");
        fields.set("extra", "1");
        let text = serde_json::to_string(&fields).unwrap();
        assert!(text.starts_with(r#"{"surname":"OTHER","givenname""#), "{text}");
        assert!(text.ends_with(r#","extra":"1"}"#), "{text}");
    }
}
