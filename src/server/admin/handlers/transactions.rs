//! `/transactions`: lists transactions, and ends checks without the page.

use http::StatusCode;

use crate::contract::redirect::{CLIENT_RESULTS, PASSED, client_result};
use crate::engine::callback::record::CallbackAttempt;
use crate::engine::transaction::summary::{TransactionFilter, TransactionStatus};
use crate::engine::transaction::{CheckEnd, UrlError};
use crate::server::admin::problem::AdminError;
use crate::server::admin::query::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::server::admin::view::{Completion, TransactionView, TransactionsView};
use crate::server::admin::{AdminRequest, AdminResponse, json_bytes};

pub(in crate::server::admin) fn list(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let limit = request.query.number("limit", 1, MAX_LIMIT)?.unwrap_or(DEFAULT_LIMIT);
    let state = match request.query.get("state") {
        None => None,
        Some(word) => Some(
            TransactionStatus::ALL
                .into_iter()
                .find(|state| state.word() == word)
                .ok_or_else(|| AdminError::bad("state must be waiting, opened, completed or expired"))?,
        ),
    };
    let account = request.account();
    let filter = TransactionFilter {
        account: account.as_deref(),
        merchant_biz_id: request.query.get("merchantBizId"),
        state,
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (ids, total) = request.engine.newest_transaction_ids(&filter, limit);
    let mut attempts = request.engine.callbacks().of(&ids.iter().map(|id| &**id).collect());
    let engine = request.engine.clone();
    // A transaction may go, or leave the state, before it is its turn.
    let found = move |id: String| {
        let found = engine.transaction(&id).filter(|one| state.is_none_or(|state| state == one.state))?;
        let attempts = attempts.remove(&id).unwrap_or_default();
        let attempts = attempts.iter().map(|attempt| CallbackAttempt::clone(attempt)).collect();
        Some(json_bytes(&TransactionView::new(found, attempts)))
    };
    let rest = TransactionsView { transactions: Vec::new(), total };
    AdminResponse::json_list("transactions", ids.into_iter().filter_map(found), &rest)
}

pub(in crate::server::admin) fn one(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let found = request.engine.transaction(&request.argument).ok_or_else(|| unknown(request))?;
    let callbacks = request.engine.callbacks().attempts(Some(&found.transaction_id), None);
    AdminResponse::json(&TransactionView::new(found, callbacks))
}

pub(in crate::server::admin) fn complete(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let given = if request.body.trim_ascii().is_empty() { b"{}" } else { request.body };
    let Completion { passed, sub_code, result_code } = serde_json::from_slice(given).map_err(|error| {
        AdminError::bad(format!(
            r#"expected an empty body, {{"passed":false,"subCode":"206"}} or {{"resultCode":"1004"}}: {error}"#
        ))
    })?;
    if let Some(account) = request.account()
        && request.engine.transaction(&request.argument).is_none_or(|found| found.account != account)
    {
        return Err(unknown(request));
    }
    let result = match result_code {
        None => None,
        Some(_) if passed.is_some() => {
            return Err(AdminError::bad("passed and resultCode exclude each other"));
        }
        Some(code) => Some(client_result(&code).ok_or_else(|| unknown_code(&code))?),
    };
    let passed = passed.unwrap_or_else(|| result.is_none_or(|result| result.code == PASSED));
    let end = CheckEnd::plain(passed, sub_code);
    let ended = match result {
        Some(result) if !result.completes => {
            let found = request.engine.transaction(&request.argument).ok_or_else(|| unknown(request))?;
            let no_page = "only the page of a check ends with such a code, and this check has none";
            let client_cfg = found.client_cfg.as_deref();
            let client_cfg = client_cfg.ok_or_else(|| conflict("NoPage", no_page))?;
            request.engine.finish(client_cfg, result, &end).map(drop)
        }
        _ => request.engine.complete(&request.argument, &end),
    };
    ended.map_err(|why| match why {
        UrlError::Used => conflict("Completed", "the check has ended already"),
        UrlError::Expired => conflict("Expired", "30 minutes have passed since Initialize"),
        UrlError::Unknown | UrlError::Changed => unknown(request),
    })?;
    one(request)
}

fn conflict(code: &'static str, message: &str) -> AdminError {
    AdminError::new(StatusCode::CONFLICT, code, message)
}

fn unknown_code(code: &str) -> AdminError {
    let known: Vec<_> = CLIENT_RESULTS.iter().map(|row| row.code).collect();
    AdminError::bad(format!("resultCode must be one of {}, not {code:?}", known.join(", ")))
}

fn unknown(request: &AdminRequest<'_>) -> AdminError {
    AdminError::not_found(format!("no transaction has the TransactionId {}", request.argument))
}
