//! The dashboard's files, embedded, and the facts of the contract that it shows.

use bytes::Bytes;
use serde_json::json;

use crate::contract::redirect::CLIENT_RESULTS;
use crate::server::admin::problem::AdminError;
use crate::server::admin::{AdminRequest, AdminResponse};

const HTML: &str = include_str!("index.html");
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
macro_rules! files {
    ($($name:literal, $kind:expr;)*) => {
        &[$(($name, $kind, include_str!($name))),*]
    };
}
const ASSETS: &[(&str, &str, &str)] = files! {
    "style.css", STYLE;
    "views.css", STYLE;
    "main.js", SCRIPT;
    "dom.js", SCRIPT;
    "api.js", SCRIPT;
    "tabs.js", SCRIPT;
    "feed.js", SCRIPT;
    "columns.js", SCRIPT;
    "plot.js", SCRIPT;
    "calls.js", SCRIPT;
    "call.js", SCRIPT;
    "journal.js", SCRIPT;
    "selection.js", SCRIPT;
    "replay.js", SCRIPT;
    "timeline.js", SCRIPT;
    "start.js", SCRIPT;
    "transactions.js", SCRIPT;
    "transaction.js", SCRIPT;
    "callbacks.js", SCRIPT;
    "conduct.js", SCRIPT;
    "coverage.js", SCRIPT;
    "scenario.js", SCRIPT;
    "editor.js", SCRIPT;
    "complete.js", SCRIPT;
    "codemirror.js", SCRIPT;
    "codemirror.licences.txt", "text/plain; charset=utf-8";
};
/// The JSON Schema of a scenario, for the editor's completion.
const SCHEMA: &str = include_str!("../../../../scenarios/schema.json");

#[expect(clippy::unnecessary_wraps, reason = "the signature of all handlers")]
pub(super) fn page(_: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    Ok(AdminResponse::Html(Bytes::from_static(HTML.as_bytes())))
}

pub(super) fn asset(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    match &*request.argument {
        "schema.json" => {
            return Ok(AdminResponse::Text("application/json", Bytes::from_static(SCHEMA.as_bytes())));
        }
        "facts.json" => return facts(),
        _ => {}
    }
    let asset = ASSETS.iter().find(|(name, ..)| *name == request.argument);
    let (_, content_type, text) = asset
        .ok_or_else(|| AdminError::not_found(format!("the dashboard has no file {}", request.argument)))?;
    Ok(AdminResponse::Text(content_type, Bytes::from_static(text.as_bytes())))
}

/// The client result codes that end a check in the browser alone, each with its meaning.
fn facts() -> Result<AdminResponse, AdminError> {
    let in_the_browser = CLIENT_RESULTS.iter().filter(|row| !row.completes);
    let results: Vec<_> = in_the_browser.map(|row| (row.code, row.outcome.meaning)).collect();
    AdminResponse::json(&json!({ "clientResults": results }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_the_dashboard_asks_for_is_there() {
        let scripts = ASSETS.iter().filter(|(name, ..)| *name != "codemirror.js").map(|(.., text)| *text);
        let named = scripts.chain([HTML]).flat_map(|text| text.split("/_emulator/dashboard/").skip(1));
        let mut seen = 0;
        for name in named.map(|rest| rest.split(['\'', '"']).next().unwrap()) {
            assert!(name == "schema.json" || ASSETS.iter().any(|(known, ..)| *known == name), "{name}");
            seen += 1;
        }
        assert!(seen >= ASSETS.len(), "{seen}");
    }
}
