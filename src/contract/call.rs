//! A request as the contract sees it: method, decoded parameters, headers, body. No transport, no state.

use std::ops::Range;

use bytes::Bytes;
use http::header::{AsHeaderName, HOST};
use http::{HeaderMap, HeaderValue, Method, Uri};

/// One call to the API, decoded, before any check of the contract.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// The HTTP method as sent.
    pub method: Method,
    /// Every parameter of query, form and JSON body, decoded, in the order of arrival.
    pub parameters: Parameters,
    /// The headers as sent.
    pub headers: HeaderMap,
    /// The target as sent.
    pub uri: Uri,
    /// The body as sent.
    pub body: Bytes,
}

impl Call {
    /// The first value of a header as text; `None` where it is absent or not visible ASCII.
    #[must_use]
    pub fn header(&self, name: impl AsHeaderName) -> Option<&str> {
        self.headers.get(name).and_then(ascii)
    }

    /// The query string as sent, still encoded; empty where there was none.
    #[must_use]
    pub fn raw_query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// What a parameter was sent as, still encoded; empty for members of a JSON body.
    #[must_use]
    pub fn raw(&self, place: ParameterSource) -> &[u8] {
        match place {
            ParameterSource::Query => self.raw_query().as_bytes(),
            ParameterSource::Form => &self.body,
            ParameterSource::Json => &[],
        }
    }

    /// The `Host` header: the `HostId` of an error body. Empty where the client sent none.
    #[must_use]
    pub fn host(&self) -> &str {
        self.header(HOST).unwrap_or_default()
    }
}

/// A header's value as text; `None` where it is not visible ASCII.
pub(crate) fn ascii(value: &HeaderValue) -> Option<&str> {
    // No value holds control characters, so that this is what `to_str` finds out byte by byte.
    let bytes = value.as_bytes();
    if bytes.is_ascii() { std::str::from_utf8(bytes).ok() } else { None }
}

/// Where a parameter stood. The signatures differ in which places they cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterSource {
    /// The query string.
    Query,
    /// An `application/x-www-form-urlencoded` body.
    Form,
    /// A JSON object body.
    Json,
}

/// Decoded parameters in the order of arrival, kept in one piece of text.
#[derive(Debug, Clone, Default)]
pub struct Parameters {
    text: String,
    entries: Vec<ParameterSpan>,
}

/// Where a parameter lies in the decoded text: its name from `start` to `middle`, its value from there to `end`. In 32
/// bits, since a request is far below 4 GiB: thirty of these are written on every call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterSpan {
    /// Byte at which the name begins.
    pub start: u32,
    /// Byte at which the name ends and the value begins.
    pub middle: u32,
    /// Byte behind the value.
    pub end: u32,
    /// Where it stood in the request.
    pub place: ParameterSource,
    /// How it was encoded there.
    pub sent: RawForm,
}

/// How a parameter was encoded in its place: its name from `start` to `middle`, its value from `value` to `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RawForm {
    /// Byte at which the name begins.
    pub start: u32,
    /// Byte at which the name ends.
    pub middle: u32,
    /// Byte at which the value begins.
    pub value: u32,
    /// Byte behind the value.
    pub end: u32,
    /// Whether this is the encoding of RFC 3986 already, but for `+` in the place of `%20`.
    pub exact: bool,
}

impl ParameterSpan {
    /// Where the name lies.
    #[must_use]
    pub fn name(&self) -> Range<usize> {
        self.start as usize..self.middle as usize
    }

    /// Where the value lies.
    #[must_use]
    pub fn value(&self) -> Range<usize> {
        self.middle as usize..self.end as usize
    }
}

impl RawForm {
    /// Where the whole parameter lies.
    #[must_use]
    pub fn whole(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Whether RFC 3986 leaves a byte as it is.
pub(crate) const fn unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

/// A place in a request.
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// One parameter, borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterRef<'a> {
    /// Its decoded name.
    pub name: &'a str,
    /// Its decoded value.
    pub value: &'a str,
    /// Where it stood.
    pub place: ParameterSource,
    /// How it was encoded there.
    pub sent: RawForm,
}

/// Parameters are equal where they say the same, however that was encoded.
impl PartialEq for Parameters {
    fn eq(&self, other: &Self) -> bool {
        let said = |item: ParameterRef<'_>| (item.name.to_owned(), item.value.to_owned(), item.place);
        self.iter().map(said).eq(other.iter().map(said))
    }
}

impl Eq for Parameters {}

impl Parameters {
    /// No parameters yet, with room for `bytes` of decoded text.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), entries: Vec::with_capacity(32) }
    }

    /// Adds a parameter behind the others.
    pub fn push(&mut self, name: &str, value: &str, place: ParameterSource) {
        let start = offset(self.text.len());
        self.text.push_str(name);
        let middle = offset(self.text.len());
        self.text.push_str(value);
        let end = offset(self.text.len());
        self.entries.push(ParameterSpan { start, middle, end, place, sent: RawForm::default() });
    }

    /// Parameters that were decoded into one run of bytes.
    ///
    /// # Errors
    /// The place and the number, from 1, of the first parameter that is not UTF-8.
    pub fn from_decoded(bytes: Vec<u8>, spans: Vec<ParameterSpan>) -> Result<Self, (ParameterSource, usize)> {
        let broken = |cut: &dyn Fn(&ParameterSpan) -> bool| {
            let index = spans.iter().position(cut)?;
            Some((spans[index].place, index + 1))
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                return Err(broken(&|span| span.end as usize > at).unwrap_or((ParameterSource::Query, 0)));
            }
        };
        // A character may also be cut between a name and its value, or between two parameters.
        let whole = |at: u32| text.is_char_boundary(at as usize);
        let cut = |span: &ParameterSpan| !(whole(span.middle) && whole(span.end));
        match broken(&cut) {
            None => Ok(Self { text, entries: spans }),
            Some(error) => Err(error),
        }
    }

    /// The value of a parameter: of several the first that is not empty, since an empty value counts as absent.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        // As bytes: where the names end is known to lie between characters.
        let named = |entry: &&ParameterSpan| {
            self.text.as_bytes().get(entry.name()) == Some(name.as_bytes()) && !entry.value().is_empty()
        };
        let entry = self.entries.iter().find(named)?;
        Some(&self.text[entry.value()])
    }

    /// Whether there is a parameter of this name, with a value or without.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.iter().any(|item| item.name == name)
    }

    /// All parameters in the order of arrival.
    pub fn iter(&self) -> impl Iterator<Item = ParameterRef<'_>> + Clone {
        self.entries.iter().map(|entry| ParameterRef {
            name: &self.text[entry.name()],
            value: &self.text[entry.value()],
            place: entry.place,
            sent: entry.sent,
        })
    }

    /// The decoded text: names and values one behind the other, without gaps.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where each parameter lies in [`text`](Self::text), in the order of arrival.
    #[must_use]
    pub fn spans(&self) -> &[ParameterSpan] {
        &self.entries
    }

    /// How many parameters there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text.capacity() + self.entries.capacity() * size_of::<ParameterSpan>()
    }
}
