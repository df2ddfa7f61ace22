//! `/requests`: the journal.

use crate::contract::operations::OperationKind;
use crate::engine::Engine;
use crate::engine::journal::JournalEntry;
use crate::server::admin::handlers::har;
use crate::server::admin::problem::AdminError;
use crate::server::admin::query::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::server::admin::view::{CallView, CallbacksView, CallsView, Deleted};
use crate::server::admin::{AdminRequest, AdminResponse, json_bytes};
use crate::server::body::chunks;

pub(in crate::server::admin) fn list(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let filter = request.query.filter()?;
    let as_har = match request.query.get("format") {
        None | Some("json") => false,
        Some("har") => true,
        Some(other) => return Err(AdminError::bad(format!("format must be json or har, not {other:?}"))),
    };
    let default = if as_har { MAX_LIMIT } else { DEFAULT_LIMIT };
    let limit = request.query.number("limit", 1, MAX_LIMIT)?.unwrap_or(default);
    let before = request.query.number("cursor", 1, u64::MAX)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let journal = request.engine.journal();
    let (numbers, next) = journal.newest_numbers(&filter, limit, before);
    let engine = request.engine.clone();
    // A call may be dropped before it is its turn.
    let entry = move |number: u64| engine.journal().numbered(number);
    if as_har {
        let base_url = request.engine.base_url().to_owned();
        let oldest_first = numbers.into_iter().rev().filter_map(entry);
        let calls = oldest_first.map(move |entry| json_bytes(&har::one(&entry, &base_url)));
        return Ok(AdminResponse::json_in_chunks(chunks::list(har::START, calls, har::END)));
    }
    let extent = journal.extent();
    let rest = CallsView {
        requests: Vec::new(),
        found: request.query.get("search").map(|_| journal.count(&filter)),
        next: next.map(|next| next.to_string()),
        kept: extent.kept,
        dropped: extent.dropped,
    };
    let engine = request.engine.clone();
    let calls =
        numbers.into_iter().filter_map(entry).map(move |entry| json_bytes(&with_attempts(&engine, &entry)));
    AdminResponse::json_list("requests", calls, &rest)
}

/// A call with the attempts to deliver the callback of the transaction that it created.
fn with_attempts<'a>(engine: &Engine, entry: &'a JournalEntry) -> CallView<'a> {
    let callbacks = created(entry).map(|id| engine.callbacks().attempts(Some(id), None));
    CallView::new(entry, callbacks.unwrap_or_default())
}

pub(in crate::server::admin) fn delete(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    AdminResponse::json(&Deleted { deleted: request.engine.journal().delete(&request.query.filter()?) })
}

pub(in crate::server::admin) fn one(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let entry = find(request)?;
    AdminResponse::json(&with_attempts(request.engine, &entry))
}

/// The transaction that a call created.
pub(in crate::server::admin) fn created(entry: &JournalEntry) -> Option<&str> {
    entry.result("TransactionId").filter(|_| entry.facts.operation == Some(OperationKind::Initialize))
}

/// The call in the path.
pub(in crate::server::admin) fn find(request: &AdminRequest<'_>) -> Result<JournalEntry, AdminError> {
    request.engine.journal().find(&request.argument).ok_or_else(|| {
        AdminError::not_found(format!(
            "the journal has no call {}: it may have been dropped or deleted; GET /_emulator/requests lists all calls",
            request.argument
        ))
    })
}

pub(in crate::server::admin) fn callbacks(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let callbacks = request.engine.callbacks();
    let attempts =
        callbacks.shared_attempts(request.query.get("transactionId"), request.account().as_deref());
    let rest = CallbacksView { attempts: Vec::new(), waiting: callbacks.waiting() };
    AdminResponse::json_list("attempts", attempts.into_iter().map(|attempt| json_bytes(&*attempt)), &rest)
}
