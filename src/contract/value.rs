//! The forms that a parameter's value can have: what fits, what only a lenient run lets through, and the words that
//! say what was expected.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;
use url::Url;

use crate::contract::operations::initialize::Device;

/// A documented value and what it stands for.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// The value on the wire.
    pub value: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// Which values a parameter takes.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Any text.
    Text,
    /// One of a list. An unknown value of a `soft` list passes a lenient run.
    OneOf {
        /// The list.
        choices: &'static [Choice],
        /// Whether a lenient run takes other values.
        soft: bool,
    },
    /// Letters, digits and a few more characters, up to a length.
    Word {
        /// What is allowed besides ASCII letters and digits.
        also: &'static str,
        /// The longest strict value, in characters.
        longest: usize,
        /// The longest value of a lenient run, which may hold any characters; 0 where lenient changes nothing.
        longest_lenient: usize,
    },
    /// An absolute URL, parsed by the WHATWG rules.
    Url {
        /// Whether `http` is refused by a strict run.
        https: bool,
    },
    /// What `getMetaInfo()` of the browser script or of the app SDK returns.
    MetaInfo,
    /// JSON text of an object with languages, or one bare language.
    Languages(&'static [Choice]),
    /// JSON text of an object.
    JsonObject,
}

/// How a value fits a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// As documented.
    Fits,
    /// Not as documented, but a lenient run lets it through.
    Lenient,
    /// Never taken.
    Refused,
}

impl Form {
    /// How a non-empty value fits.
    #[must_use]
    pub fn fit(&self, value: &str) -> Fit {
        self.judge(value).0
    }

    /// How a non-empty value fits, and which of [`choices`](Self::choices) it is.
    #[must_use]
    pub fn judge(&self, value: &str) -> (Fit, Option<usize>) {
        let place = |choices: &[Choice], value: &str| choices.iter().position(|choice| choice.value == value);
        match *self {
            Self::OneOf { choices, soft } => {
                let choice = place(choices, value);
                (fits_or(choice.is_some(), soft), choice)
            }
            Self::Languages(known) => match language(value) {
                Ok(Some(language)) => {
                    let choice = place(known, &language);
                    (fits_or(choice.is_some(), false), choice)
                }
                Ok(None) => (Fit::Fits, None),
                Err(_) => (Fit::Refused, None),
            },
            Self::MetaInfo => {
                let info = MetaInfo::read(value);
                let device = info.as_ref().and_then(MetaInfo::device);
                (MetaInfo::fit(info.as_ref(), value), device.map(|device| device as usize))
            }
            _ => (self.fit_unlisted(value), None),
        }
    }

    /// The listed values, with what each stands for. Empty where the form has no list.
    pub fn choices(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let (choices, devices): (&[Choice], &[_]) = match *self {
            Self::OneOf { choices, .. } | Self::Languages(choices) => (choices, &[]),
            Self::MetaInfo => (&[], &Device::NAMES),
            _ => (&[], &[]),
        };
        let devices = devices.iter().map(|name| (*name, "deviceType"));
        choices.iter().map(|choice| (choice.value, choice.meaning)).chain(devices)
    }

    /// How a value fits a form that has no list.
    fn fit_unlisted(&self, value: &str) -> Fit {
        match *self {
            Self::Text | Self::OneOf { .. } | Self::MetaInfo | Self::Languages(_) => Fit::Fits,
            Self::Word { also, longest, longest_lenient } => {
                let known = |byte: u8| byte.is_ascii_alphanumeric() || also.as_bytes().contains(&byte);
                if value.len() <= longest && value.bytes().all(known) {
                    return Fit::Fits;
                }
                fits_or(false, value.chars().count() <= longest_lenient)
            }
            Self::Url { https } => match scheme(value) {
                Some(UrlScheme::Https) => Fit::Fits,
                Some(UrlScheme::Http) => fits_or(!https, true),
                None => Fit::Refused,
            },
            Self::JsonObject => fits_or(is_object(value), false),
        }
    }

    /// What is expected, as the end of a sentence that begins with the parameter's name.
    #[must_use]
    pub fn expectation(&self) -> Cow<'static, str> {
        match *self {
            Self::Text => "may be any text".into(),
            Self::OneOf { choices: [only], .. } => format!("must be {}", only.value).into(),
            Self::OneOf { choices, .. } => format!("must be one of {}", list(choices)).into(),
            Self::Word { also, longest, .. } => {
                let more = also.chars().fold(String::new(), |text, c| text + ", " + &c.to_string());
                format!("must be 1 to {longest} characters: letters, digits{more}").into()
            }
            Self::Url { https: false } => "must be an absolute http or https URL".into(),
            Self::Url { https: true } => "must be an absolute URL that starts with https".into(),
            Self::MetaInfo => format!(
                "must be the JSON text of an object, as getMetaInfo() returns it, with the non-empty string \
                 bioMetaInfo and with deviceType one of {}",
                Device::NAMES.join(", ")
            )
            .into(),
            Self::Languages(known) => format!(
                "must be the JSON text of an object such as {{\"defaultLanguage\":\"en\"}}, or one language; \
                 the languages are {}",
                list(known)
            )
            .into(),
            Self::JsonObject => "must be the JSON text of an object".into(),
        }
    }

    /// What a lenient run takes besides, as the end of a sentence that begins with "A lenient run"; `None` where
    /// lenient changes nothing.
    #[must_use]
    pub fn leniency(&self) -> Option<Cow<'static, str>> {
        match *self {
            Self::OneOf { soft: true, .. } => Some("takes other values too".into()),
            Self::Word { longest_lenient, .. } if longest_lenient > 0 => {
                Some(format!("takes any characters, up to {longest_lenient}").into())
            }
            Self::Url { https: true } => Some("takes http too".into()),
            Self::MetaInfo => Some("takes any JSON object".into()),
            _ => None,
        }
    }
}

