//! The verification page at TransactionUrl, its error page, and the request of its script that ends the check.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{fill, html, json as json_response, script_data};
use crate::contract::device::Device;
use crate::contract::identity::IdentityFields;
use crate::contract::language::{self, BrowserLanguages, languages};
use crate::contract::operations::check_result::{self, SpoofType};
use crate::contract::operations::check_verify_log::CheckPage;
use crate::contract::redirect::{CLIENT_RESULTS, PASSED, client_result};
use crate::engine::Engine;
use crate::engine::transaction::lifecycle::{OpenedPage, PageRefusal};
use crate::engine::transaction::{CheckEnd, UrlError};
use crate::escape;
use crate::server::pages::texts::{PageTexts, names};

const PAGE: &str = include_str!("assets/verify-page.html");
const ERROR: &str = include_str!("assets/error-page.html");
/// The maximum length of a corrected field, in characters.
const MAX_FIELD_LENGTH: usize = 200;

/// The response of a TransactionUrl.
pub(crate) fn show(
    engine: &Engine,
    client_cfg: &str,
    browser: BrowserLanguages<'_>,
) -> Response<Full<Bytes>> {
    match engine.open(client_cfg) {
        Ok(opened) => page(&opened, browser),
        Err(refusal) => error_page(&refusal, browser),
    }
}

fn page(opened: &OpenedPage, browser: BrowserLanguages<'_>) -> Response<Full<Bytes>> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct PageData<'a> {
        client_cfg: &'a str,
        transaction_id: &'a str,
        protocol: &'a str,
        merchant_biz_id: &'a str,
        document: &'a str,
        return_url: Option<&'a str>,
        callback_url: Option<&'a str>,
        sub_code: &'a str,
        /// The vendor's PC page would speak English here.
        only_on_phones: bool,
        spoof_types: &'a [SpoofType],
        shows: BTreeMap<&'a str, bool>,
        fields: Vec<(&'a str, &'a str)>,
        texts: &'a IdentityFields,
        colours: Vec<serde_json::Value>,
        named: Vec<(String, String)>,
        language: &'a str,
        languages: Vec<(&'a str, &'a str)>,
        client_results: Vec<(&'a str, &'a str)>,
    }
    let options = &opened.options;
    let wording = options.wording(browser);
    let style = options.style();
    let texts = PageTexts::new(&wording);
    let pc = options.device() == Device::Web;
    let colour = |colour: crate::contract::style::Colour| json!({ "step": colour.step, "part": colour.part, "value": colour.value });
    let data = PageData {
        client_cfg: &opened.client_cfg,
        transaction_id: &opened.transaction_id,
        protocol: &opened.protocol,
        merchant_biz_id: options.merchant_biz_id(),
        document: options.document(),
        return_url: options.return_url(),
        callback_url: options.callback_url(),
        sub_code: check_result::NOT_PASSED,
        only_on_phones: pc && !wording.is_known_on_pc(),
        spoof_types: if options.detects_spoof() { &SpoofType::ALL } else { &[] },
        shows: BTreeMap::from([
            ("guide", options.shows_guide()),
            ("album", options.shows_album()),
            ("result", options.shows_result()),
            ("edit", options.edits_result()),
        ]),
        fields: opened.fields.iter().collect(),
        texts: &texts.all,
        colours: style.colours.into_iter().map(colour).collect(),
        named: style.named,
        language: wording.language,
        languages: names(languages()),
        client_results: CLIENT_RESULTS
            .iter()
            .filter(|row| !row.completes)
            .map(|row| (row.code, row.outcome.meaning))
            .collect(),
    };
    let layout = if pc { "pc" } else { "mobile" };
    let values = [
        ("lang", texts.tag),
        ("dir", texts.direction),
        ("layout", layout),
        ("title", &escape::html(texts.get("captureTitle"))),
        ("view", &script_data(&data)),
    ];
    html(StatusCode::OK, fill(PAGE, &values))
}

/// The error page of a URL that does not open. Status and reason are the emulator's own; the real ones are not known.
struct PageError {
    status: StatusCode,
    reason: &'static str,
    text: &'static str,
    note: &'static str,
}

