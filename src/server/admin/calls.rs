//! `/requests`: the journal.

use std::collections::HashMap;

use crate::contract::operations::OperationKind;
use crate::engine::callback::record::CallbackAttempt;
use crate::engine::journal::JournalEntry;
use crate::server::admin::problem::AdminError;
use crate::server::admin::view::{CallView, CallbacksView, CallsView, Deleted};
use crate::server::admin::{AdminRequest, AdminResponse, har};

/// The default of `limit`.
const DEFAULT_LIMIT: u64 = 100;
/// The maximum of `limit`.
const MAX_LIMIT: u64 = 1000;

pub(super) fn list(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
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
    let page = request.engine.journal().newest(&filter, limit, before);
    if as_har {
        return AdminResponse::json(&har::archive(&page.entries, request.engine.base_url()));
    }
    let extent = request.engine.journal().extent();
    let mut attempts = attempts(request, &page.entries);
    let with_attempts = |entry| {
        let callbacks = created(entry).and_then(|id| attempts.remove(id));
        CallView::new(entry, callbacks.unwrap_or_default())
    };
    AdminResponse::json(&CallsView {
        requests: page.entries.iter().map(with_attempts).collect(),
        found: request.query.get("search").map(|_| request.engine.journal().count(&filter)),
        next: page.next.map(|next| next.to_string()),
        kept: extent.kept,
        dropped: extent.dropped,
    })
}

pub(super) fn delete(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    AdminResponse::json(&Deleted { deleted: request.engine.journal().delete(&request.query.filter()?) })
}

pub(super) fn one(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let entry = find(request)?;
    let mut attempts = attempts(request, std::slice::from_ref(&entry));
    let callbacks = created(&entry).and_then(|id| attempts.remove(id));
    AdminResponse::json(&CallView::new(&entry, callbacks.unwrap_or_default()))
}

/// The transaction that a call created.
pub(super) fn created(entry: &JournalEntry) -> Option<&str> {
    entry.result("TransactionId").filter(|_| entry.facts.operation == Some(OperationKind::Initialize))
}

/// The attempts to deliver callbacks of the transactions that these calls created.
fn attempts(request: &AdminRequest<'_>, entries: &[JournalEntry]) -> HashMap<String, Vec<CallbackAttempt>> {
    request.engine.callbacks().of(&entries.iter().filter_map(created).collect())
}

/// The call in the path.
pub(super) fn find(request: &AdminRequest<'_>) -> Result<JournalEntry, AdminError> {
    request.engine.journal().find(&request.argument).ok_or_else(|| {
        AdminError::not_found(format!(
            "the journal has no call {}: it may have been dropped or deleted; GET /_emulator/requests lists all calls",
            request.argument
        ))
    })
}

pub(super) fn callbacks(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let callbacks = request.engine.callbacks();
    let attempts = callbacks.attempts(request.query.get("transactionId"), request.account().as_deref());
    AdminResponse::json(&CallbacksView { attempts, waiting: callbacks.waiting() })
}
