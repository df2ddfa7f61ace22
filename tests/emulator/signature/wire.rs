//! A reader of captured requests, as small as the captures allow.

use cloudauth_local::contract::Call;
use cloudauth_local::wire::request;
use http::Request;

/// Reads one captured request; `None` where the bytes are no request any more.
pub(crate) fn read(bytes: &[u8]) -> Option<Call> {
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
    request::read(parts, body.into()).ok()
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
