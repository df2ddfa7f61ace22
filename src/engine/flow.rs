//! What the verification page asks of the emulator, and how a check ends: by its user, or as a scenario plans.

use std::time::Duration;

use super::changes::Change;
use super::terms::Terms;
use super::transaction::{Ending, Report, Transaction, Unusable};
use super::{Engine, lock};
use crate::contract::identity::Fields;
use crate::contract::language::{self, Wording};
use crate::contract::redirect::{ClientResult, redirect_url};

/// A transaction as its page shows it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The opaque value of the URL.
    pub client_cfg: String,
    /// `TransactionId`.
    pub transaction_id: String,
    /// `Protocol`.
    pub protocol: String,
    /// What the merchant asked for.
    pub terms: Terms,
    /// What is read off the document.
    pub fields: Fields,
}

/// A TransactionUrl that does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Why.
    pub why: Unusable,
    /// The transaction's language and texts, where there is one.
    pub wording: Wording,
}

/// What the end of a check leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Where the browser goes; `None` without a ReturnUrl.
    pub redirect: Option<String>,
    /// The callback to send.
    pub report: Option<Report>,
}

impl Engine {
    /// Opens the page of a TransactionUrl.
    ///
    /// # Errors
    /// Why it does not open, in the language to say it in.
    pub fn open(&self, client_cfg: &str) -> Result<Opened, Closed> {
        let mut transactions = lock(&self.transactions);
        let found = transactions.look(client_cfg, Duration::ZERO);
        let again = found.is_some_and(Transaction::opened);
        let at = self.time_of(found);
        match transactions.open(client_cfg, at) {
            Ok(found) => {
                if !again {
                    self.changes.note(|| Change::Opened(found.draw.transaction_id()));
                }
                Ok(Opened {
                    client_cfg: client_cfg.to_owned(),
                    transaction_id: found.draw.transaction_id(),
                    protocol: found.draw.protocol(),
                    terms: found.terms.clone(),
                    fields: found.fields(),
                })
            }
            Err(why) => Err(Closed {
                why,
                wording: transactions
                    .look(client_cfg, at)
                    .map_or_else(|| language::read(None, false), |found| found.terms.wording()),
            }),
        }
    }

    /// Ends the check of a TransactionUrl with a client result code. Only a passed and a failed check complete it.
    ///
    /// # Errors
    /// Why it cannot be ended.
    pub fn finish(
        &self,
        client_cfg: &str,
        result: &'static ClientResult,
        ending: &Ending,
    ) -> Result<Finished, Unusable> {
        let mut transactions = lock(&self.transactions);
        let found = transactions.look(client_cfg, Duration::ZERO);
        let again = found.is_some_and(Transaction::opened);
        let at = self.time_of(found);
        let found = transactions.open(client_cfg, at)?;
        let transaction_id = found.draw.transaction_id();
        let redirect = found.terms.return_url().map(|url| redirect_url(url, result.code, &transaction_id));
        if result.completes {
            let report = self.end(transactions, &transaction_id, ending)?;
            return Ok(Finished { redirect, report });
        }
        if !again {
            self.changes.note(|| Change::Opened(transaction_id));
        }
        let account = found.terms.account().to_owned();
        drop(transactions);
        self.meet(&account, &[&result.outcome]);
        Ok(Finished { redirect, report: None })
    }

    /// The time by the clock of the transaction's account, which may have been moved further than the emulator's. An
    /// account that is not there any more has no clock of its own, and asking for the time does not make it anew.
    pub(super) fn time_of(&self, transaction: Option<&Transaction>) -> Duration {
        let clock = transaction.and_then(|found| self.known_clock_of(found.terms.account()));
        clock.as_ref().unwrap_or(&self.clock).read().elapsed
    }

    /// Ends a check as its scenario plans, unless its user was faster or it has expired.
    pub fn finish_as_planned(&self, transaction_id: &str) -> Option<Report> {
        let mut transactions = lock(&self.transactions);
        let at = self.time_of(transactions.get(transaction_id, Duration::ZERO));
        let plan = transactions.get(transaction_id, at)?.plan.as_deref()?;
        let ending = Ending {
            passed: plan.passed?,
            sub_code: plan.sub_code.clone(),
            edits: Fields::default(),
            spoofed: false,
        };
        self.end(transactions, transaction_id, &ending).ok().flatten()
    }
}