/// The members of `MetaInfo` that the service reads.
#[derive(Debug, Default, Deserialize)]
pub struct MetaInfo<'a> {
    /// `deviceType`, as sent.
    #[serde(rename = "deviceType", borrow, default)]
    device_type: Option<StringRule<'a>>,
    #[serde(rename = "bioMetaInfo", borrow, default)]
    bio_meta_info: Option<StringRule<'a>>,
}

/// A text that is borrowed wherever it stands without escapes, which serde does not do for an optional one by itself.
#[derive(Debug, Default, Deserialize)]
struct StringRule<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> MetaInfo<'a> {
    /// The members, where the text is a JSON object in which they are strings or absent.
    #[must_use]
    pub fn read(text: &'a str) -> Option<Self> {
        // serde would take an array for a struct too.
        text.trim_start().starts_with('{').then(|| serde_json::from_str(text).ok()).flatten()
    }

    /// The kind of device, where it is a known one.
    #[must_use]
    pub fn device(&self) -> Option<Device> {
        Device::named(&self.device_type.as_ref()?.0)
    }

    /// How a text fits, given what was read of it.
    #[must_use]
    pub fn fit(read: Option<&Self>, text: &str) -> Fit {
        let named = |info: &Self| info.bio_meta_info.as_ref().is_some_and(|text| !text.0.is_empty());
        match read {
            Some(info) => fits_or(info.device().is_some() && named(info), true),
            None => fits_or(false, is_object(text)),
        }
    }
}

/// The schemes that a merchant's URL may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UrlScheme {
    Http,
    Https,
}

/// The scheme of an absolute URL, where it is one of the two.
fn scheme(text: &str) -> Option<UrlScheme> {
    if let Some(scheme) = plain_scheme(text) {
        return Some(scheme);
    }
    match Url::parse(text).ok()?.scheme() {
        "https" => Some(UrlScheme::Https),
        "http" => Some(UrlScheme::Http),
        _ => None,
    }
}

/// The scheme of a URL whose host is a plain name, which by the WHATWG rules cannot fail whatever stands behind it; for
/// speed, since nearly every URL is such a one. `None` says nothing.
fn plain_scheme(text: &str) -> Option<UrlScheme> {
    let (scheme, rest) = match text.strip_prefix("https://") {
        Some(rest) => (UrlScheme::Https, rest),
        None => (UrlScheme::Http, text.strip_prefix("http://")?),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest.as_bytes().get(..end)?;
    let plain = |byte: &u8| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'-');
    // Punycode may fail to decode, and it always has "--" in it.
    let named =
        host.first().is_some_and(u8::is_ascii_lowercase) && !host.windows(2).any(|pair| pair == b"--");
    (named && host.iter().all(plain)).then_some(scheme)
}

fn fits_or(fits: bool, lenient: bool) -> Fit {
    match (fits, lenient) {
        (true, _) => Fit::Fits,
        (false, true) => Fit::Lenient,
        (false, false) => Fit::Refused,
    }
}

/// The values of a list, for a sentence.
#[must_use]
pub fn list(choices: &[Choice]) -> String {
    choices.iter().map(|choice| choice.value).collect::<Vec<_>>().join(", ")
}

fn is_object(text: &str) -> bool {
    text.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The language that a `LanguageConfig` names: a bare language, or `defaultLanguage` of a JSON object, if any.
///
/// # Errors
/// What is wrong with the object.
fn language(text: &str) -> serde_json::Result<Option<Cow<'_, str>>> {
    #[derive(Deserialize)]
    struct Config<'a> {
        #[serde(rename = "defaultLanguage", borrow, default)]
        default_language: Option<Cow<'a, str>>,
    }
    if !text.trim_start().starts_with('{') {
        return Ok(Some(text.into()));
    }
    serde_json::from_str::<Config<'_>>(text).map(|config| config.default_language)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_quick_look_at_a_url_never_says_other_than_the_parser(
            text in "https?://[a-z0-9.x-]{0,12}[/?#:@]?[ -~\\n😀]{0,12}",
        ) {
            if let Some(quick) = plain_scheme(&text) {
                let parsed = Url::parse(&text).map(|url| url.scheme().to_owned());
                let expected = if quick == UrlScheme::Https { "https" } else { "http" };
                prop_assert_eq!(parsed.as_deref(), Ok(expected));
            }
        }
    }
}
