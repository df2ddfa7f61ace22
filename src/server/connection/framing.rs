//! Checks the message framing of a connection by RFC 9112, in addition to hyper. It rejects what hyper accepts but a proxy
//! in front of the real service might frame differently: bare CR and LF, Content-Length together with Transfer-Encoding,
//! malformed chunk extensions. It does not change the bytes and does no I/O.

use memchr::{memchr, memchr2};
use thiserror::Error;

use crate::server::connection::chunk_size::chunk_size;

/// Why the bytes are not a valid request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(in crate::server) enum FramingError {
    #[error("a line ends in LF without CR (RFC 9112, section 2.2)")]
    BareLf,
    #[error("a line holds a CR (RFC 9112, section 2.2)")]
    BareCr,
    #[error("its target holds a fragment (RFC 9112, section 3.2)")]
    Fragment,
    #[error("its Content-Length is no number (RFC 9112, section 6.3)")]
    Length,
    #[error("it has two different Content-Lengths (RFC 9112, section 6.3)")]
    TwoLengths,
    #[error("its Transfer-Encoding is not chunked alone (RFC 9112, section 6.1)")]
    TransferCoding,
    #[error("it has both Content-Length and Transfer-Encoding (RFC 9112, section 6.3)")]
    LengthAndTransferCoding,
    #[error("the size or an extension of a chunk is malformed (RFC 9112, section 7.1)")]
    Chunk,
    #[error("a chunk is longer than its size (RFC 9112, section 7.1)")]
    ChunkEnd,
}

/// A framing error and its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) struct Violation {
    /// Number of valid bytes before the line with the error.
    pub(in crate::server) valid: usize,
    /// Whether it is in the body of a request with a valid head.
    pub(in crate::server) in_body: bool,
    pub(in crate::server) error: FramingError,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before or within a request line.
    RequestLine,
    Field,
    /// Remaining bytes of a body.
    Body(u64),
    ChunkSize,
    /// Remaining bytes of a chunk.
    Chunk(u64),
    /// The CRLF after a chunk.
    ChunkEnd,
    Trailer,
}

impl State {
    fn is_in_body(self) -> bool {
        !matches!(self, Self::RequestLine | Self::Field)
    }
}

/// The framing state of one connection.
#[derive(Debug)]
pub(in crate::server) struct RequestFraming {
    state: State,
    /// The received part of an incomplete line.
    line: Vec<u8>,
    length: Option<u64>,
    chunked: bool,
}

impl RequestFraming {
    pub(in crate::server) fn new() -> Self {
        Self { state: State::RequestLine, line: Vec::new(), length: None, chunked: false }
    }

    /// Checks the next bytes.
    ///
    /// # Errors
    /// The framing is invalid; nothing after the error can be parsed.
    pub(in crate::server) fn read(&mut self, bytes: &[u8]) -> Result<(), Violation> {
        let mut at = 0;
        while at < bytes.len() {
            let rest = &bytes[at..];
            if let State::Body(left) | State::Chunk(left) = self.state {
                at += self.skip(left, rest.len());
                continue;
            }
            let state = self.state;
            let refuse = |error| Violation { valid: at, in_body: state.is_in_body(), error };
            if self.line.is_empty()
                && let Some(length) = line_length(rest).map_err(refuse)?
            {
                self.end_line(&rest[..length]).map_err(refuse)?;
                at += length + CRLF;
                continue;
            }
            let Some(end) = memchr(b'\n', rest) else {
                self.line.extend_from_slice(rest);
                return Ok(());
            };
            let mut line = std::mem::take(&mut self.line);
            line.extend_from_slice(&rest[..=end]);
            if let Some(length) = line_length(&line).map_err(refuse)? {
                self.end_line(&line[..length]).map_err(refuse)?;
            }
            at += end + 1;
        }
        Ok(())
    }

    /// Skips available bytes of a body or chunk and returns their number.
    fn skip(&mut self, left: u64, available: usize) -> usize {
        let skipped = usize::try_from(left).unwrap_or(usize::MAX).min(available);
        let left = left - skipped as u64;
        self.state = match self.state {
            State::Chunk(_) if left == 0 => State::ChunkEnd,
            State::Chunk(_) => State::Chunk(left),
            _ if left == 0 => State::RequestLine,
            _ => State::Body(left),
        };
        skipped
    }

    /// Processes a line, which is given without its CRLF.
    fn end_line(&mut self, line: &[u8]) -> Result<(), FramingError> {
        match self.state {
            // Empty lines before a request are skipped (section 2.2).
            State::RequestLine if line.is_empty() => {}
            State::RequestLine => self.request_line(line)?,
            State::Field if line.is_empty() => self.end_head()?,
            State::Field => self.field(line)?,
            State::ChunkSize => {
                self.state = match chunk_size(line).ok_or(FramingError::Chunk)? {
                    0 => State::Trailer,
                    size => State::Chunk(size),
                };
            }
            State::ChunkEnd if line.is_empty() => self.state = State::ChunkSize,
            State::ChunkEnd => return Err(FramingError::ChunkEnd),
            State::Trailer if line.is_empty() => self.state = State::RequestLine,
            State::Trailer | State::Body(_) | State::Chunk(_) => {}
        }
        Ok(())
    }

