//! Decodes a long JSON string in pieces: decoded as a whole it would take several times its size for a while.

/// The size of a piece, in bytes.
const PIECE: usize = 16 * 1024;

/// Appends the string that a JSON text is, which is known to be a string in quotes.
///
/// # Errors
/// It has half of a surrogate pair.
pub(super) fn decode(json: &str, out: &mut String) -> serde_json::Result<()> {
    let mut rest = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(piece_length(rest));
        if memchr::memchr(b'\\', piece.as_bytes()).is_none() {
            out.push_str(piece);
        } else {
            out.push_str(&serde_json::from_str::<String>(&format!("\"{piece}\""))?);
        }
        rest = after;
    }
    Ok(())
}

/// The length of a piece from the start, which ends outside of escapes and surrogate pairs.
fn piece_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < PIECE {
        let rest = bytes.get(at..).unwrap_or_default();
        match memchr::memchr(b'\\', rest).filter(|found| at + found < PIECE) {
            Some(found) => at += found + escape_length(rest.get(found..).unwrap_or_default()),
            None => at = PIECE,
        }
    }
    text.floor_char_boundary(at)
}

/// The length of the escape at the start, of a surrogate pair that of both halves.
fn escape_length(escape: &[u8]) -> usize {
    match escape {
        [_, b'u', b'd' | b'D', b'8' | b'9' | b'a' | b'A' | b'b' | b'B', ..] => 12,
        [_, b'u', ..] => 6,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(json: &str) -> Option<String> {
        let mut out = String::new();
        decode(json, &mut out).ok().map(|()| out)
    }

    #[test]
    fn escapes_and_characters_on_the_edge_of_a_piece_stay_whole() {
        for part in
            ["\\\\", "\\n", "\\u00e9", "\\ud83d\\ude00", "ä", "😀", "\\\"", "\\ud800", "\\ud800ä", "\\udc00"]
        {
            for before in PIECE - 14..PIECE + 2 {
                let json = format!("\"{}{part}{}\"", "x".repeat(before), "y".repeat(20));
                assert_eq!(decoded(&json), serde_json::from_str(&json).ok(), "{before} {part}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_string_is_decoded_as_by_the_parser(
            parts in proptest::collection::vec(
                prop_oneof!["[ -!#-\\[\\]-~ä😀]{0,6}", r"\\[nrt\\/bf]", r"\\u[0-9a-f]{4}", r"\\ud83d\\ude0[0-9]"],
                0..40,
            ),
            before in 0..PIECE,
        ) {
            let json = format!("\"{}{}\"", "x".repeat(before), parts.concat());
            prop_assert_eq!(decoded(&json), serde_json::from_str(&json).ok());
        }
    }
}
