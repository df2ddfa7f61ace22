//! A reader of captured requests, as small as the captures allow.

use cloudauth_local::contract::{Call, Place};
use http::{HeaderName, HeaderValue, Method};

/// Reads one captured request; `None` where the bytes are no request any more.
pub(crate) fn read(bytes: &[u8]) -> Option<Call> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let mut call = Call { method: first.next()?.parse::<Method>().ok()?, ..Call::default() };
    call.raw_query = first.next()?.split_once('?').map_or("", |(_, query)| query).to_owned();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let name: HeaderName = name.parse().ok()?;
        call.headers.append(name, HeaderValue::from_str(value.trim()).ok()?);
    }
    let body = &bytes[end + 4..];
    let body = if call.header("transfer-encoding").is_some() { unchunk(body)? } else { body.to_vec() };
    for (name, value) in form_urlencoded::parse(call.raw_query.as_bytes()) {
        call.parameters.push(&name, &value, Place::Query);
    }
    if call.header("content-type").is_some_and(|kind| kind.contains("json")) {
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&body).ok()?;
        for (name, value) in &object {
            call.parameters.push(name, value.as_str()?, Place::Json);
        }
    } else {
        for (name, value) in form_urlencoded::parse(&body) {
            call.parameters.push(&name, &value, Place::Form);
        }
    }
    call.body = body.into();
    Some(call)
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
