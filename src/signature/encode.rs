//! Percent-encoding by RFC 3986, hex encoding, and the canonical order of parameters. Optimised, since every signed
//! request goes through it.

use crate::contract::call::{ParameterRef, unreserved};
use crate::contract::{ParameterSource, Parameters};

/// For each byte: its encoded form in the low bytes of the cell, and the length of that form in the highest byte.
pub(super) type ByteTable = [u64; 256];

/// Unreserved characters are kept, every other byte becomes `%XX`.
pub(super) static ONCE: ByteTable = table(false);
/// Encoded twice: every byte that is not unreserved becomes `%25XX`.
pub(super) static TWICE: ByteTable = table(true);
/// `=`, encoded: separates name and value in a V1 string to sign.
pub(super) const EQUALS: &[u8] = b"%3D";
/// `&`, encoded: separates parameters in a V1 string to sign.
pub(super) const AND: &[u8] = b"%26";

/// The lower-case hex digits.
pub(crate) const HEX: &[u8; 16] = b"0123456789abcdef";
/// The length of the longest encoded form of a byte.
const LONGEST: usize = 5;
/// The size of one table cell, in bytes.
const CELL: usize = size_of::<u64>();

const fn table(twice: bool) -> ByteTable {
    let mut table = [0; 256];
    let mut byte = 0u8;
    loop {
        let high = HEX[(byte >> 4) as usize].to_ascii_uppercase();
        let low = HEX[(byte & 15) as usize].to_ascii_uppercase();
        let cell = if unreserved(byte) {
            [byte, 0, 0, 0, 0, 0, 0, 1]
        } else if twice {
            [b'%', b'2', b'5', high, low, 0, 0, 5]
        } else {
            [b'%', high, low, 0, 0, 0, 0, 3]
        };
        table[byte as usize] = u64::from_le_bytes(cell);
        if byte == u8::MAX {
            return table;
        }
        byte += 1;
    }
}

/// Appends `text`, encoded. Every byte writes a whole cell and advances by the length of its encoded form: a branch on
/// the kind of byte would be mispredicted often.
pub(super) fn push(out: &mut Vec<u8>, text: &str, table: &ByteTable) {
    let mut at = out.len();
    out.resize(at + text.len() * LONGEST + CELL, 0);
    for byte in text.bytes() {
        let cell = table[usize::from(byte)].to_le_bytes();
        out[at..at + CELL].copy_from_slice(&cell);
        at += usize::from(cell[CELL - 1]);
    }
    out.truncate(at);
}

/// Appends the query parameters, encoded and sorted. `raw` is the query as sent; what is already in canonical encoding
/// is copied from it, and the whole query at once if it is sorted too (the vendor's Python SDK sends it so).
pub(super) fn push_canonical_query(out: &mut Vec<u8>, raw: &[u8], parameters: &Parameters) {
    if is_canonical(raw, parameters) {
        push_spaced(out, raw);
    } else {
        push_query(out, raw, &sorted(parameters, in_v3));
    }
}

/// Whether a query is encoded and sorted in canonical form, except that a space may be `+` instead of `%20`.
fn is_canonical(raw: &[u8], parameters: &Parameters) -> bool {
    let (mut next, mut before) = (0, ("", ""));
    for item in parameters.iter().filter(in_v3) {
        let Some(end) = copied(raw, &item) else { return false };
        if item.sent.start != next || (item.name, item.value) < before {
            return false;
        }
        (next, before) = (end + 1, (item.name, item.value));
    }
    next as usize == raw.len() + 1
}

/// Appends the parameters as a query, encoded. Neighbours that the client sent in canonical encoding and order are
/// copied from `raw`, the query as sent, in one run.
fn push_query(out: &mut Vec<u8>, raw: &[u8], items: &[ParameterRef<'_>]) {
    let mut rest = items;
    while let Some((first, after)) = rest.split_first() {
        if rest.len() < items.len() {
            out.push(b'&');
        }
        rest = after;
        if let Some(mut end) = copied(raw, first) {
            while let Some((next, after)) = rest.split_first()
                && next.sent.start == end + 1
                && let Some(further) = copied(raw, next)
            {
                end = further;
                rest = after;
            }
            push_spaced(out, &raw[first.sent.start as usize..end as usize]);
        } else {
            push(out, first.name, &ONCE);
            out.push(b'=');
            push(out, first.value, &ONCE);
        }
    }
}

/// The end of a parameter in `raw`; `None` if it must be encoded again or was sent without `=`.
fn copied(raw: &[u8], item: &ParameterRef<'_>) -> Option<u32> {
    let sent = &item.sent;
    let whole = sent.exact && sent.middle < sent.value && raw.get(sent.whole()).is_some();
    whole.then_some(sent.end)
}

/// Appends an encoded string, with `+` replaced by `%20`.
fn push_spaced(out: &mut Vec<u8>, mut raw: &[u8]) {
    while let Some(at) = memchr::memchr(b'+', raw) {
        out.extend_from_slice(&raw[..at]);
        out.extend_from_slice(b"%20");
        raw = &raw[at + 1..];
    }
    out.extend_from_slice(raw);
}

/// The hex form of `bytes`, with the given digits.
pub(crate) fn hex<const N: usize, const TWO_N: usize>(bytes: &[u8; N], digits: &[u8; 16]) -> [u8; TWO_N] {
    let mut out = [0; TWO_N];
    for (pair, byte) in out.chunks_exact_mut(2).zip(bytes) {
        pair.copy_from_slice(&[digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
    }
    out
}

/// Whether two signatures are equal, compared in constant time.
pub(super) fn same<const N: usize>(ours: &[u8; N], theirs: &[u8]) -> bool {
    let differs = |theirs: &[u8; N]| ours.iter().zip(theirs).fold(0, |sum, (a, b)| sum | (a ^ b));
    theirs.try_into().is_ok_and(|theirs| differs(theirs) == 0)
}

/// The parameters that satisfy `keep`, sorted by name, then value.
pub(super) fn sorted(
    parameters: &Parameters,
    keep: impl Fn(&ParameterRef<'_>) -> bool,
) -> Vec<ParameterRef<'_>> {
    let mut items = Vec::with_capacity(parameters.len());
    items.extend(parameters.iter().filter(keep));
    items.sort_unstable_by(|a, b| (a.name, a.value).cmp(&(b.name, b.value)));
    items
}

/// Whether a V1 signature covers a parameter.
pub(super) fn in_v1(item: &ParameterRef<'_>) -> bool {
    item.source != ParameterSource::Json && item.name != "Signature"
}

/// Whether a V3 signature covers a parameter as part of the query.
pub(super) fn in_v3(item: &ParameterRef<'_>) -> bool {
    item.source == ParameterSource::Query
}
