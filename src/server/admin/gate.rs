//! Who may use the admin API: the developer's own programs and pages, and no page of a stranger that the developer's
//! browser happens to show (cross-site requests, DNS rebinding).

use std::net::IpAddr;

use http::request::Parts;
use http::{StatusCode, header};
use subtle::ConstantTimeEq as _;
use url::Url;

use super::query::{Query, TOKEN};
use super::routes::{Access, Route};
use crate::engine::Engine;
use crate::server::admin::problem::AdminError;

/// What the gate goes by.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    /// The token that has to be shown; `None` asks for none.
    pub token: Option<String>,
}

impl Gate {
    /// Lets a request in.
    ///
    /// # Errors
    /// Who is kept out, and what to do.
    pub(super) fn admit(
        &self,
        engine: &Engine,
        parts: &Parts,
        query: &Query,
        route: &Route,
    ) -> Result<(), AdminError> {
        if let Some(token) = &self.token {
            return check_token(token, parts, query, route);
        }
        let host = header_text(parts, header::HOST).unwrap_or_default();
        if !is_own_host(engine, host) {
            return Err(forbidden(format!(
                "this server is not called {host:?}. Use localhost or an IP address, name the host with --public-url, \
                 or start with --admin-token and send it"
            )));
        }
        if route.access != Access::Page && is_foreign(parts, host) {
            return Err(forbidden("a page of another site may not use the admin API".to_owned()));
        }
        Ok(())
    }
}

fn check_token(token: &str, parts: &Parts, query: &Query, route: &Route) -> Result<(), AdminError> {
    if route.access != Access::Guarded {
        return Ok(());
    }
    let bearer = header_text(parts, header::AUTHORIZATION).and_then(|text| text.strip_prefix("Bearer "));
    let shown = bearer.or_else(|| query.get(TOKEN.name)).unwrap_or_default();
    if bool::from(shown.trim().as_bytes().ct_eq(token.as_bytes())) {
        return Ok(());
    }
    let problem = AdminError::new(
        StatusCode::UNAUTHORIZED,
        "Unauthorized",
        "send the --admin-token of this emulator as Authorization: Bearer TOKEN, or as ?token=TOKEN",
    );
    Err(problem)
}

fn forbidden(message: String) -> AdminError {
    AdminError::new(StatusCode::FORBIDDEN, "Forbidden", message)
}

fn header_text(parts: &Parts, name: header::HeaderName) -> Option<&str> {
    parts.headers.get(name)?.to_str().ok()
}

/// Whether a Host is a name of this server. A stranger's page can make its own name lead here, but neither an address
/// nor localhost.
fn is_own_host(engine: &Engine, host: &str) -> bool {
    // Python can send a whole URL for a host.
    let url = if host.contains("://") { host.to_owned() } else { format!("http://{host}") };
    let Ok(url) = Url::parse(&url) else { return false };
    let Some(name) = url.host_str() else { return false };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    let own = |base: &str| Url::parse(base).is_ok_and(|base| base.host_str() == Some(name));
    bare.parse::<IpAddr>().is_ok()
        || name == "localhost"
        || name.ends_with(".localhost")
        || name == "host.docker.internal"
        || own(engine.base_url())
        || engine.public_url().is_some_and(own)
}

/// Whether a browser sends this for a page that is not this server's.
fn is_foreign(parts: &Parts, host: &str) -> bool {
    let cross = |site: &str| matches!(site, "cross-site" | "same-site");
    if header_text(parts, header::HeaderName::from_static("sec-fetch-site")).is_some_and(cross) {
        return true;
    }
    parts.headers.get(header::ORIGIN).is_some_and(|origin| {
        let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
        origin.is_none_or(|(_, authority)| !authority.eq_ignore_ascii_case(host))
    })
}
