//! Bytes to contract values and back: reads requests, writes answers. Pure; knows no state and no sockets.

mod decode;
pub mod host;
pub mod json;
pub mod request;
pub mod xml;

use crate::contract::reply::{ApiResponse, Format};

/// The body of an answer; `host` is its `HostId`.
#[must_use]
pub fn body(reply: &ApiResponse, host: &str) -> Vec<u8> {
    match reply.format {
        Format::Json => json::write(reply, host),
        Format::Xml => xml::write(reply, host),
    }
}

/// The content type of a body, in the exact text that the SDKs compare.
#[must_use]
pub const fn content_type(format: Format) -> &'static str {
    match format {
        Format::Json => "application/json;charset=utf-8",
        Format::Xml => "text/xml;charset=utf-8",
    }
}
