//! Parses a chunk header line: size and extensions, by the grammar of RFC 9112, section 7.1.

/// Maximum number of hex digits without leading zeros: those of a `u64`.
const MAX_DIGITS: usize = 16;

/// The chunk size; `None` if the line is malformed. Extensions are validated and ignored.
pub(in crate::server) fn chunk_size(line: &[u8]) -> Option<u64> {
    let end = line.iter().position(|byte| !byte.is_ascii_hexdigit()).unwrap_or(line.len());
    let (digits, mut rest) = line.split_at(end);
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    if digits.is_empty() || digits.len() - zeros > MAX_DIGITS {
        return None;
    }
    while !rest.is_empty() {
        rest = extension(rest)?;
    }
    u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Strips one extension: `;` and a name with an optional `=` value; white space around `;` and `=` is allowed.
fn extension(text: &[u8]) -> Option<&[u8]> {
    let text = token(space(space(text).strip_prefix(b";")?))?;
    match space(text).strip_prefix(b"=") {
        Some(value) => extension_value(space(value)),
        None => Some(text),
    }
}

fn extension_value(text: &[u8]) -> Option<&[u8]> {
    match text.strip_prefix(b"\"") {
        Some(quoted) => quoted_string(quoted),
        None => token(text),
    }
}

/// Strips leading white space.
fn space(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(text.len());
    &text[end..]
}

/// Strips a leading token; `None` if there is none.
fn token(text: &[u8]) -> Option<&[u8]> {
    let is_token_byte = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let end = text.iter().position(|byte| !is_token_byte(byte)).unwrap_or(text.len());
    (end > 0).then(|| &text[end..])
}

/// Strips the rest of a quoted string with its closing quote.
fn quoted_string(mut text: &[u8]) -> Option<&[u8]> {
    loop {
        let (&first, rest) = text.split_first()?;
        text = match first {
            b'"' => return Some(rest),
            b'\\' => rest.split_first().filter(|(escaped, _)| is_text(**escaped))?.1,
            _ if is_text(first) => rest,
            _ => return None,
        };
    }
}

/// Whether the byte is allowed in a quoted string: no control character except tab.
fn is_text(byte: u8) -> bool {
    byte == b'\t' || !byte.is_ascii_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_may_have_extensions_and_nothing_else_behind_it() {
        for (line, size) in [
            ("0", Some(0)),
            ("00000000000000000000000a", Some(10)),
            ("ffffffffffffffff", Some(u64::MAX)),
            ("10000000000000000", None),
            ("3;a", Some(3)),
            ("3;a;b", Some(3)),
            ("3 ;\ta = \"b\\\"\" ; c=d", Some(3)),
            ("", None),
            ("3 ", None),
            (" 3", None),
            ("3;", None),
            ("3;a;", None),
            ("3;a ", None),
            ("3;a=", None),
            ("3;a=\"b", None),
            ("3;a=\"b\\", None),
            ("3;a=\"b\"c", None),
            ("3;a=b=c", None),
            ("3,a", None),
        ] {
            assert_eq!(chunk_size(line.as_bytes()), size, "{line:?}");
        }
    }
}
