//! Parses requests into contract values and serialises responses. Pure: no state, no sockets.

mod decode;
pub mod host;
pub mod json;
mod json_string;
mod observed;
pub mod request;
pub mod tree;
pub mod xml;

use crate::contract::reply::{ApiResponse, Format};

/// The body of a response; `host` is its `HostId`.
#[must_use]
pub fn body(response: &ApiResponse, host: &str) -> Vec<u8> {
    // A longer one is refused, and the refusal has a HostId too.
    let host = &host[..host.floor_char_boundary(host::MAX_HOST)];
    let usual = match response.format {
        Format::Json => json::write(response, host),
        Format::Xml => xml::write(response, host),
    };
    match &response.observed {
        None => usual,
        Some(observed) => observed::body(response, observed, &usual, host),
    }
}

/// The content type of a body. SDKs compare the exact string.
#[must_use]
pub const fn content_type(format: Format) -> &'static str {
    match format {
        Format::Json => "application/json;charset=utf-8",
        Format::Xml => "text/xml;charset=utf-8",
    }
}
