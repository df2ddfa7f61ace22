//! What the message of a wrong signature repeats of the request: all of it, or its start with the length and the hash of
//! the whole. So no answer is much longer than its request, however the request expands when it is encoded.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::contract::Call;
use crate::signature::encode;

/// By how many bytes the repeated part may exceed the request, once it is escaped for JSON or XML.
const MAX_GROWTH: usize = 32 * 1024;
/// The largest repeated part, in bytes. The longest known requests, of 60 KB, are repeated whole.
const MAX_LENGTH: usize = 128 * 1024;

/// A string that is passed piece by piece, of which the start is kept.
pub(super) struct Excerpt {
    start: Vec<u8>,
    /// The longest start that may be repeated, in escaped bytes.
    limit: usize,
    length: usize,
    hash: Sha256,
}

impl Excerpt {
    /// An excerpt for the answer to a call.
    pub(super) fn new(call: &Call) -> Self {
        let limit = call.size().saturating_add(MAX_GROWTH).min(MAX_LENGTH);
        Self { start: Vec::new(), limit, length: 0, hash: Sha256::new() }
    }

    /// Adds a piece.
    pub(super) fn push(&mut self, piece: &[u8]) {
        let kept = piece.len().min(self.limit.saturating_sub(self.start.len()));
        self.start.extend_from_slice(&piece[..kept]);
        self.length += piece.len();
        self.hash.update(piece);
    }

    /// Appends the whole string, or its start and a note of what is missing.
    pub(super) fn write(self, out: &mut String) {
        let text = String::from_utf8_lossy(&self.start);
        let mut room = self.limit;
        let mut fits = |c: char| {
            let rest = room.checked_sub(escaped_length(c));
            room = rest.unwrap_or_default();
            rest.is_some()
        };
        let end = text.chars().take_while(|c| fits(*c)).map(char::len_utf8).sum::<usize>();
        out.push_str(text.get(..end).unwrap_or_default());
        if end < text.len() || self.length > self.start.len() {
            let hash: [u8; 64] = encode::hex(&self.hash.finalize().into(), encode::HEX);
            // Writing to a String cannot fail. No colon: SDKs split the V1 message at its colons.
            let _ = write!(
                out,
                "... (cut: these are the first {end} of {} bytes, SHA-256 of the whole {})",
                self.length,
                String::from_utf8_lossy(&hash)
            );
        }
    }
}

/// The longest form of a character in JSON or XML, in bytes.
fn escaped_length(c: char) -> usize {
    match c {
        '&' | '<' | '>' | '"' | '\'' => 6,
        '\\' => 2,
        c if c.is_control() => 6,
        c => c.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(limit: usize, pieces: &[&str]) -> String {
        let mut excerpt = Excerpt { limit, ..Excerpt::new(&Call::default()) };
        for piece in pieces {
            excerpt.push(piece.as_bytes());
        }
        let mut out = String::new();
        excerpt.write(&mut out);
        out
    }

    #[test]
    fn a_short_string_is_repeated_and_a_long_one_cut_with_its_length_and_hash() {
        assert_eq!(excerpt(6, &["abc", "def"]), "abcdef");
        let hash = "7d1a54127b222502f5b79b5fb0803061152a44f92b37e23c6527baf665d4da9a";
        let note =
            |end| format!("... (cut: these are the first {end} of 7 bytes, SHA-256 of the whole {hash})");
        assert_eq!(excerpt(6, &["abc", "defg"]), format!("abcdef{}", note(6)));
        assert!(
            excerpt(6, &["a&bcdef"]).starts_with("a... (cut"),
            "an escaped character takes its escaped room"
        );
        assert!(excerpt(4, &["aüöä"]).starts_with("aü... (cut"), "no character is split");
    }
}
