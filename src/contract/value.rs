//! The documented forms of parameter values, and the wording of what was expected.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;
use url::Url;

use crate::contract::device::Device;

/// A documented value and its meaning.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// The value on the wire.
    pub value: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// The form of a parameter's values.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Any string.
    Text,
    /// One of several values.
    OneOf {
        /// The values.
        choices: &'static [Choice],
    },
    /// Letters, digits and some other characters, up to a length.
    Word {
        /// The other characters, in addition to ASCII letters and digits.
        also: &'static str,
        /// The maximum length, in characters.
        longest: usize,
    },
    /// An absolute URL, parsed by the WHATWG rules.
    Url {
        /// Whether `http` is refused.
        https: bool,
    },
    /// What `getMetaInfo()` of the browser script or of the app SDK returns.
    MetaInfo,
    /// A JSON object with languages, or one language.
    Languages(&'static [Choice]),
    /// A JSON object.
    JsonObject,
}

/// A value that has the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    /// The index in the form's [`choices`](Form::choices), if it is one of them.
    pub choice: Option<usize>,
}

impl Fit {
    /// A value that is not one of the choices.
    pub const UNLISTED: Self = Self { choice: None };

    fn listed(choice: usize) -> Self {
        Self { choice: Some(choice) }
    }
}

impl Form {
    /// Checks a non-empty value; `None` if it does not have the documented form.
    #[must_use]
    pub fn judge(&self, value: &str) -> Option<Fit> {
        let position =
            |choices: &[Choice], value: &str| choices.iter().position(|choice| choice.value == value);
        let unlisted = |fits: bool| fits.then_some(Fit::UNLISTED);
        match *self {
            Self::Text => Some(Fit::UNLISTED),
            Self::OneOf { choices } => position(choices, value).map(Fit::listed),
            Self::Languages(known) => match language(value).ok()? {
                Some(language) => position(known, &language).map(Fit::listed),
                None => Some(Fit::UNLISTED),
            },
            Self::MetaInfo => MetaInfo::read(value)?.device().map(|device| Fit::listed(device as usize)),
            Self::Word { also, longest } => {
                let known = |byte: u8| byte.is_ascii_alphanumeric() || also.as_bytes().contains(&byte);
                unlisted(value.len() <= longest && value.bytes().all(known))
            }
            Self::Url { https } => match scheme(value)? {
                UrlScheme::Https => Some(Fit::UNLISTED),
                UrlScheme::Http => unlisted(!https),
            },
            Self::JsonObject => unlisted(is_object(value)),
        }
    }

    /// The listed values with their meanings; empty if the form has none.
    pub fn choices(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let (choices, devices): (&[Choice], &[_]) = match *self {
            Self::OneOf { choices } | Self::Languages(choices) => (choices, &[]),
            Self::MetaInfo => (&[], &Device::NAMES),
            _ => (&[], &[]),
        };
        let devices = devices.iter().map(|name| (*name, "deviceType"));
        choices.iter().map(|choice| (choice.value, choice.meaning)).chain(devices)
    }

    /// What is expected, as a verb phrase whose subject is the parameter's name.
    #[must_use]
    pub fn expectation(&self) -> Cow<'static, str> {
        match *self {
            Self::Text => "may be any text".into(),
            Self::OneOf { choices: [only] } => format!("must be {}", only.value).into(),
            Self::OneOf { choices } => format!("must be one of {}", list(choices)).into(),
            Self::Word { also, longest } => {
                let more = also.chars().fold(String::new(), |text, c| text + ", " + &c.to_string());
                format!("must be 1 to {longest} characters: letters, digits{more}").into()
            }
            Self::Url { https: false } => "must be an absolute http or https URL".into(),
            Self::Url { https: true } => "must be an absolute URL that starts with https".into(),
            Self::MetaInfo => format!(
                "must be the JSON text of an object, as getMetaInfo() returns it, with deviceType one of {}",
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
}

/// The members of `MetaInfo` that the service reads.
#[derive(Debug, Default, Deserialize)]
pub struct MetaInfo<'a> {
    /// `deviceType`, as sent.
    #[serde(rename = "deviceType", borrow, default)]
    device_type: Option<BorrowedString<'a>>,
}

/// A string that is borrowed if it has no escapes; serde does not do that for an optional string by itself.
#[derive(Debug, Default, Deserialize)]
struct BorrowedString<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> MetaInfo<'a> {
    /// The members; `None` if `text` is not a JSON object in which they are strings or absent.
    #[must_use]
    pub fn read(text: &'a str) -> Option<Self> {
        // serde would accept an array for a struct too.
        text.trim_start().starts_with('{').then(|| serde_json::from_str(text).ok()).flatten()
    }

    /// The device; `None` if it is unknown.
    #[must_use]
    pub fn device(&self) -> Option<Device> {
        Device::named(&self.device_type.as_ref()?.0)
    }
}

/// The allowed schemes of a merchant's URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UrlScheme {
    Http,
    Https,
}

/// The scheme of an absolute URL; `None` if it is another one.
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

/// A fast path for URLs whose host is a simple name, as in nearly every call: by the WHATWG rules these are valid whatever
/// follows the host. `None` means that the URL must be parsed.
fn plain_scheme(text: &str) -> Option<UrlScheme> {
    let (scheme, rest) = match text.strip_prefix("https://") {
        Some(rest) => (UrlScheme::Https, rest),
        None => (UrlScheme::Http, text.strip_prefix("http://")?),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest.as_bytes().get(..end)?;
    let plain = |byte: &u8| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'-');
    // Punycode may be invalid, and always contains "--".
    let named =
        host.first().is_some_and(u8::is_ascii_lowercase) && !host.windows(2).any(|pair| pair == b"--");
    (named && host.iter().all(plain)).then_some(scheme)
}

/// The values, joined for a sentence.
#[must_use]
pub fn list(choices: &[Choice]) -> String {
    choices.iter().map(|choice| choice.value).collect::<Vec<_>>().join(", ")
}

/// Whether a string is a JSON object.
pub(super) fn is_object(text: &str) -> bool {
    text.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The language in a `LanguageConfig`: the value itself, or `defaultLanguage` of a JSON object.
///
/// # Errors
/// It starts like a JSON object and is not a valid one.
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
        fn the_fast_path_for_urls_agrees_with_the_parser(
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
