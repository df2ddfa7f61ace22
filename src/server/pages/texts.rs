//! The strings of the verification page in every documented language.

use crate::contract::identity::IdentityFields;
use crate::contract::language::PageWording;

macro_rules! languages {
    ($($language:literal, $tag:literal;)*) => {
        /// The vendor's name of a language, its BCP 47 tag, and its strings as JSON.
        static LANGUAGES: &[(&str, &str, &str)] =
            &[$(($language, $tag, include_str!(concat!("texts/", $language, ".json")))),*];
    };
}

languages! {
    "en", "en";
    "zh", "zh-Hans";
    "TW", "zh-Hant";
    "ms", "ms";
    "id", "id";
    "th", "th";
    "vi", "vi";
    "ja", "ja";
    "ko", "ko";
    "fr", "fr";
    "es", "es";
    "pt", "pt";
    "ru", "ru";
    "ar", "ar";
}

/// The vendor's names of languages, each with its BCP 47 tag.
pub(super) fn names(of: impl Iterator<Item = &'static str>) -> Vec<(&'static str, &'static str)> {
    let tag = |language| {
        LANGUAGES.iter().find(|(name, _, _)| *name == language).map(|(name, tag, _)| (*name, *tag))
    };
    of.filter_map(tag).collect()
}

/// The strings of a page, with its language for the browser.
pub(super) struct PageTexts {
    /// BCP 47.
    pub(super) tag: &'static str,
    /// `ltr` or `rtl`.
    pub(super) direction: &'static str,
    /// The strings by name.
    pub(super) all: IdentityFields,
}

impl PageTexts {
    /// The strings of a language, with the merchant's overrides; unknown names are ignored.
    pub(super) fn new(wording: &PageWording) -> Self {
        let row = LANGUAGES.iter().find(|(language, _, _)| *language == wording.language);
        let (_, tag, text) = row.unwrap_or(&LANGUAGES[0]);
        let mut all: IdentityFields = serde_json::from_str(text).unwrap_or_default();
        for (name, text) in &wording.overrides {
            if all.get(name).is_some() {
                all.set(name, text);
            }
        }
        Self { tag, direction: if *tag == "ar" { "rtl" } else { "ltr" }, all }
    }

    /// A string by name; the name itself if there is none.
    pub(super) fn get<'a>(&'a self, name: &'a str) -> &'a str {
        self.all.get(name).unwrap_or(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::document::DOCUMENTS;
    use crate::contract::operations::initialize;

    fn keys(text: &str) -> Vec<String> {
        let texts: IdentityFields = serde_json::from_str(text).unwrap();
        assert!(texts.iter().all(|(_, text)| !text.trim().is_empty()));
        texts.iter().map(|(name, _)| name.to_owned()).collect()
    }

    #[test]
    fn every_documented_language_has_all_strings() {
        let english = keys(LANGUAGES[0].2);
        for row in initialize::LANGUAGES {
            let (_, _, text) = LANGUAGES.iter().find(|(language, _, _)| *language == row.value).unwrap();
            assert_eq!(keys(text), english, "{}", row.value);
        }
        for document in DOCUMENTS {
            assert!(english.contains(&format!("document.{}", document.value)));
            for (field, _) in IdentityFields::specimen(document.value).iter() {
                assert!(english.contains(&format!("field.{field}")), "{field}");
            }
        }
    }

    #[test]
    fn a_merchants_string_replaces_that_of_the_page() {
        let overrides = vec![("start".to_owned(), "Go".to_owned()), ("unknown".to_owned(), "x".to_owned())];
        let texts = PageTexts::new(&PageWording { language: "en", overrides });
        assert_eq!((texts.get("start"), texts.get("unknown"), texts.tag), ("Go", "unknown", "en"));
    }
}
