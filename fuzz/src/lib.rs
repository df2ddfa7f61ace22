//! What several fuzz targets share: from bytes to a call.

use bytes::Bytes;
use cloudauth_local::contract::{Call, ApiError};
use cloudauth_local::wire::request;
use http::request::Parts;

/// The head that a client sent, and where its body begins; `None` where it is no head.
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

/// The call that a whole request makes.
pub fn call(data: &[u8]) -> Option<Result<Call, ApiError>> {
    let (parts, end) = head(data)?;
    Some(request::read(parts, Bytes::copy_from_slice(&data[end..])))
}

/// RFC 3986 percent-encoding as the vendor defines it, by another library than the code under test uses.
pub fn encode(text: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const SET: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(text, SET).to_string()
}
