//! `LanguageConfig`: the language of the verification page, and texts that the merchant puts in place of its own.

use serde_json::{Map, Value};

use crate::contract::operations::initialize::LANGUAGES;

/// The languages that the PC page knows.
const PC: [&str; 3] = ["zh", "TW", "en"];
const ENGLISH: &str = "en";

/// What a `LanguageConfig` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageWording {
    /// A language of the vendor's list.
    pub language: &'static str,
    /// Names of texts and what to say instead, the most special last. How the vendor names its texts is not public;
    /// those of this emulator's page are in its own tables (our choice).
    pub overrides: Vec<(String, String)>,
}

/// Reads a `LanguageConfig`: the language is `defaultLanguage`, or else the only one that has texts, or else English,
/// as it is for a language that the PC page does not know. Texts that stand in the object itself hold for every
/// language.
#[must_use]
pub fn read(config: Option<&str>, pc: bool) -> PageWording {
    let config = config.unwrap_or_default().trim();
    if let Some(language) = known(config) {
        return PageWording { language: shown(language, pc), overrides: Vec::new() };
    }
    let Ok(config) = serde_json::from_str::<Map<String, Value>>(config) else {
        return PageWording { language: ENGLISH, overrides: Vec::new() };
    };
    let with_texts: Vec<(&'static str, &Map<String, Value>)> =
        config.iter().filter_map(|(name, value)| Some((known(name)?, value.as_object()?))).collect();
    let language = config
        .get("defaultLanguage")
        .and_then(Value::as_str)
        .and_then(known)
        .or(match with_texts[..] {
            [(only, _)] => Some(only),
            _ => None,
        })
        .unwrap_or(ENGLISH);
    let language = shown(language, pc);
    let own = with_texts.into_iter().filter(|(name, _)| *name == language).map(|(_, texts)| texts);
    let overrides = std::iter::once(&config)
        .chain(own)
        .flatten()
        .filter(|(name, _)| name.as_str() != "defaultLanguage")
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect();
    PageWording { language, overrides }
}

/// The vendor's spelling of a language, which clients also write as a locale such as `zh-CN`.
fn known(name: &str) -> Option<&'static str> {
    let exact = |wanted: &str| LANGUAGES.iter().map(|row| row.value).find(|value| *value == wanted);
    let lower = name.replace('_', "-").to_ascii_lowercase();
    match lower.as_str() {
        "tw" | "zh-tw" | "zh-hk" | "zh-mo" | "zh-hant" => exact("TW"),
        _ => exact(lower.split('-').next().unwrap_or_default()),
    }
}

fn shown(language: &'static str, pc: bool) -> &'static str {
    if pc && !PC.contains(&language) { ENGLISH } else { language }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_follows_the_config_and_the_kind_of_page() {
        for (config, pc, language) in [
            (None, false, "en"),
            (Some("zh"), true, "zh"),
            (Some("fr"), false, "fr"),
            (Some("fr"), true, "en"),
            (Some(r#"{"defaultLanguage":"TW"}"#), true, "TW"),
            (Some(r#"{"defaultLanguage":"ar"}"#), false, "ar"),
            (Some(r#"{"zh-CN":{"captureTitle":"x"}}"#), false, "zh"),
            (Some(r#"{"zh-HK":{"captureTitle":"x"},"en":{}}"#), false, "en"),
            (Some(r#"{"defaultLanguage":"tlh"}"#), false, "en"),
            (Some(r#"{"defaultLanguage":7}"#), false, "en"),
            (Some("[]"), false, "en"),
            (Some("{broken"), false, "en"),
        ] {
            assert_eq!(read(config, pc).language, language, "{config:?}");
        }
    }

    #[test]
    fn texts_of_the_language_win_over_texts_for_all() {
        let config = r#"{"defaultLanguage":"zh","captureTitle":"all","zh-CN":{"captureTitle":"扫描","n":1},"en":{"captureTitle":"no"}}"#;
        let wording = read(Some(config), false);
        let texts: Vec<_> = wording.overrides.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["all", "扫描"]);
    }
}
