//! `StyleConfig`: the colours of the verification page. Values that are not certainly colours are ignored.

use serde_json::{Map, Value};

/// The pages in a `StyleConfig`, and the steps of the emulator's page that they apply to.
const PAGES: [(&str, &str); 4] =
    [("guidepage", "guide"), ("ocrPage", "capture"), ("ocrResultPage", "result"), ("facePage", "outcome")];

/// The parts of a page that have a colour, and the names that set it. The vendor's names below the top are not public:
/// these are our choice; a name is compared in lower case, those of nested objects joined.
const PARTS: [(&str, &[&str]); 7] = [
    ("background", &["backgroundcolor", "background", "bgcolor", "pagecolor", "pagebackgroundcolor"]),
    ("text", &["textcolor", "color", "fontcolor", "contentcolor", "text"]),
    ("title", &["titlecolor", "title"]),
    ("hint", &["hintcolor", "tipscolor", "tipcolor", "subtitlecolor", "hint"]),
    (
        "button",
        &[
            "buttoncolor",
            "buttonbackgroundcolor",
            "buttonbackground",
            "btncolor",
            "maincolor",
            "primarycolor",
            "themecolor",
            "basecolor",
        ],
    ),
    ("buttonText", &["buttontextcolor", "buttonfontcolor", "btntextcolor"]),
    ("frame", &["bordercolor", "framecolor", "linecolor", "scanframecolor"]),
];

/// The maximum nesting depth that is read.
const DEPTH: usize = 4;

/// A colour of one step of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colour {
    /// The step: `guide`, `capture`, `result`, `outcome`; empty for all.
    pub step: &'static str,
    /// The part of the step.
    pub part: &'static str,
    /// A CSS colour.
    pub value: String,
}

/// The colours of a `StyleConfig`, those for all steps first. Unknown names and values that are not colours are ignored.
#[must_use]
pub fn read(config: Option<&str>) -> Vec<Colour> {
    let config: Map<String, Value> =
        config.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let page = |name: &str| PAGES.iter().find(|(page, _)| *page == name).map(|(_, step)| *step);
    let mut colours = Vec::new();
    for (name, value) in &config {
        if page(name).is_none() {
            collect("", &name.to_ascii_lowercase(), value, DEPTH, &mut colours);
        }
    }
    for (name, value) in &config {
        if let (Some(step), Value::Object(members)) = (page(name), value) {
            for (name, value) in members {
                collect(step, &name.to_ascii_lowercase(), value, DEPTH, &mut colours);
            }
        }
    }
    colours
}

fn collect(step: &'static str, path: &str, value: &Value, depth: usize, colours: &mut Vec<Colour>) {
    match value {
        Value::Object(members) if depth > 0 => {
            for (name, value) in members {
                collect(step, &format!("{path}{}", name.to_ascii_lowercase()), value, depth - 1, colours);
            }
        }
        Value::String(text) if is_colour(text) => {
            if let Some((part, _)) = PARTS.iter().find(|(_, names)| names.contains(&path)) {
                colours.push(Colour { step, part, value: text.trim().to_owned() });
            }
        }
        _ => {}
    }
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

    fn shown(config: &str) -> Vec<String> {
        read(Some(config)).iter().map(|c| format!("{}.{}={}", c.step, c.part, c.value)).collect()
    }

    #[test]
    fn names_of_a_page_apply_to_its_step_and_names_at_the_top_to_all() {
        let config = r##"{"ocrPage":{"backgroundColor":"#fff","button":{"backgroundColor":"rgb(1, 2, 3)"}},
                          "guidepage":{"titleColor":"RebeccaPurple","unknown":"#000"},"baseColor":"#1677FF"}"##;
        assert_eq!(
            shown(config),
            [
                ".button=#1677FF",
                "guide.title=RebeccaPurple",
                "capture.background=#fff",
                "capture.button=rgb(1, 2, 3)"
            ]
        );
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
            assert!(read(Some(&format!(r#"{{"ocrPage":{{"color":"{value}"}}}}"#))).is_empty(), "{value}");
        }
        assert!(read(Some("[1]")).is_empty() && read(None).is_empty());
        assert!(shown(r#"{"ocrPage":{"color":7},"facePage":"red"}"#).is_empty());
    }
}
