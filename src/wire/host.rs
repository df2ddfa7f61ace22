//! Checks the form of the request target and the Host field (RFC 9112, section 3.2). Every well-formed host name is
//! accepted.

use std::net::Ipv6Addr;

use http::header::HOST;
use http::request::Parts;
use http::{Method, Version};

use crate::contract::ApiError;
use crate::contract::error::BAD_REQUEST;

/// The longest Host field, in bytes: error bodies repeat it. A DNS name has at most 253 characters.
pub(super) const MAX_HOST: usize = 1024;

/// What is wrong with a target or a Host field.
#[derive(Debug, thiserror::Error)]
enum TargetError<'a> {
    #[error("its target holds user information")]
    UserInformation,
    #[error("its target begins neither with / nor with http://")]
    Form,
    #[error("it has no Host field")]
    NoHost,
    #[error("it has more than one Host field")]
    ManyHosts,
    #[error("its Host field is empty")]
    EmptyHost,
    #[error("its Host field is longer than {MAX_HOST} bytes")]
    LongHost,
    #[error("its Host field is no host with an optional port: {}", .0.escape_ascii())]
    NoHostAndPort(&'a [u8]),
}

/// Checks the request target and the Host field.
///
/// # Errors
/// 400, with a message that names the field and the reason.
pub fn check(parts: &Parts) -> Result<(), ApiError> {
    check_target(parts).and_then(|()| check_host(parts)).map_err(|wrong| {
        BAD_REQUEST.with_message(format!("The request cannot be read: {wrong} (RFC 9112, section 3.2)."))
    })
}

fn check_target(Parts { method, uri, .. }: &Parts) -> Result<(), TargetError<'_>> {
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err(TargetError::UserInformation);
    }
    // authority-form and asterisk-form are for CONNECT and OPTIONS.
    let is_authority = uri.scheme().is_none() && uri.authority().is_some();
    let is_asterisk = uri.path() == "*" && *method != Method::OPTIONS;
    if is_authority || is_asterisk || *method == Method::CONNECT {
        return Err(TargetError::Form);
    }
    Ok(())
}

fn check_host(Parts { version, headers, .. }: &Parts) -> Result<(), TargetError<'_>> {
    let mut hosts = headers.get_all(HOST).iter();
    let Some(host) = hosts.next() else {
        return if *version == Version::HTTP_11 { Err(TargetError::NoHost) } else { Ok(()) };
    };
    if hosts.next().is_some() {
        return Err(TargetError::ManyHosts);
    }
    let host = host.as_bytes();
    if host.is_empty() {
        let refused = *version == Version::HTTP_11;
        return if refused { Err(TargetError::EmptyHost) } else { Ok(()) };
    }
    if host.len() > MAX_HOST {
        Err(TargetError::LongHost)
    } else if is_host_and_port(strip_scheme(host)) {
        Ok(())
    } else {
        Err(TargetError::NoHostAndPort(host))
    }
}

/// Removes the scheme and the trailing slash, which SDKs send (and sign) if their endpoint is set to a URL.
fn strip_scheme(host: &[u8]) -> &[u8] {
    let host = host.strip_prefix(b"http://").or_else(|| host.strip_prefix(b"https://")).unwrap_or(host);
    host.strip_suffix(b"/").unwrap_or(host)
}

/// `uri-host [ ":" port ]` with a host that is not empty. A comma is refused: it means that the field holds a list.
fn is_host_and_port(text: &[u8]) -> bool {
    let (valid_host, port) = if let Some(literal) = text.strip_prefix(b"[") {
        let Some(end) = literal.iter().position(|&byte| byte == b']') else { return false };
        let address =
            std::str::from_utf8(&literal[..end]).ok().and_then(|text| text.parse::<Ipv6Addr>().ok());
        (address.is_some(), &literal[end + 1..])
    } else {
        let end = text.iter().position(|&byte| byte == b':').unwrap_or(text.len());
        (is_name(&text[..end]), &text[end..])
    };
    valid_host
        && (port.is_empty()
            || port.strip_prefix(b":").is_some_and(|port| port.iter().all(u8::is_ascii_digit)))
}

/// Whether it is a `reg-name` of RFC 3986 (a host name or IPv4 address), not empty and without a comma.
fn is_name(mut name: &[u8]) -> bool {
    if name.is_empty() {
        return false;
    }
    while let Some((&first, rest)) = name.split_first() {
        name = match first {
            b'%' if rest.len() >= 2 && rest[..2].iter().all(u8::is_ascii_hexdigit) => &rest[2..],
            _ if first.is_ascii_alphanumeric() || b"-._~!$&'()*+;=".contains(&first) => rest,
            _ => return false,
        };
    }
    true
}
