//! `StyleConfig`: the colours of the verification page. Values that are not certainly colours are ignored, and images are
//! named on the page but not fetched. The names are the vendor's.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::contract::json_members::{is_value, members};
use crate::contract::nearest::nearest;

/// What a name of a `StyleConfig` sets.
#[derive(Debug, Clone, Copy)]
enum Sets {
    /// The colour of a part of the page, on the mobile page.
    Mobile(&'static str),
    /// The same on the PC page.
    Pc(&'static str),
    /// An image or a position, which the emulator's page only names.
    Named,
}
use Sets::{Mobile, Named, Pc};

/// One page of a `StyleConfig`.
struct PageNames {
    name: &'static str,
    /// The step of the emulator's page that it applies to.
    step: &'static str,
    names: &'static [(&'static str, Sets)],
}

/// The documented names, mobile and PC.
static PAGES: &[PageNames] = &[
    PageNames {
        name: "guidePage",
        step: "guide",
        names: &[
            ("backgroundColor", Mobile("background")),
            ("btnBgColor", Mobile("button")),
            ("btnTextColor", Mobile("buttonText")),
            ("btnShadow", Mobile("buttonShadow")),
            ("circle1Img", Named),
            ("circle2Img", Named),
            ("leftBorderImg", Named),
            ("faceImg", Named),
            ("ocrImg", Named),
            ("shelterFromImg", Named),
            ("lightImg", Named),
            ("phoneImg", Named),
            ("step1Icon", Named),
            ("step2Icon", Named),
            ("pathIcon", Named),
            ("startBtnBgColor", Pc("button")),
            ("startBtnTextColor", Pc("buttonText")),
        ],
    },
    PageNames {
        name: "ocrPage",
        step: "capture",
        names: &[
            ("ocrBgColor", Mobile("background")),
            ("tipColor", Mobile("hint")),
            ("maskColor", Mobile("mask")),
            ("backIconImg", Named),
            ("submitIconImg", Named),
            ("ocrPhotoBorderImg", Named),
            ("albumIconImg", Named),
            ("backIcon", Named),
            ("uploadIcon", Named),
            ("uploadTextColor", Pc("uploadText")),
            ("submitBtnBgColor", Pc("button")),
            ("submitBtnTextColor", Pc("buttonText")),
        ],
    },
    PageNames {
        name: "ocrResultPage",
        step: "result",
        names: &[
            ("backgroundColor", Mobile("background")),
            ("topTipBgColor", Mobile("tipBackground")),
            ("topTipTextColor", Mobile("hint")),
            ("ocrTextColor", Mobile("fieldText")),
            ("inputBgColor", Mobile("fieldBackground")),
            ("btnBgColor", Mobile("button")),
            ("btnTextColor", Mobile("buttonText")),
            ("maskColor", Mobile("mask")),
        ],
    },
    PageNames {
        name: "alert",
        step: "outcome",
        names: &[("top", Named), ("left", Named), ("width", Named), ("primaryBtnBgColor", Pc("button"))],
    },
];

/// A colour of one step of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colour {
    /// The step: `guide`, `capture`, `result`, `outcome`.
    pub step: &'static str,
    /// The part of the step.
    pub part: &'static str,
    /// A CSS colour.
    pub value: String,
}

/// The content of a `StyleConfig`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageStyle {
    /// The colours of the page of this device.
    pub colours: Vec<Colour>,
    /// Images and positions by their names, such as `guidePage.faceImg`.
    pub named: Vec<(String, String)>,
}

/// Parses a `StyleConfig` for the PC page or the mobile one; what [`warnings`] names is left out.
#[must_use]
pub fn read(config: Option<&str>, pc: bool) -> PageStyle {
    let mut style = PageStyle::default();
    let pages = config.map(pages).unwrap_or_default();
    for page in PAGES {
        let Some(object) = pages.get(page.name) else { continue };
        for (name, value) in members(object, |name| page.sets(name).is_some(), 0) {
            match page.sets(&name) {
                Some(Mobile(part)) if !pc => style.colours.extend(colour(page.step, part, value)),
                Some(Pc(part)) if pc => style.colours.extend(colour(page.step, part, value)),
                Some(Named) => {
                    style.named.extend(text_of(value).map(|text| (format!("{}.{name}", page.name), text)));
                }
                _ => {}
            }
        }
    }
    style
}

/// The maximum number of warnings about one `StyleConfig`.
const MAX_WARNINGS: usize = 20;
/// The longest value of an image or a position that is no string, in bytes.
const MAX_COMPACTED: usize = 4 * 1024;

/// What of a `StyleConfig` has no effect, one sentence each, at most 20: unknown names with the nearest known one, and values
/// of a colour that are none.
#[must_use]
pub fn warnings(config: &str) -> Vec<String> {
    let mut warnings = Vec::new();
    for (page_name, object) in &pages(config) {
        if warnings.len() >= MAX_WARNINGS {
            break;
        }
        let Some(page) = PAGES.iter().find(|page| page.name == page_name) else {
            warnings.push(unknown("", page_name, PAGES.iter().map(|page| page.name)));
            continue;
        };
        for (name, value) in members(object, |name| page.sets(name).is_some(), MAX_WARNINGS) {
            if warnings.len() >= MAX_WARNINGS {
                break;
            }
            match page.sets(&name) {
                None => {
                    let names = page.names.iter().map(|(known, _)| *known);
                    warnings.push(unknown(&format!("{page_name}."), &name, names));
                }
                Some(Mobile(_) | Pc(_)) if !string(value).is_some_and(|text| is_colour(&text)) => {
                    warnings.push(format!("StyleConfig {page_name}.{name} is ignored: it is no colour"));
                }
                Some(_) => {}
            }
        }
        if !object.starts_with('{') {
            warnings.push(format!("StyleConfig {page_name} is ignored: it is no object"));
        }
    }
    warnings
}

