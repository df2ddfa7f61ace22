//! Decodes `application/x-www-form-urlencoded`, strictly: an invalid escape or invalid UTF-8 is an error with its
//! position.

use crate::contract::call::{ParameterSpan, RawForm, offset, unreserved};
use crate::contract::{ParameterSource, Parameters};

/// What is wrong with an encoded string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Malformed {
    /// A `%` that is not followed by two hex digits.
    Escape {
        /// Where it is.
        source: ParameterSource,
        /// Its byte offset there, from 0.
        at: usize,
    },
    /// A parameter whose decoded bytes are not UTF-8.
    Utf8 {
        /// Where it is.
        source: ParameterSource,
        /// The number of the parameter in the request, from 1.
        number: usize,
    },
    /// More than [`MAX_PARAMETERS`] parameters.
    TooMany,
}

/// The largest number of parameters in a request. Without it a body of 10 MiB could have millions, each of which takes
/// far more memory than its bytes.
pub(super) const MAX_PARAMETERS: usize = 10_000;

/// The initial capacity: enough for all parameters of Initialize and of V1, and small enough for the allocator's
/// thread-local cache.
const USUAL_PARAMETERS: usize = 28;

/// Decodes the query, then a form body.
///
/// # Errors
/// The first malformed parameter.
pub(super) fn decode(query: &[u8], form: &[u8]) -> Result<Parameters, Malformed> {
    let mut decoder = Decoder {
        buffer: vec![0; query.len() + form.len()],
        length: 0,
        spans: Vec::with_capacity(USUAL_PARAMETERS),
    };
    decoder.pairs(query, ParameterSource::Query)?;
    decoder.pairs(form, ParameterSource::Form)?;
    let Decoder { mut buffer, length, spans } = decoder;
    buffer.truncate(length);
    Parameters::from_decoded(buffer, spans).map_err(|(source, number)| Malformed::Utf8 { source, number })
}

/// Writes the decoded parameters one after another into a buffer of the size of the encoded ones, which suffices since
/// decoding never makes a string longer.
struct Decoder {
    buffer: Vec<u8>,
    length: usize,
    spans: Vec<ParameterSpan>,
}

impl Decoder {
    fn pairs(&mut self, raw: &[u8], source: ParameterSource) -> Result<(), Malformed> {
        let mut at = 0;
        while at < raw.len() {
            at = self.pair(raw, at, source)? + 1;
        }
        Ok(())
    }

    /// Decodes the pair that starts at `from`. Returns the offset of its end.
    fn pair(&mut self, raw: &[u8], from: usize, source: ParameterSource) -> Result<usize, Malformed> {
        let start = self.length;
        let mut name_ends = None;
        let mut exact = true;
        let mut at = from;
        // A local slice lets the compiler remove bounds checks in the loop.
        let buffer = &mut self.buffer[..];
        let mut length = start;
        loop {
            let run = raw[at..].iter().zip(&mut buffer[length..]);
            let copied = run.take_while(|(byte, _)| CLASSES[usize::from(**byte)] == ByteClass::Unreserved);
            let copied = copied.map(|(byte, slot)| *slot = *byte).count();
            at += copied;
            length += copied;
            let Some(&byte) = raw.get(at) else { break };
            let mut decoded = byte;
            match CLASSES[usize::from(byte)] {
                ByteClass::Escape => {
                    let (high, low) = (digit(raw.get(at + 1)), digit(raw.get(at + 2)));
                    if (high | low) & NOT_HEX != 0 {
                        return Err(Malformed::Escape { source, at });
                    }
                    decoded = high << 4 | low & 0xf;
                    exact &= (high | low) & LOWER_CASE == 0
                        && CLASSES[usize::from(decoded)] != ByteClass::Unreserved;
                    at += 2;
                }
                ByteClass::Plus => decoded = b' ',
                ByteClass::Equals if name_ends.is_none() => {
                    name_ends = Some((length, at));
                    at += 1;
                    continue;
                }
                ByteClass::And => break,
                ByteClass::Unreserved | ByteClass::Reserved | ByteClass::Equals => exact = false,
            }
            buffer[length] = decoded;
            length += 1;
            at += 1;
        }
        self.length = length;
        if length > start || name_ends.is_some() {
            let value = name_ends.map_or(at, |(_, equals)| equals + 1);
            let (middle, sent_middle) = name_ends.unwrap_or((length, at));
            let sent = RawForm {
                start: offset(from),
                middle: offset(sent_middle),
                value: offset(value),
                end: offset(at),
                exact,
            };
            let (start, middle, end) = (offset(start), offset(middle), offset(length));
            if self.spans.len() >= MAX_PARAMETERS {
                return Err(Malformed::TooMany);
            }
            self.spans.push(ParameterSpan { start, middle, end, source, sent });
        }
        Ok(at)
    }
}

