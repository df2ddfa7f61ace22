//! Shared by the fuzz targets: parses bytes into a call.

use bytes::Bytes;
use cloudauth_local::contract::{ApiError, Call};
use cloudauth_local::wire::request;
use http::request::Parts;

/// Parses a request head; the number is the offset of the body. `None` if the bytes are not a complete head.
pub fn head(data: &[u8]) -> Option<(Parts, usize)> {
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut parsed = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(end) = parsed.parse(data).ok()? else { return None };
    let mut builder = http::Request::builder().method(parsed.method?).uri(parsed.path?);
    for header in parsed.headers.iter() {
        builder = builder.header(header.name, header.value);
    }
    Some((builder.body(()).ok()?.into_parts().0, end))
}

/// Parses a complete request into a call.
pub fn call(data: &[u8]) -> Option<Result<Call, ApiError>> {
    let (parts, end) = head(data)?;
    Some(request::read(parts, Bytes::copy_from_slice(&data[end..])))
}

/// RFC 3986 percent-encoding as the vendor defines it, with a different library than the code under test.
pub fn encode(text: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const SET: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(text, SET).to_string()
}
