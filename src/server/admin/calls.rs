//! `/requests`: the journal.

use super::problem::Problem;
use super::view::{Call, Callbacks, Calls, Deleted};
use super::{Ask, Page, har};

/// How many calls are listed, unless told otherwise.
const USUAL: u64 = 100;
/// How many calls are listed at most.
const MOST: u64 = 1000;

pub(super) fn list(ask: &Ask<'_>) -> Result<Page, Problem> {
    let filter = ask.query.filter()?;
    let as_har = match ask.query.get("format") {
        None | Some("json") => false,
        Some("har") => true,
        Some(other) => return Err(Problem::bad(format!("format must be json or har, not {other:?}"))),
    };
    let usual = if as_har { MOST } else { USUAL };
    let limit = ask.query.number("limit", 1, MOST)?.unwrap_or(usual);
    let before = ask.query.number("cursor", 1, u64::MAX)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let page = ask.engine.journal().newest(&filter, limit, before);
    if as_har {
        return Page::json(&har::archive(&page.entries, ask.engine.base_url()));
    }
    let extent = ask.engine.journal().extent();
    Page::json(&Calls {
        requests: page.entries.iter().map(Call::new).collect(),
        next: page.next.map(|next| next.to_string()),
        kept: extent.kept,
        dropped: extent.dropped,
    })
}

pub(super) fn delete(ask: &Ask<'_>) -> Result<Page, Problem> {
    Page::json(&Deleted { deleted: ask.engine.journal().delete(&ask.query.filter()?) })
}

pub(super) fn one(ask: &Ask<'_>) -> Result<Page, Problem> {
    Page::json(&Call::new(&find(ask)?))
}

/// The call that the path names.
pub(super) fn find(ask: &Ask<'_>) -> Result<crate::engine::journal::Entry, Problem> {
    ask.engine.journal().find(&ask.argument).ok_or_else(|| {
        Problem::not_found(format!(
            "the journal has no call {}: it may have been dropped or deleted; GET /_emulator/requests lists what there is",
            ask.argument
        ))
    })
}

pub(super) fn callbacks(ask: &Ask<'_>) -> Result<Page, Problem> {
    let callbacks = ask.engine.callbacks();
    let attempts = callbacks.attempts(ask.query.get("transactionId"), ask.key());
    Page::json(&Callbacks { attempts, waiting: callbacks.waiting() })
}