    fn request_line(&mut self, line: &[u8]) -> Result<(), FramingError> {
        if memchr(b'#', line).is_some() {
            return Err(FramingError::Fragment);
        }
        (self.length, self.chunked) = (None, false);
        self.state = State::Field;
        Ok(())
    }

    /// Processes a header field. Hyper rejects malformed names.
    fn field(&mut self, line: &[u8]) -> Result<(), FramingError> {
        if !matches!(line[0] | 0x20, b'c' | b't') {
            return Ok(());
        }
        let Some(colon) = memchr(b':', line) else { return Ok(()) };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"content-length") {
            let length = decimal(value).ok_or(FramingError::Length)?;
            if self.length.replace(length).is_some_and(|earlier| earlier != length) {
                return Err(FramingError::TwoLengths);
            }
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            let only = !std::mem::replace(&mut self.chunked, true) && value.eq_ignore_ascii_case(b"chunked");
            return if only { Ok(()) } else { Err(FramingError::TransferCoding) };
        }
        Ok(())
    }

    fn end_head(&mut self) -> Result<(), FramingError> {
        self.state = match (self.length, self.chunked) {
            (Some(_), true) => return Err(FramingError::LengthAndTransferCoding),
            (None, true) => State::ChunkSize,
            (None | Some(0), false) => State::RequestLine,
            (Some(length), false) => State::Body(length),
        };
        Ok(())
    }
}

/// The length of the end of a line, in bytes.
const CRLF: usize = 2;

/// The length of the first line without its CRLF; `None` if its end has not arrived.
fn line_length(bytes: &[u8]) -> Result<Option<usize>, FramingError> {
    let Some(at) = memchr2(b'\r', b'\n', bytes) else { return Ok(None) };
    match (bytes[at], bytes.get(at + 1)) {
        (b'\n', _) => Err(FramingError::BareLf),
        (_, None) => Ok(None),
        (_, Some(b'\n')) => Ok(Some(at)),
        (_, Some(_)) => Err(FramingError::BareCr),
    }
}

/// Parses `1*DIGIT`, up to hyper's maximum.
fn decimal(digits: &[u8]) -> Option<u64> {
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    digits.parse().ok().filter(|&length| length < u64::MAX - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with some bytes, whether they come at once or one by one.
    fn error(bytes: &str) -> Option<FramingError> {
        let whole = RequestFraming::new().read(bytes.as_bytes()).err();
        let mut framing = RequestFraming::new();
        let single = bytes.as_bytes().chunks(1).find_map(|byte| framing.read(byte).err());
        assert_eq!(
            whole.map(|one| (one.in_body, one.error)),
            single.map(|one| (one.in_body, one.error)),
            "{bytes:?}"
        );
        whole.map(|one| one.error)
    }

    #[test]
    fn bodies_are_passed_over_whatever_is_in_them() {
        for body in ["content-length: 2\r\n\r\n\n\r", "content-length: 0\r\n\r\n", "\r\n", "host: a\r\n\r\n"]
        {
            let request = format!("POST / HTTP/1.1\r\n{body}");
            assert_eq!(error(&request.repeat(2)), None, "{body:?}");
        }
        let chunks = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\n\r\r\n1;a=b\r\n\n\r\n0\r\nA: b\r\n\r\n";
        assert_eq!(error(&chunks.repeat(2)), None);
    }

    #[test]
    fn what_is_refused_is_refused_in_the_second_request_too() {
        let good = "\r\nPOST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx";
        for (bad, wrong) in [
            ("POST / HTTP/1.1\n", FramingError::BareLf),
            ("POST /\r HTTP/1.1\r\n", FramingError::BareCr),
            ("POST /#a HTTP/1.1\r\n", FramingError::Fragment),
            ("P / H\r\nContent-Length: 1\r\ncontent-length: 2\r\n", FramingError::TwoLengths),
            ("P / H\r\nContent-Length: +1\r\n", FramingError::Length),
            ("P / H\r\ntransfer-encoding: chunked, chunked\r\n", FramingError::TransferCoding),
            (
                "P / H\r\ntransfer-encoding: chunked\r\ncontent-length: 0\r\n\r\n",
                FramingError::LengthAndTransferCoding,
            ),
            ("P / H\r\ntransfer-encoding: chunked\r\n\r\n1;\r\n", FramingError::Chunk),
            ("P / H\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n", FramingError::ChunkEnd),
        ] {
            assert_eq!(error(bad), Some(wrong), "{bad:?}");
            assert_eq!(error(&format!("{good}{bad}")), Some(wrong), "{bad:?}");
        }
    }

    #[test]
    fn the_bytes_before_a_refused_line_are_good() {
        let violation = RequestFraming::new().read(b"P / H\r\nA: b\nC: d\r\n\r\n").unwrap_err();
        assert_eq!((violation.valid, violation.in_body), (7, false));
        let chunked = b"P / H\r\nTransfer-Encoding: chunked\r\n\r\n";
        let violation = RequestFraming::new().read(&[&chunked[..], b"x\r\n"].concat()).unwrap_err();
        assert_eq!((violation.valid, violation.in_body), (chunked.len(), true));
    }
}