/// The texts of the known pages, and of as many unknown ones as there may be warnings.
fn pages(config: &str) -> BTreeMap<String, &str> {
    if !is_value(config) {
        return BTreeMap::new();
    }
    members(config, |name| PAGES.iter().any(|page| page.name == name), MAX_WARNINGS)
}

impl PageNames {
    fn sets(&self, name: &str) -> Option<Sets> {
        self.names.iter().find(|(known, _)| *known == name).map(|(_, sets)| *sets)
    }
}

/// The longest part of an unknown name that is repeated, in characters.
const SHOWN: usize = 40;

fn unknown<'a>(place: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = nearest(name, known).map(|near| format!("; did you mean {place}{near}?")).unwrap_or_default();
    let shown: String = name.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    format!("StyleConfig {place}{shown} is ignored: it is no known name{near}")
}

fn colour(step: &'static str, part: &'static str, value: &str) -> Option<Colour> {
    let value = string(value).filter(|text| is_colour(text))?;
    Some(Colour { step, part, value: value.trim().to_owned() })
}

/// The string that a JSON text is.
fn string(json: &str) -> Option<String> {
    json.starts_with('"').then(|| serde_json::from_str(json).ok()).flatten()
}

/// A JSON text as a string; `None` for a long one that is none, whose tree may take many times its size.
fn text_of(json: &str) -> Option<String> {
    let compact = || serde_json::from_str::<Value>(json).ok().map(|value| value.to_string());
    string(json).or_else(|| (json.len() <= MAX_COMPACTED).then(compact).flatten())
}

/// Whether a string is a hexadecimal colour, a colour function of numbers, or a single word.
fn is_colour(text: &str) -> bool {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix('#') {
        return matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|b| b.is_ascii_hexdigit());
    }
    let word = |text: &str| (3..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphabetic());
    match text.split_once('(') {
        None => word(text),
        Some((name, rest)) => {
            let numbers = |b: u8| b.is_ascii_digit() || b" .,%/-".contains(&b);
            ["rgb", "rgba", "hsl", "hsla"].contains(&name)
                && rest.len() <= 48
                && rest.strip_suffix(')').is_some_and(|inner| inner.bytes().all(numbers))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(config: &str, pc: bool) -> Vec<String> {
        read(Some(config), pc).colours.iter().map(|c| format!("{}.{}={}", c.step, c.part, c.value)).collect()
    }

    #[test]
    fn every_colour_applies_to_the_page_of_its_device_alone() {
        for page in PAGES {
            for (name, sets) in page.names {
                let config = format!(r##"{{"{}":{{"{name}":"#123456"}}}}"##, page.name);
                let expected = |part: &str| vec![format!("{}.{part}=#123456", page.step)];
                let (mobile, pc) = (shown(&config, false), shown(&config, true));
                let named = read(Some(&config), false).named;
                match sets {
                    Mobile(part) => assert_eq!((mobile, pc, named.len()), (expected(part), vec![], 0)),
                    Pc(part) => assert_eq!((mobile, pc, named.len()), (vec![], expected(part), 0)),
                    Named => {
                        let named_value = vec![(format!("{}.{name}", page.name), "#123456".to_owned())];
                        assert_eq!((mobile, pc, named), (vec![], vec![], named_value));
                    }
                }
                assert!(warnings(&config).is_empty(), "{config}");
            }
        }
    }

    #[test]
    fn an_unknown_name_is_a_warning_with_the_nearest_one() {
        for (config, warning) in [
            (
                r#"{"guidepage":{}}"#,
                "StyleConfig guidepage is ignored: it is no known name; did you mean guidePage?",
            ),
            (
                r##"{"ocrPage":{"tipColour":"#fff"}}"##,
                "StyleConfig ocrPage.tipColour is ignored: it is no known name; did you mean ocrPage.tipColor?",
            ),
            (r#"{"zebra":1}"#, "StyleConfig zebra is ignored: it is no known name"),
            (r#"{"alert":"red"}"#, "StyleConfig alert is ignored: it is no object"),
            (r#"{"ocrPage":{"tipColor":7}}"#, "StyleConfig ocrPage.tipColor is ignored: it is no colour"),
        ] {
            assert_eq!(warnings(config), [warning]);
        }
        assert!(warnings("[1]").is_empty() && warnings("{broken").is_empty());
    }

    #[test]
    fn values_that_are_not_colours_are_ignored() {
        for value in [
            "red; background: url(//x)",
            "url(http://x)",
            "#12",
            "#ggg",
            "rgb(1,2,3",
            "rgb(1,2,3);}",
            "var(--x)",
            "expression(1)",
            "</style>",
            "",
            "rgb(calc(1))",
        ] {
            let config = format!(r#"{{"ocrPage":{{"tipColor":"{value}"}}}}"#);
            assert!(shown(&config, false).is_empty(), "{value}");
            assert_eq!(warnings(&config).len(), 1, "{value}");
        }
        assert_eq!(read(Some("[1]"), false), PageStyle::default());
        assert_eq!(read(None, true), PageStyle::default());
    }
}
