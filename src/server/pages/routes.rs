//! The paths of the pages and their scripts. The real service has none of them on this host.

use bytes::Bytes;
use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;
use http::{Method, Response, StatusCode};
use http_body_util::Full;
use serde_json::json;

use crate::contract::ApiError;
use crate::contract::error::METHOD_NOT_ALLOWED;
use crate::contract::language::BrowserLanguages;
use crate::engine::Engine;
use crate::server::pages;
use crate::server::service::App;

type PageResponse = Response<Full<Bytes>>;

impl App {
    /// The response of a page or script; `None` for any other path.
    pub(in crate::server) fn page_response(
        &self,
        parts: &Parts,
        body: &Bytes,
    ) -> Option<Result<PageResponse, ApiError>> {
        let path = parts.uri.path();
        let query = parts.uri.query().unwrap_or_default();
        let reads = matches!(parts.method, Method::GET | Method::HEAD);
        let writes = parts.method == Method::POST;
        let page = match path {
            // Only GET opens a TransactionUrl. HEAD, as link checkers send it, must not use it up.
            "/index.html" if parts.method == Method::GET => {
                let client_cfg = parameter(query, "clientcfg").unwrap_or_default();
                self.engine.record_fetch(&client_cfg, &parts.headers);
                let chosen = parameter(query, "language");
                let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
                let browser = BrowserLanguages { chosen: chosen.as_deref(), accepted };
                pages::show(&self.engine, &client_cfg, browser)
            }
            "/_emulator/verification" if writes => {
                self.of_script(parts, |engine| pages::finish(engine, body))
            }
            "/_emulator/verification/page" if writes => {
                self.of_script(parts, |engine| pages::reach_page(engine, body))
            }
            "/_emulator/demo" if reads => pages::demo(),
            "/_emulator/demo/callback" if reads => pages::plain(StatusCode::OK, "text/plain", "received\n"),
            _ => match pages::asset(path).filter(|_| reads) {
                Some(asset) => asset,
                None => return methods(path).map(|_| Err(METHOD_NOT_ALLOWED.error())),
            },
        };
        tracing::debug!(path, status = page.status().as_u16(), "page");
        Some(Ok(page))
    }

    /// The response to a request of the verification page's script, unless it is made for another site.
    fn of_script(&self, parts: &Parts, respond: impl FnOnce(&Engine) -> PageResponse) -> PageResponse {
        match self.admin.gate.check_page(&self.engine, parts) {
            Ok(()) => respond(&self.engine),
            Err(error) => {
                let text = error.to_string();
                pages::json(StatusCode::FORBIDDEN, &json!({ "reason": "cross-site", "text": text }))
            }
        }
    }
}

/// The methods of a page or script, for the header Allow; `None` for any other path.
pub(in crate::server) fn methods(path: &str) -> Option<&'static str> {
    match path {
        "/index.html" => Some("GET"),
        "/_emulator/verification" | "/_emulator/verification/page" => Some("POST"),
        "/_emulator/demo" | "/_emulator/demo/callback" => Some("GET, HEAD"),
        _ => pages::asset(path).map(|_| "GET, HEAD"),
    }
}

/// A query parameter, decoded.
fn parameter(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}
