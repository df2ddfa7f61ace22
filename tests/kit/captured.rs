//! A reader of requests that were captured as bytes, as small as the captures allow.

use bytes::Bytes;
use cloudauth_local::contract::Call;
use cloudauth_local::wire::request;
use http::Request;
use http::request::Parts;

/// The call in the bytes of a request; `None` where they are no request any more, or no call.
pub(crate) fn read(bytes: &[u8]) -> Option<Call> {
    let (parts, body) = parts(bytes)?;
    request::read(parts, body).ok()
}

/// A request as hyper hands it over; `None` where the bytes are none.
pub(crate) fn parts(bytes: &[u8]) -> Option<(Parts, Bytes)> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let mut request = Request::builder().method(first.next()?).uri(first.next()?);
    for line in lines {
        let (name, value) = line.split_once(':')?;
        request = request.header(name, value.trim());
    }
    let parts = request.body(()).ok()?.into_parts().0;
    let body = &bytes[end + 4..];
    let chunked = parts.headers.contains_key("transfer-encoding");
    let body = if chunked { unchunk(body)? } else { body.to_vec() };
    Some((parts, body.into()))
}

fn unchunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).ok()?, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(bytes.get(end + 2..end + 2 + size)?);
        bytes = bytes.get(end + 4 + size..)?;
    }
}