fn page_error(why: UrlError) -> PageError {
    let (status, reason, text, note) = match why {
        UrlError::Used => (
            StatusCode::GONE,
            "used",
            "errorUsed",
            "TransactionUrl is single-use and this check is complete: CheckResult has its result. Call Initialize for another one.",
        ),
        UrlError::Changed => (
            StatusCode::FORBIDDEN,
            "changed",
            "errorChanged",
            "clientcfg is not the value that Initialize returned. Pass on TransactionUrl unchanged, without truncating or encoding it.",
        ),
        UrlError::Unknown => (
            StatusCode::NOT_FOUND,
            "unknown",
            "errorUnknown",
            "No transaction has this clientcfg. Transactions are kept in memory: is the URL from an earlier run or from another emulator?",
        ),
        UrlError::Expired => (
            StatusCode::GONE,
            "expired",
            "errorExpired",
            "30 minutes have passed since Initialize. CheckResult keeps returning ProcessNotCompleted.",
        ),
    };
    PageError { status, reason, text, note }
}

fn error_page(refusal: &PageRefusal, browser: BrowserLanguages<'_>) -> Response<Full<Bytes>> {
    let wording = match &refusal.options {
        Some(options) => options.wording(browser),
        None => language::read(None, false, browser),
    };
    let texts = PageTexts::new(&wording);
    let error = page_error(refusal.why);
    let values = [
        ("lang", texts.tag),
        ("dir", texts.direction),
        ("reason", error.reason),
        ("title", &escape::html(texts.get("errorTitle"))),
        ("text", &escape::html(texts.get(error.text))),
        ("note", &escape::html(error.note)),
    ];
    html(error.status, fill(ERROR, &values))
}

/// Notes that the user reached a page of the check: `clientCfg`, and `page` as CheckVerifyLog names it.
pub(crate) fn reach_page(engine: &Engine, body: &Bytes) -> Response<Full<Bytes>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct ReachedPage {
        client_cfg: String,
        page: String,
    }
    let bad =
        |text: String| json_response(StatusCode::BAD_REQUEST, &json!({ "reason": "bad", "text": text }));
    let reached: ReachedPage = match serde_json::from_slice(body) {
        Ok(reached) => reached,
        Err(error) => return bad(format!("expected an object with clientCfg and page: {error}")),
    };
    let Some(page) = CheckPage::ALL.into_iter().find(|page| page.word() == reached.page) else {
        return bad(format!("page: expected one of {}", CheckPage::ALL.map(CheckPage::word).join(", ")));
    };
    match engine.reach_page(&reached.client_cfg, page) {
        Ok(()) => json_response(StatusCode::OK, &json!({})),
        Err(why) => {
            let error = page_error(why);
            json_response(error.status, &json!({ "reason": error.reason, "text": error.text }))
        }
    }
}

/// Ends a check as the page's script requests. Returns the response, and the callback to send.
pub(crate) fn finish(engine: &Engine, body: &[u8]) -> Response<Full<Bytes>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct CheckEndRequest {
        client_cfg: String,
        result_code: String,
        #[serde(default)]
        sub_code: Option<String>,
        #[serde(default)]
        spoof_type: Vec<SpoofType>,
        #[serde(default)]
        edits: IdentityFields,
    }
    let bad =
        |text: String| json_response(StatusCode::BAD_REQUEST, &json!({ "reason": "bad", "text": text }));
    let request: CheckEndRequest = match serde_json::from_slice(body) {
        Ok(request) => request,
        Err(error) => return bad(format!("expected an object with clientCfg and resultCode: {error}")),
    };
    let Some(result) = client_result(&request.result_code) else {
        let known: Vec<_> = CLIENT_RESULTS.iter().map(|row| row.code).collect();
        return bad(format!("resultCode: expected one of {}", known.join(", ")));
    };
    if request.edits.iter().any(|(_, value)| value.chars().count() > MAX_FIELD_LENGTH) {
        return bad(format!("edits: expected values of at most {MAX_FIELD_LENGTH} characters"));
    }
    let is_valid =
        |code: &str| code.len() <= 32 && code.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    let sub_code = request.sub_code.filter(|code| !code.is_empty());
    if sub_code.as_deref().is_some_and(|code| !is_valid(code)) {
        return bad("subCode: expected up to 32 letters, digits, _, - and .".to_owned());
    }
    let passed = result.code == PASSED;
    let ending = CheckEnd { passed, sub_code, edits: request.edits, spoof_types: request.spoof_type };
    match engine.finish(&request.client_cfg, result, &ending) {
        Ok(finished) => json_response(StatusCode::OK, &json!({ "redirect": finished.redirect })),
        Err(why) => {
            let error = page_error(why);
            json_response(error.status, &json!({ "reason": error.reason, "text": error.text }))
        }
    }
}
