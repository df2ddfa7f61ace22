//! What a search came to, as files: for programs, for CI and as a page. It must not decide anything.

pub mod html;
pub mod json;
pub mod junit;

use crate::torture::run::Survival;
use crate::torture::search::{CellResult, SearchResult};

/// How a set of faults ended, in a word; the word `known` stands for a failure that is accepted.
#[must_use]
pub fn word(result: &SearchResult, cell: &CellResult) -> &'static str {
    let known = cell.failure.and_then(|index| result.failures.get(index)).is_some_and(|one| one.accepted);
    if known { "known" } else { cell.survival.map_or("not run", Survival::word) }
}