/// The role of a byte in an encoded string.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ByteClass {
    /// Not encoded by RFC 3986.
    Unreserved,
    /// Stands for itself, although RFC 3986 would encode it.
    Reserved,
    Plus,
    Escape,
    Equals,
    And,
}

static CLASSES: [ByteClass; 256] = {
    let mut classes = [ByteClass::Reserved; 256];
    let mut byte = 0u8;
    while byte < 128 {
        if unreserved(byte) {
            classes[byte as usize] = ByteClass::Unreserved;
        }
        byte += 1;
    }
    classes[b'+' as usize] = ByteClass::Plus;
    classes[b'%' as usize] = ByteClass::Escape;
    classes[b'=' as usize] = ByteClass::Equals;
    classes[b'&' as usize] = ByteClass::And;
    classes
};

/// Flag: not a hex digit.
const NOT_HEX: u8 = 0x80;
/// Flag: a lower-case hex digit.
const LOWER_CASE: u8 = 0x40;

/// The value of each hex digit, with the two flags.
static DIGITS: [u8; 256] = {
    let mut digits = [NOT_HEX; 256];
    let mut value = 0u8;
    while value < 16 {
        digits[b"0123456789ABCDEF"[value as usize] as usize] = value;
        if value > 9 {
            digits[b"abcdef"[value as usize - 10] as usize] = value | LOWER_CASE;
        }
        value += 1;
    }
    digits
};

fn digit(byte: Option<&u8>) -> u8 {
    byte.map_or(NOT_HEX, |byte| DIGITS[usize::from(*byte)])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(query: &str) -> Vec<(String, String)> {
        let parameters = decode(query.as_bytes(), b"").unwrap();
        parameters.iter().map(|item| (item.name.to_owned(), item.value.to_owned())).collect()
    }

    #[test]
    fn every_spelling_that_clients_use_is_read() {
        for (raw, name, value) in [
            ("a=b", "a", "b"),
            ("a", "a", ""),
            ("a=", "a", ""),
            ("a=b+c%20d", "a", "b c d"),
            ("a=%7E~", "a", "~~"),
            ("a=!'()*,/:?", "a", "!'()*,/:?"),
            ("a=b=c", "a", "b=c"),
            ("%E6%89%AB=%f0%9f%98%80", "扫", "😀"),
            ("a=%2B%2b", "a", "++"),
        ] {
            assert_eq!(pairs(raw), [(name.to_owned(), value.to_owned())], "{raw}");
        }
        assert!(pairs("").is_empty());
        assert_eq!(pairs("&&a=1&&b=2&").len(), 2);
        assert_eq!(pairs("=x"), [(String::new(), "x".to_owned())]);
    }

    #[test]
    fn an_error_names_its_position() {
        let escape = |at| Err(Malformed::Escape { source: ParameterSource::Query, at });
        assert_eq!(decode(b"a=%zz", b""), escape(2));
        assert_eq!(decode(b"a=%4", b""), escape(2));
        assert_eq!(decode(b"a=1&b=%", b""), escape(6));
        assert_eq!(
            decode(b"a=1", b"b=%C3"),
            Err(Malformed::Utf8 { source: ParameterSource::Form, number: 2 })
        );
        assert_eq!(
            decode(b"a%C3=%A9", b""),
            Err(Malformed::Utf8 { source: ParameterSource::Query, number: 1 })
        );
    }

    #[test]
    fn only_a_parameter_encoded_by_rfc_3986_is_exact() {
        for (raw, exact) in [
            ("a=b", true),
            ("a=b+c", true),
            ("a=%20%E6%2A", true),
            ("a=%7E", false),
            ("a=%e6%89%ab", false),
            ("a=%2a", false),
            ("a=*", false),
            ("a=b=c", false),
            ("a:=b", false),
        ] {
            let parameters = decode(raw.replace("%E6", "%E6%89%AB").as_bytes(), b"").unwrap();
            assert_eq!(parameters.iter().next().unwrap().sent.exact, exact, "{raw}");
        }
    }

    proptest! {
        #[test]
        fn what_the_library_encodes_is_decoded_to_the_same(given in proptest::collection::vec((".*", ".*"), 0..8)) {
            let given: Vec<_> = given.into_iter().filter(|(name, value)| !(name.is_empty() && value.is_empty())).collect();
            let raw = form_urlencoded::Serializer::new(String::new()).extend_pairs(&given).finish();
            prop_assert_eq!(pairs(&raw), given);
        }

        #[test]
        fn no_bytes_make_it_panic(query in proptest::collection::vec(any::<u8>(), 0..200), form in "[%=&+a-f0-9]{0,40}") {
            drop(decode(&query, form.as_bytes()));
        }
    }
}
