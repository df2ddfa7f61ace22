//! `application/x-www-form-urlencoded` to decoded parameters, strictly: a broken escape or text that is not UTF-8 is a
//! fault that says where, never a guess.

use crate::contract::call::Span;
use crate::contract::{Parameters, Place};

/// What is wrong with an encoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Malformed {
    /// A `%` without two hex digits behind it.
    Escape {
        /// Where it stood.
        place: Place,
        /// Its byte in that place, from 0.
        at: usize,
    },
    /// A parameter whose decoded bytes are not UTF-8.
    Utf8 {
        /// Where it stood.
        place: Place,
        /// Which parameter of the request, from 1.
        number: usize,
    },
}

/// Decodes the query and a form body, in this order.
///
/// # Errors
/// The first thing that is malformed.
pub(super) fn decode(query: &[u8], form: &[u8]) -> Result<Parameters, Malformed> {
    let mut decoder =
        Decoder { bytes: Vec::with_capacity(query.len() + form.len()), spans: Vec::with_capacity(32) };
    decoder.pairs(query, Place::Query)?;
    decoder.pairs(form, Place::Form)?;
    let places: Vec<_> = decoder.spans.iter().map(|span| span.place).collect();
    Parameters::from_decoded(decoder.bytes, decoder.spans).map_err(|index| Malformed::Utf8 {
        place: places.get(index).copied().unwrap_or(Place::Query),
        number: index + 1,
    })
}

struct Decoder {
    bytes: Vec<u8>,
    spans: Vec<Span>,
}

impl Decoder {
    fn pairs(&mut self, raw: &[u8], place: Place) -> Result<(), Malformed> {
        let mut start = self.bytes.len();
        let mut middle = None;
        let mut at = 0;
        loop {
            let run = raw[at..].iter().position(|&byte| SPECIAL[usize::from(byte)]).unwrap_or(raw.len() - at);
            self.bytes.extend_from_slice(&raw[at..at + run]);
            at += run;
            match raw.get(at) {
                Some(b'%') => {
                    let (Some(high), Some(low)) = (hex(raw.get(at + 1)), hex(raw.get(at + 2))) else {
                        return Err(Malformed::Escape { place, at });
                    };
                    self.bytes.push(high << 4 | low);
                    at += 2;
                }
                Some(b'+') => self.bytes.push(b' '),
                Some(b'=') if middle.is_none() => middle = Some(self.bytes.len()),
                Some(b'=') => self.bytes.push(b'='),
                _ => {
                    let end = self.bytes.len();
                    if end > start || middle.is_some() {
                        self.spans.push(Span { start, middle: middle.take().unwrap_or(end), end, place });
                    }
                    start = end;
                }
            }
            if at >= raw.len() {
                return Ok(());
            }
            at += 1;
        }
    }
}

const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    table[b'%' as usize] = true;
    table[b'+' as usize] = true;
    table[b'&' as usize] = true;
    table[b'=' as usize] = true;
    table
};

fn hex(digit: Option<&u8>) -> Option<u8> {
    match *digit? {
        digit @ b'0'..=b'9' => Some(digit - b'0'),
        digit @ b'a'..=b'f' => Some(digit - b'a' + 10),
        digit @ b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
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
    fn what_is_malformed_is_named_with_its_place() {
        let escape = |at| Err(Malformed::Escape { place: Place::Query, at });
        assert_eq!(decode(b"a=%zz", b""), escape(2));
        assert_eq!(decode(b"a=%4", b""), escape(2));
        assert_eq!(decode(b"a=1&b=%", b""), escape(6));
        assert_eq!(decode(b"a=1", b"b=%C3"), Err(Malformed::Utf8 { place: Place::Form, number: 2 }));
        assert_eq!(decode(b"a%C3=%A9", b""), Err(Malformed::Utf8 { place: Place::Query, number: 1 }));
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
