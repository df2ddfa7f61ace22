//! The demo: a minimal merchant page that shows the complete flow of a verification.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::{CONTENT_SECURITY_POLICY, HeaderValue, X_FRAME_OPTIONS};
use http::{Response, StatusCode};
use http_body_util::Full;
use serde::Serialize;

use super::{fill, html, script_data};
use crate::contract::document::DOCUMENTS;
use crate::contract::operations::initialize::LANGUAGES;
use crate::contract::redirect::CLIENT_RESULTS;
use crate::contract::value::Choice;

const PAGE: &str = include_str!("assets/demo-page.html");
/// The base of the demo's CallbackUrl: https, as the contract requires; mapped to this emulator.
pub(crate) const CALLBACK_BASE: &str = "https://demo.cloudauth-local.test";

/// The demo page.
pub(crate) fn demo() -> Response<Full<Bytes>> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct DemoData {
        documents: Vec<(&'static str, &'static str)>,
        languages: Vec<(&'static str, &'static str)>,
        client_results: BTreeMap<&'static str, &'static str>,
        callback_url: String,
    }
    let pairs = |choices: &'static [Choice]| choices.iter().map(|row| (row.value, row.meaning)).collect();
    let data = DemoData {
        documents: pairs(DOCUMENTS),
        languages: pairs(LANGUAGES),
        client_results: CLIENT_RESULTS.iter().map(|row| (row.code, row.outcome.meaning)).collect(),
        callback_url: format!("{CALLBACK_BASE}/_emulator/demo/callback?shop=demo"),
    };
    let mut page = html(StatusCode::OK, fill(PAGE, &[("view", &script_data(&data))]));
    page.headers_mut().append(CONTENT_SECURITY_POLICY, HeaderValue::from_static("frame-ancestors 'self'"));
    page.headers_mut().insert(X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    page
}
