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
    /// Host names by which clients may reach it, besides the server's own: such as the name of a compose service.
    pub hosts: Vec<String>,
}

/// Why a request is refused, and what to do.
#[derive(Debug, thiserror::Error)]
pub(in crate::server) enum GateError {
    #[error(
        "{0:?} is not a host name of this server. Use localhost or an IP address, allow the name with \
         --admin-host NAME, set the host with --public-url, or start with --admin-token and send the token"
    )]
    Host(String),
    #[error("a page of another site must not control the emulator")]
    CrossSite,
}

impl From<GateError> for AdminError {
    fn from(error: GateError) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Forbidden", error.to_string())
    }
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
        self.check_host(engine, parts)?;
        if access != Access::Page {
            check_origin(engine, parts)?;
        }
        Ok(())
    }

    /// Checks a request of the verification page's script, which never has the token.
    ///
    /// # Errors
    /// It comes by another host name, or from a page of another site.
    pub(in crate::server) fn check_page(&self, engine: &Engine, parts: &Parts) -> Result<(), GateError> {
        if self.token.is_none() {
            self.check_host(engine, parts)?;
        }
        check_origin(engine, parts)
    }

    fn check_host(&self, engine: &Engine, parts: &Parts) -> Result<(), GateError> {
        let host = header_text(parts, header::HOST).unwrap_or_default();
        if is_own_host(engine, &self.hosts, host) {
            return Ok(());
        }
        Err(GateError::Host(host.to_owned()))
    }

    /// Whether a request may see what is for the owner alone: it has the token, or none is set.
    pub(super) fn trusts(&self, parts: &Parts, query: &Query) -> bool {
        self.token.as_ref().is_none_or(|token| has_token(token, parts, query))
    }
}

fn check_origin(engine: &Engine, parts: &Parts) -> Result<(), GateError> {
    if is_cross_origin(engine, parts) { Err(GateError::CrossSite) } else { Ok(()) }
}

fn check_token(token: &str, parts: &Parts, query: &Query, access: Access) -> Result<(), AdminError> {
    if access != Access::Guarded || has_token(token, parts, query) {
        return Ok(());
    }
    Err(AdminError::new(
        StatusCode::UNAUTHORIZED,
        "Unauthorized",
        "send the --admin-token of this emulator as Authorization: Bearer TOKEN, or as ?token=TOKEN",
    ))
}

fn has_token(token: &str, parts: &Parts, query: &Query) -> bool {
    // The name of a scheme has no case, RFC 9110, 11.1.
    let bearer = header_text(parts, header::AUTHORIZATION)
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"));
    let sent = bearer.map(|(_, token)| token).or_else(|| query.get(TOKEN.name)).unwrap_or_default();
    sent.trim().as_bytes().ct_eq(token.as_bytes()).into()
}

fn header_text(parts: &Parts, name: header::HeaderName) -> Option<&str> {
    parts.headers.get(name)?.to_str().ok()
}

/// Whether a Host header has a name of this server. An attacker can make a DNS name of his own resolve to this machine,
/// but not use an IP address, localhost or a name without a dot for it, such as that of a container. `allowed` are names
/// that the user vouches for.
fn is_own_host(engine: &Engine, allowed: &[String], host: &str) -> bool {
    // Some Python clients send a whole URL as Host.
    let url = if host.contains("://") { host.to_owned() } else { format!("http://{host}") };
    let Ok(url) = Url::parse(&url) else { return false };
    let Some(name) = url.host_str() else { return false };
    let without_brackets = name.trim_start_matches('[').trim_end_matches(']');
    let own = |base: &str| Url::parse(base).is_ok_and(|base| base.host_str() == Some(name));
    without_brackets.parse::<IpAddr>().is_ok()
        || !name.contains('.')
        || name.ends_with(".localhost")
        || name == "host.docker.internal"
        || allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(name))
        || own(engine.base_url())
        || engine.public_url().is_some_and(own)
}

/// Whether a browser sends the request for a page of another origin.
fn is_cross_origin(engine: &Engine, parts: &Parts) -> bool {
    let cross = |site: &str| matches!(site, "cross-site" | "same-site");
    if header_text(parts, header::HeaderName::from_static("sec-fetch-site")).is_some_and(cross) {
        return true;
    }
    let host = header_text(parts, header::HOST).unwrap_or_default();
    // A proxy in front may change the host.
    let is_public = |origin: &str| {
        let public = engine.public_url().and_then(|url| Url::parse(url).ok());
        public.is_some_and(|url| url.origin().ascii_serialization().eq_ignore_ascii_case(origin))
    };
    parts.headers.get(header::ORIGIN).is_some_and(|origin| {
        let origin = origin.to_str().unwrap_or_default();
        let authority = origin.split_once("://").map_or("", |(_, authority)| authority);
        !authority.eq_ignore_ascii_case(host) && !is_public(origin)
    })
}
