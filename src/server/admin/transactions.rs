//! `/transactions`: how checks stand, and their end without a page.

use http::StatusCode;

use super::problem::Problem;
use super::view::{Completion, Transaction, Transactions, millis};
use super::{Ask, Page};
use crate::engine::standing::{Standing, State};
use crate::engine::transaction::{Ending, Unusable};

const STATES: [State; 4] = [State::Waiting, State::Opened, State::Completed, State::Expired];

pub(super) fn list(ask: &Ask<'_>) -> Result<Page, Problem> {
    let limit = ask.query.number("limit", 1, 1000)?.unwrap_or(100);
    let mut all = ask.engine.transactions(ask.key());
    if let Some(number) = ask.query.get("merchantBizId") {
        all.retain(|one| one.merchant_biz_id == number);
    }
    if let Some(word) = ask.query.get("state") {
        let Some(state) = STATES.into_iter().find(|state| state.word() == word) else {
            return Err(Problem::bad("state must be waiting, opened, completed or expired"));
        };
        all.retain(|one| one.state == state);
    }
    let total = all.len();
    let transactions = all.into_iter().take(usize::try_from(limit).unwrap_or(usize::MAX));
    Page::json(&Transactions { transactions: transactions.map(|one| view(ask, one)).collect(), total })
}

pub(super) fn one(ask: &Ask<'_>) -> Result<Page, Problem> {
    let found = ask.engine.transaction(&ask.argument).ok_or_else(|| unknown(ask))?;
    Page::json(&view(ask, found))
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

fn view(ask: &Ask<'_>, one: Standing) -> Transaction {
    let callbacks = ask.engine.callbacks().attempts(Some(&one.transaction_id), None);
    let (passed, sub_code) = one.result.unzip();
    Transaction {
        transaction_id: one.transaction_id,
        account: one.account,
        merchant_biz_id: one.merchant_biz_id,
        doc_type: one.document,
        state: one.state.word(),
        age_millis: millis(one.age),
        passed,
        sub_code,
        return_url: one.return_url,
        callback_url: one.callback_url,
        callbacks,
    }
}
