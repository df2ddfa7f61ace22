//! Access control of the admin API: the developer's programs and the dashboard may use it, pages of other sites in the
//! developer's browser may not (cross-site requests, DNS rebinding).

use std::net::IpAddr;

use http::request::Parts;
use http::{StatusCode, header};
use subtle::ConstantTimeEq as _;
use url::Url;

use super::query::{Query, TOKEN};
use super::route::Access;
use crate::engine::Engine;
use crate::server::admin::problem::AdminError;

/// The access control of the admin API.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    /// The required token; `None` requires none.
    pub token: Option<String>,
}

impl Gate {
    /// Checks a request.
    ///
    /// # Errors
    /// `Unauthorized` or `Forbidden`, with what to do.
    pub(super) fn check(
        &self,
        engine: &Engine,
        parts: &Parts,
        query: &Query,
        access: Access,
    ) -> Result<(), AdminError> {
        if let Some(token) = &self.token {
            return check_token(token, parts, query, access);
        }
        let host = header_text(parts, header::HOST).unwrap_or_default();
        if !is_own_host(engine, host) {
            return Err(forbidden(format!(
                "{host:?} is not a host name of this server. Use localhost or an IP address, set the host with \
                 --public-url, or start with --admin-token and send the token"
            )));
        }
        if access != Access::Page && is_cross_origin(parts, host) {
            return Err(forbidden("a page of another site must not use the admin API".to_owned()));
        }
        Ok(())
    }
}

fn check_token(token: &str, parts: &Parts, query: &Query, access: Access) -> Result<(), AdminError> {
    if access != Access::Guarded {
        return Ok(());
    }
    // The name of a scheme has no case, RFC 9110, 11.1.
    let bearer = header_text(parts, header::AUTHORIZATION)
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"));
    let sent = bearer.map(|(_, token)| token).or_else(|| query.get(TOKEN.name)).unwrap_or_default();
    if bool::from(sent.trim().as_bytes().ct_eq(token.as_bytes())) {
        return Ok(());
    }
    Err(AdminError::new(
        StatusCode::UNAUTHORIZED,
        "Unauthorized",
        "send the --admin-token of this emulator as Authorization: Bearer TOKEN, or as ?token=TOKEN",
    ))
}

fn forbidden(message: String) -> AdminError {
    AdminError::new(StatusCode::FORBIDDEN, "Forbidden", message)
}

fn header_text(parts: &Parts, name: header::HeaderName) -> Option<&str> {
    parts.headers.get(name)?.to_str().ok()
}

/// Whether a Host header has a name of this server. An attacker can make a DNS name of his own resolve to this machine,
/// but not use an IP address or localhost for it.
fn is_own_host(engine: &Engine, host: &str) -> bool {
    // Some Python clients send a whole URL as Host.
    let url = if host.contains("://") { host.to_owned() } else { format!("http://{host}") };
    let Ok(url) = Url::parse(&url) else { return false };
    let Some(name) = url.host_str() else { return false };
    let without_brackets = name.trim_start_matches('[').trim_end_matches(']');
    let own = |base: &str| Url::parse(base).is_ok_and(|base| base.host_str() == Some(name));
    without_brackets.parse::<IpAddr>().is_ok()
        || name == "localhost"
        || name.ends_with(".localhost")
        || name == "host.docker.internal"
        || own(engine.base_url())
        || engine.public_url().is_some_and(own)
}

/// Whether a browser sends the request for a page of another origin.
fn is_cross_origin(parts: &Parts, host: &str) -> bool {
    let cross = |site: &str| matches!(site, "cross-site" | "same-site");
    if header_text(parts, header::HeaderName::from_static("sec-fetch-site")).is_some_and(cross) {
        return true;
    }
    parts.headers.get(header::ORIGIN).is_some_and(|origin| {
        let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
        origin.is_none_or(|(_, authority)| !authority.eq_ignore_ascii_case(host))
    })
}
