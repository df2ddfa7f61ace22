//! `/transactions`: how checks stand, and their end without a page.

use http::StatusCode;

use super::problem::Problem;
use super::view::{Completion, Transaction, Transactions};
use super::{Ask, Page};
use crate::engine::standing::{Standing, State, Wanted};
use crate::engine::transaction::{Ending, Unusable};

const STATES: [State; 4] = [State::Waiting, State::Opened, State::Completed, State::Expired];

pub(super) fn list(ask: &Ask<'_>) -> Result<Page, Problem> {
    let limit = ask.query.number("limit", 1, 1000)?.unwrap_or(100);
    let state = match ask.query.get("state") {
        None => None,
        Some(word) => Some(
            STATES
                .into_iter()
                .find(|state| state.word() == word)
                .ok_or_else(|| Problem::bad("state must be waiting, opened, completed or expired"))?,
        ),
    };
    let account = ask.account();
    let wanted =
        Wanted { account: account.as_deref(), merchant_biz_id: ask.query.get("merchantBizId"), state };
    let (all, total) = ask.engine.newest_transactions(&wanted, usize::try_from(limit).unwrap_or(usize::MAX));
    let mut tries = ask.engine.callbacks().of(&all.iter().map(|one| &*one.transaction_id).collect());
    let with_tries = |one: Standing| {
        let tries = tries.remove(&one.transaction_id).unwrap_or_default();
        Transaction::new(one, tries)
    };
    Page::json(&Transactions { transactions: all.into_iter().map(with_tries).collect(), total })
}

pub(super) fn one(ask: &Ask<'_>) -> Result<Page, Problem> {
    let found = ask.engine.transaction(&ask.argument).ok_or_else(|| unknown(ask))?;
    let callbacks = ask.engine.callbacks().attempts(Some(&found.transaction_id), None);
    Page::json(&Transaction::new(found, callbacks))
}

pub(super) fn complete(ask: &Ask<'_>) -> Result<Page, Problem> {
    let given = if ask.body.trim_ascii().is_empty() { b"{}" } else { ask.body };
    let Completion { passed, sub_code } = serde_json::from_slice(given).map_err(|fault| {
        Problem::bad(format!(r#"expected an empty body or {{"passed":false,"subCode":"205"}}: {fault}"#))
    })?;
    let ending = Ending::plain(passed.unwrap_or(true), sub_code);
    let conflict = |code, message| Problem::new(StatusCode::CONFLICT, code, message);
    let report = ask.engine.complete(&ask.argument, &ending).map_err(|why| match why {
        Unusable::Used => conflict("Completed", "the check is complete already; a check ends once"),
        Unusable::Expired => conflict("Expired", "30 minutes have passed since Initialize"),
        Unusable::Unknown | Unusable::Changed => unknown(ask),
    })?;
    if let Some(report) = report {
        ask.webhook.take(report);
    }
    one(ask)
}

fn unknown(ask: &Ask<'_>) -> Problem {
    Problem::not_found(format!("no transaction has the TransactionId {}", ask.argument))
}
