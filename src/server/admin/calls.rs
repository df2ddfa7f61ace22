//! `/requests`: the journal.

use std::collections::HashMap;

use crate::contract::operations::OperationKind;
use crate::engine::callback::record::CallbackAttempt;
use crate::engine::journal::JournalEntry;
use crate::server::admin::problem::AdminError;
use crate::server::admin::view::{CallView, CallbacksView, CallsView, Deleted};
use crate::server::admin::{AdminRequest, AdminResponse, har};

/// How many calls are listed, unless told otherwise.
const USUAL: u64 = 100;
/// How many calls are listed at most.
const MOST: u64 = 1000;

pub(super) fn list(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let filter = request.query.filter()?;
    let as_har = match request.query.get("format") {
        None | Some("json") => false,
        Some("har") => true,
        Some(other) => return Err(AdminError::bad(format!("format must be json or har, not {other:?}"))),
    };
    let usual = if as_har { MOST } else { USUAL };
    let limit = request.query.number("limit", 1, MOST)?.unwrap_or(usual);
    let before = request.query.number("cursor", 1, u64::MAX)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let page = request.engine.journal().newest(&filter, limit, before);
    if as_har {
        return AdminResponse::json(&har::archive(&page.entries, request.engine.base_url()));
    }
    let extent = request.engine.journal().extent();
    let mut tries = tries(request, &page.entries);
    let with_tries = |entry| {
        let of = started(entry).and_then(|id| tries.remove(id));
        CallView::new(entry, of.unwrap_or_default())
    };
    AdminResponse::json(&CallsView {
        requests: page.entries.iter().map(with_tries).collect(),
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
    let mut tries = tries(request, std::slice::from_ref(&entry));
    let of = started(&entry).and_then(|id| tries.remove(id));
    AdminResponse::json(&CallView::new(&entry, of.unwrap_or_default()))
}

/// The transaction that a call started.
pub(super) fn started(entry: &JournalEntry) -> Option<&str> {
    entry.result("TransactionId").filter(|_| entry.facts.operation == Some(OperationKind::Initialize))
}

/// The tries to deliver the callbacks of the transactions that these calls started.
fn tries(request: &AdminRequest<'_>, entries: &[JournalEntry]) -> HashMap<String, Vec<CallbackAttempt>> {
    request.engine.callbacks().of(&entries.iter().filter_map(started).collect())
}

/// The call that the path names.
pub(super) fn find(request: &AdminRequest<'_>) -> Result<JournalEntry, AdminError> {
    request.engine.journal().find(&request.argument).ok_or_else(|| {
        AdminError::not_found(format!(
            "the journal has no call {}: it may have been dropped or deleted; GET /_emulator/requests lists what there is",
            request.argument
        ))
    })
}

pub(super) fn callbacks(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let callbacks = request.engine.callbacks();
    let attempts = callbacks.attempts(request.query.get("transactionId"), request.account().as_deref());
    AdminResponse::json(&CallbacksView { attempts, waiting: callbacks.waiting() })
}
