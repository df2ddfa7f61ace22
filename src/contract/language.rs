//! `LanguageConfig`: the language of the verification page, and the merchant's overrides of its strings.

use serde_json::{Map, Value};

use crate::contract::operations::initialize::LANGUAGES;

/// The languages that the vendor's PC page knows. This emulator's speaks all of them, and says where the vendor's
/// would not (our choice).
const PC: [&str; 3] = ["zh", "TW", "en"];
const ENGLISH: &str = "en";

/// The content of a `LanguageConfig`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageWording {
    /// The language, one of the vendor's list.
    pub language: &'static str,
    /// Names of strings and their replacements, the most specific last. The vendor's names are not public; those of the
    /// emulator's page are our choice.
    pub overrides: Vec<(String, String)>,
}

impl PageWording {
    /// Whether the vendor's PC page speaks the language.
    #[must_use]
    pub fn is_known_on_pc(&self) -> bool {
        PC.contains(&self.language)
    }
}

/// Parses a `LanguageConfig`: the language is `defaultLanguage`, or else the only one with strings, or else English.
/// Strings in the object itself apply to every language.
#[must_use]
pub fn read(config: Option<&str>) -> PageWording {
    let config = config.unwrap_or_default().trim();
    if let Some(language) = known(config) {
        return PageWording { language, overrides: Vec::new() };
    }
    let Ok(config) = serde_json::from_str::<Map<String, Value>>(config) else {
        return PageWording { language: ENGLISH, overrides: Vec::new() };
    };
    let with_strings: Vec<(&'static str, &Map<String, Value>)> =
        config.iter().filter_map(|(name, value)| Some((known(name)?, value.as_object()?))).collect();
    let language = config
        .get("defaultLanguage")
        .and_then(Value::as_str)
        .and_then(known)
        .or(match with_strings[..] {
            [(only, _)] => Some(only),
            _ => None,
        })
        .unwrap_or(ENGLISH);
    let of_language = with_strings.into_iter().filter(|(name, _)| *name == language).map(|(_, texts)| texts);
    let overrides = std::iter::once(&config)
        .chain(of_language)
        .flatten()
        .filter(|(name, _)| name.as_str() != "defaultLanguage")
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect();
    PageWording { language, overrides }
}

/// The vendor's name of a language; clients also send locales such as `zh-CN`.
fn known(name: &str) -> Option<&'static str> {
    let exact = |name: &str| LANGUAGES.iter().map(|row| row.value).find(|value| *value == name);
    let lower = name.replace('_', "-").to_ascii_lowercase();
    match lower.as_str() {
        "tw" | "zh-tw" | "zh-hk" | "zh-mo" | "zh-hant" => exact("TW"),
        _ => exact(lower.split('-').next().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_follows_the_config() {
        for (config, language) in [
            (None, "en"),
            (Some("zh"), "zh"),
            (Some("fr"), "fr"),
            (Some(r#"{"defaultLanguage":"TW"}"#), "TW"),
            (Some(r#"{"defaultLanguage":"ar"}"#), "ar"),
            (Some(r#"{"zh-CN":{"captureTitle":"x"}}"#), "zh"),
            (Some(r#"{"zh-HK":{"captureTitle":"x"},"en":{}}"#), "en"),
            (Some(r#"{"defaultLanguage":"tlh"}"#), "en"),
            (Some(r#"{"defaultLanguage":7}"#), "en"),
            (Some("[]"), "en"),
            (Some("{broken"), "en"),
        ] {
            assert_eq!(read(config).language, language, "{config:?}");
        }
    }

    #[test]
    fn strings_of_the_language_override_strings_for_all() {
        let config = r#"{"defaultLanguage":"zh","captureTitle":"all","zh-CN":{"captureTitle":"扫描","n":1},"en":{"captureTitle":"no"}}"#;
        let wording = read(Some(config));
        let texts: Vec<_> = wording.overrides.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["all", "扫描"]);
    }
}
