//! The dashboard's files, embedded in the binary.

use bytes::Bytes;

use crate::server::admin::problem::AdminError;
use crate::server::admin::{AdminRequest, AdminResponse};

const HTML: &str = include_str!("dashboard/index.html");
macro_rules! script {
    ($name:literal) => {
        ($name, "text/javascript; charset=utf-8", include_str!(concat!("dashboard/", $name)))
    };
}
const ASSETS: &[(&str, &str, &str)] = &[
    ("style.css", "text/css; charset=utf-8", include_str!("dashboard/style.css")),
    script!("main.js"),
    script!("dom.js"),
    script!("feed.js"),
    script!("plot.js"),
    script!("calls.js"),
    script!("transactions.js"),
    script!("callbacks.js"),
    script!("scenario.js"),
    script!("coverage.js"),
];

#[expect(clippy::unnecessary_wraps, reason = "the signature of all handlers")]
pub(super) fn dashboard(_: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    Ok(AdminResponse::Html(Bytes::from_static(HTML.as_bytes())))
}

pub(super) fn asset(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let asset = ASSETS.iter().find(|(name, ..)| *name == request.argument);
    let (_, content_type, text) = asset
        .ok_or_else(|| AdminError::not_found(format!("the dashboard has no file {}", request.argument)))?;
    Ok(AdminResponse::Text(content_type, Bytes::from_static(text.as_bytes())))
}
