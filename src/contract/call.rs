//! A parsed request: method, decoded parameters, headers, body. No transport, no state.

use std::convert::Infallible;
use std::ops::Range;

use bytes::Bytes;
use http::header::{AsHeaderName, HOST};
use http::{HeaderMap, HeaderValue, Method, Uri};

/// A call to the API, decoded but not validated.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// The HTTP method as sent.
    pub method: Method,
    /// The decoded parameters of query, form and JSON body, in the order sent.
    pub parameters: Parameters,
    /// The headers as sent.
    pub headers: HeaderMap,
    /// The target as sent.
    pub uri: Uri,
    /// The body as sent.
    pub body: Bytes,
    /// Whether it came over TLS.
    pub secure: bool,
    /// Why its CallbackUrl cannot be connected to, where the server was asked to find out and it cannot.
    pub callback_failure: Option<String>,
}

impl Call {
    /// The first value of a header as a string; `None` if absent or not visible ASCII.
    #[must_use]
    pub fn header(&self, name: impl AsHeaderName) -> Option<&str> {
        self.headers.get(name).and_then(ascii)
    }

    /// The query string as sent, still encoded; empty if there is none.
    #[must_use]
    pub fn raw_query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// The bytes of query, headers and body: a little less than those of the request.
    #[must_use]
    pub fn size(&self) -> usize {
        let headers = self.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
        self.raw_query().len() + self.body.len() + headers.sum::<usize>()
    }

    /// The encoded query or form as sent; empty for a JSON body.
    #[must_use]
    pub fn raw(&self, source: ParameterSource) -> &[u8] {
        match source {
            ParameterSource::Query => self.raw_query().as_bytes(),
            ParameterSource::Form => &self.body,
            ParameterSource::Json => &[],
        }
    }

    /// The `Host` header, which is the `HostId` of an error body; empty if absent.
    #[must_use]
    pub fn host(&self) -> &str {
        self.header(HOST).unwrap_or_default()
    }
}

/// A header value as a string; `None` if not visible ASCII.
pub(crate) fn ascii(value: &HeaderValue) -> Option<&str> {
    // A header value has no control characters, so this is equivalent to `to_str`, which checks byte by byte.
    let bytes = value.as_bytes();
    if bytes.is_ascii() { std::str::from_utf8(bytes).ok() } else { None }
}

/// Where a parameter was sent. The signature versions cover different sources.
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

/// Decoded parameters in the order sent, stored in one string.
#[derive(Debug, Clone, Default)]
pub struct Parameters {
    text: String,
    entries: Vec<ParameterSpan>,
}

/// The range of a parameter in the decoded string: its name from `start` to `middle`, its value from `middle` to `end`.
/// 32-bit offsets keep it small, since about thirty are written for every call; a request is far below 4 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterSpan {
    /// Start of the name.
    pub start: u32,
    /// End of the name and start of the value.
    pub middle: u32,
    /// End of the value.
    pub end: u32,
    /// Where it was sent.
    pub source: ParameterSource,
    /// Its encoded form.
    pub sent: RawForm,
}

/// The range of a parameter in the encoded query or form: its name from `start` to `middle`, its value from `value` to
/// `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RawForm {
    /// Start of the name.
    pub start: u32,
    /// End of the name.
    pub middle: u32,
    /// Start of the value.
    pub value: u32,
    /// End of the value.
    pub end: u32,
    /// Whether it is encoded by RFC 3986, except that a space may be `+` instead of `%20`.
    pub exact: bool,
}

impl ParameterSpan {
    /// The range of the name.
    #[must_use]
    pub fn name(&self) -> Range<usize> {
        self.start as usize..self.middle as usize
    }

    /// The range of the value.
    #[must_use]
    pub fn value(&self) -> Range<usize> {
        self.middle as usize..self.end as usize
    }
}

