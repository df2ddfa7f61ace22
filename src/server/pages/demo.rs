//! The demo: a tiny merchant that shows the whole round in a minute.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use serde::Serialize;

use super::{fill, html, island};
use crate::contract::document::DOCUMENTS;
use crate::contract::operations::initialize::LANGUAGES;
use crate::contract::redirect::CLIENT_RESULTS;
use crate::contract::value::Choice;

const PAGE: &str = include_str!("assets/demo-page.html");
/// Where the demo's callback goes by name: https, as the contract wants it, and sent to this emulator itself.
pub(crate) const CALLBACK_BASE: &str = "https://demo.cloudauth-local.test";

/// The merchant's page.
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
    let view = DemoData {
        documents: pairs(DOCUMENTS),
        languages: pairs(LANGUAGES),
        client_results: CLIENT_RESULTS.iter().map(|row| (row.code, row.outcome.meaning)).collect(),
        callback_url: format!("{CALLBACK_BASE}/_emulator/demo/callback?shop=demo"),
    };
    html(StatusCode::OK, fill(PAGE, &[("view", &island(&view))]))
}
