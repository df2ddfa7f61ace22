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

/// What the browser of the user says about languages.
#[derive(Debug, Clone, Copy, Default)]
pub struct BrowserLanguages<'a> {
    /// What the user chose on the page.
    pub chosen: Option<&'a str>,
    /// The header `Accept-Language`.
    pub accepted: Option<&'a str>,
}

impl BrowserLanguages<'_> {
    /// The language that the user chose, where there is one.
    fn chosen(&self) -> Option<&'static str> {
        self.chosen.and_then(known)
    }

    /// The accepted language of the highest weight that the vendor's page has.
    fn preferred(&self, pc: bool) -> Option<&'static str> {
        let weighted = |item: &str| {
            let (name, rest) = item.split_once(';').unwrap_or((item, ""));
            let weight: f64 =
                rest.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.parse().ok())?;
            let language = known(name.trim()).filter(|language| !pc || PC.contains(language))?;
            (weight > 0.0).then_some((weight, language))
        };
        let all = self.accepted.unwrap_or_default().split(',').filter_map(weighted);
        all.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, language)| language)
    }
}

/// The languages of the page.
pub fn languages() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|row| row.value)
}

/// Parses a `LanguageConfig`. The language is what the user chose, or else `defaultLanguage`, or the only one with
/// strings, or else the browser's, or else English. Strings in the object itself apply to every language. On a PC the
/// browser chooses among the languages of the vendor's PC page.
#[must_use]
pub fn read(config: Option<&str>, pc: bool, browser: BrowserLanguages<'_>) -> PageWording {
    let config = config.unwrap_or_default().trim();
    let chosen = browser.chosen();
    if let Some(language) = known(config) {
        let language = chosen.unwrap_or(language);
        return PageWording { language, overrides: Vec::new() };
    }
    let config: Map<String, Value> = serde_json::from_str(config).unwrap_or_default();
    let with_strings: Vec<(&'static str, &Map<String, Value>)> =
        config.iter().filter_map(|(name, value)| Some((known(name)?, value.as_object()?))).collect();
    let of_merchant =
        config.get("defaultLanguage").and_then(Value::as_str).and_then(known).or(match with_strings[..] {
            [(only, _)] => Some(only),
            _ => None,
        });
    let language = chosen.or(of_merchant).or_else(|| browser.preferred(pc)).unwrap_or(ENGLISH);
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
            assert_eq!(read(config, false, BrowserLanguages::default()).language, language, "{config:?}");
        }
    }

    #[test]
    fn strings_of_the_language_override_strings_for_all() {
        let config = r#"{"defaultLanguage":"zh","captureTitle":"all","zh-CN":{"captureTitle":"扫描","n":1},"en":{"captureTitle":"no"}}"#;
        let wording = read(Some(config), false, BrowserLanguages::default());
        let texts: Vec<_> = wording.overrides.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["all", "扫描"]);
    }

    #[test]
    fn the_users_choice_comes_first_then_the_default_language_then_the_browsers() {
        let configured = Some(r#"{"defaultLanguage":"zh"}"#);
        for (config, pc, chosen, accepted, language) in [
            (None, false, None, Some("fr-CH, fr;q=0.9, en;q=0.8"), "fr"),
            (Some("{}"), false, None, Some("xx, ja;q=0.3, ko;q=0.7"), "ko"),
            (None, false, None, Some("zh-HK"), "TW"),
            (None, true, None, Some("fr, zh-CN;q=0.5"), "zh"),
            (None, true, None, Some("fr"), "en"),
            (None, false, None, Some("de, fr;q=0, *"), "en"),
            (None, false, None, Some("q=;;,;q=x"), "en"),
            (configured, false, None, Some("fr"), "zh"),
            (configured, false, Some("ar"), Some("fr"), "ar"),
            (Some("zh"), true, Some("TW"), None, "TW"),
            (configured, true, Some("ar"), None, "ar"),
            (configured, false, Some("tlh"), None, "zh"),
        ] {
            let browser = BrowserLanguages { chosen, accepted };
            assert_eq!(read(config, pc, browser).language, language, "{config:?} {chosen:?} {accepted:?}");
        }
    }
}