impl RawForm {
    /// The range of the whole parameter.
    #[must_use]
    pub fn whole(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Whether a byte is unreserved in RFC 3986.
pub(crate) const fn unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

/// A 32-bit offset in a request.
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A borrowed parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterRef<'a> {
    /// Its decoded name.
    pub name: &'a str,
    /// Its decoded value.
    pub value: &'a str,
    /// Where it was sent.
    pub source: ParameterSource,
    /// Its encoded form.
    pub sent: RawForm,
}

/// Parameters are equal if their names, values and sources are, however they were encoded.
impl PartialEq for Parameters {
    fn eq(&self, other: &Self) -> bool {
        let content = |item: ParameterRef<'_>| (item.name.to_owned(), item.value.to_owned(), item.source);
        self.iter().map(content).eq(other.iter().map(content))
    }
}

impl Eq for Parameters {}

impl Parameters {
    /// No parameters, with a capacity of `bytes` for decoded names and values.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), entries: Vec::with_capacity(32) }
    }

    /// Makes room for `bytes` more of decoded names and values.
    pub fn reserve(&mut self, bytes: usize) {
        self.text.reserve_exact(bytes);
    }

    /// Appends a parameter.
    pub fn push(&mut self, name: &str, value: &str, source: ParameterSource) {
        let write = |out: &mut String| {
            out.push_str(value);
            Ok::<_, Infallible>(())
        };
        let Ok(()) = self.push_written(name, source, write);
    }

    /// Appends a parameter whose value `write` appends.
    ///
    /// # Errors
    /// As `write`; nothing is appended then.
    pub fn push_written<E>(
        &mut self,
        name: &str,
        source: ParameterSource,
        write: impl FnOnce(&mut String) -> Result<(), E>,
    ) -> Result<(), E> {
        let start = offset(self.text.len());
        self.text.push_str(name);
        let middle = offset(self.text.len());
        if let Err(error) = write(&mut self.text) {
            self.text.truncate(start as usize);
            return Err(error);
        }
        let end = offset(self.text.len());
        self.entries.push(ParameterSpan { start, middle, end, source, sent: RawForm::default() });
        Ok(())
    }

    /// Parameters that were decoded into one buffer.
    ///
    /// # Errors
    /// Source and number (from 1) of the first parameter that is not valid UTF-8.
    pub fn from_decoded(bytes: Vec<u8>, spans: Vec<ParameterSpan>) -> Result<Self, (ParameterSource, usize)> {
        let first = |is_split: &dyn Fn(&ParameterSpan) -> bool| {
            let index = spans.iter().position(is_split)?;
            Some((spans[index].source, index + 1))
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                return Err(first(&|span| span.end as usize > at).unwrap_or((ParameterSource::Query, 0)));
            }
        };
        // A character may also be split across a name and its value, or across two parameters.
        let is_boundary = |at: u32| text.is_char_boundary(at as usize);
        let is_split = |span: &ParameterSpan| !(is_boundary(span.middle) && is_boundary(span.end));
        match first(&is_split) {
            None => Ok(Self { text, entries: spans }),
            Some(error) => Err(error),
        }
    }

    /// The value of a parameter. Of several, the first that is not empty, since an empty value counts as absent.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        // Compared as bytes: the ends of names are known to be character boundaries.
        let named = |entry: &&ParameterSpan| {
            self.text.as_bytes().get(entry.name()) == Some(name.as_bytes()) && !entry.value().is_empty()
        };
        let entry = self.entries.iter().find(named)?;
        Some(&self.text[entry.value()])
    }

    /// Whether there is a parameter with this name, empty or not.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.iter().any(|item| item.name == name)
    }

    /// All parameters in the order sent.
    pub fn iter(&self) -> impl Iterator<Item = ParameterRef<'_>> + Clone {
        self.entries.iter().map(|entry| ParameterRef {
            name: &self.text[entry.name()],
            value: &self.text[entry.value()],
            source: entry.source,
            sent: entry.sent,
        })
    }

    /// The decoded names and values, concatenated.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The range of each parameter in [`text`](Self::text), in the order sent.
    #[must_use]
    pub fn spans(&self) -> &[ParameterSpan] {
        &self.entries
    }

    /// The number of parameters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The memory used, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text.capacity() + self.entries.capacity() * size_of::<ParameterSpan>()
    }
}
