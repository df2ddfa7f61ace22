//! A transaction, its end and its callback. Plain data with the time as an argument.

mod eviction;
pub mod lifecycle;
pub mod non_browser_fetches;
pub mod options;
pub(in crate::engine) mod shared;
pub mod store;
pub mod summary;
mod unindexed;

use std::time::Duration;

use crate::contract::callback;
use crate::contract::callback::CallbackMethod;
use crate::contract::identity::IdentityFields;
use crate::contract::operations::check_result;
use crate::contract::operations::check_result::{CheckResultData, ResultMember, SpoofType};
use crate::contract::operations::check_verify_log::{CheckPage, VerifyLog};
use crate::contract::operations::delete_verify_result::DeleteType;
use crate::contract::redirect::ClientResult;
use crate::engine::clock::ClockReading;
use crate::engine::ids::CallIds;
use crate::engine::transaction::options::CheckOptions;
use crate::engine::transaction::unindexed::UnpackedTransaction;
use crate::scenario::format::{Callback, Verification};

/// The time after Initialize in which the check must be finished.
pub const EXPIRY: Duration = Duration::from_mins(30);
/// How long a transaction and its result are kept.
pub const RETENTION: Duration = Duration::from_hours(30 * 24);

/// A scenario's plan for a check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckPlan {
    /// Whether the check passes; `None` leaves it to the user.
    pub passed: Option<bool>,
    /// The time from Initialize to the end of the check.
    pub after: Duration,
    /// `SubCode`; `None` is the default one.
    pub sub_code: Option<String>,
    /// How it ends in the browser alone, in place of a result.
    pub result: Option<&'static ClientResult>,
    /// How long after Initialize it can be done; `None` is [`EXPIRY`].
    pub expires: Option<Duration>,
    /// The data read from the document; overrides the specimen's fields.
    pub fields: IdentityFields,
    /// What the document is taken for in place of an original.
    pub spoof_types: Vec<SpoofType>,
    /// Members of `Result` that CheckResult leaves out.
    pub omitted: Vec<ResultMember>,
    /// The plan for the callback.
    pub callback: CallbackPlan,
}

impl CheckPlan {
    /// The plan in a scenario's decision; `None` if it has none.
    #[must_use]
    pub fn new(verification: Option<Verification>, callback: Option<Callback>) -> Option<Box<Self>> {
        if verification.is_none() && callback.is_none() {
            return None;
        }
        let callback = callback.unwrap_or_default();
        let times = if callback.drop == Some(true) { 0 } else { callback.repeat.unwrap_or(1) };
        let delay = callback.delay.map_or(Duration::ZERO, |delay| delay.0);
        let callback = CallbackPlan { delay, times, method: callback.method };
        let leaves_result =
            verification.as_ref().is_some_and(|check| check.result_code.is_none() && check.expires.is_none());
        Some(Box::new(match verification {
            None => Self { callback, ..Self::default() },
            Some(verification) => Self {
                passed: leaves_result.then(|| verification.passed.unwrap_or(true)),
                result: verification.result_code.map(|code| code.0),
                expires: verification.expires.map(|span| span.0),
                after: verification.after.map_or(Duration::ZERO, |after| after.0),
                sub_code: verification.sub_code,
                fields: verification.fields.into_iter().collect(),
                spoof_types: verification.spoof_type,
                omitted: verification.omit,
                callback,
            },
        }))
    }
}

/// A scenario's plan for a callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallbackPlan {
    /// The delay after the end of the check.
    pub delay: Duration,
    /// How many times it is sent; 0 if it is dropped.
    pub times: u32,
    /// How it is sent; `None` as the server's settings say.
    pub method: Option<CallbackMethod>,
}

impl Default for CallbackPlan {
    fn default() -> Self {
        Self { delay: Duration::ZERO, times: 1, method: None }
    }
}

/// When a transaction was created, by two clocks.
#[derive(Debug, Clone, Copy)]
pub struct CreatedAt {
    /// By its account's clock, for everything that the merchant sees.
    pub at: Duration,
    /// By the emulator's clock, for the order of all accounts' transactions.
    pub now: Duration,
}

/// The memory of a timer in the outbox, in bytes.
const TIMER_SIZE: usize = 128;

/// A transaction.
#[derive(Debug, Clone)]
pub struct Transaction {
    /// The identifiers that Initialize returned.
    pub ids: CallIds,
    /// The options in the Initialize call.
    pub options: CheckOptions,
    /// The scenario's plan, if there is one.
    pub plan: Option<Box<CheckPlan>>,
    pub(super) created: CreatedAt,
    /// The pages that the user reached, each with its time by the account's clock.
    pub(super) pages: Vec<(CheckPage, Duration)>,
    /// The client result code that ended the check in the browser, where that did not complete it.
    pub(super) client_code: Option<&'static str>,
    /// Whether CheckResult has answered the result.
    pub queried: bool,
    /// What DeleteVerifyResult has deleted.
    pub deleted: Option<DeleteType>,
    pub(super) completed: Option<(Duration, Box<CheckResultData>)>,
    /// Its number in the order of creation.
    pub(super) number: u64,
    /// Its number in the order of completion.
    pub(super) completion: u64,
}

/// Why a TransactionUrl does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// The check has ended.
    #[error("the check has ended")]
    Used,
    /// The URL is not the one that Initialize returned.
    #[error("the URL is not the one that Initialize returned")]
    Changed,
    /// No such transaction.
    #[error("there is no such transaction")]
    Unknown,
    /// The 30 minutes have passed.
    #[error("the check has expired")]
    Expired,
}

/// How the user ended the check on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckEnd {
    /// Whether it passed.
    pub passed: bool,
    /// `SubCode`; `None` is the default one.
    pub sub_code: Option<String>,
    /// The fields that the user corrected; ignored unless the merchant allowed it.
    pub edits: IdentityFields,
    /// What the document is taken for in place of an original; ignored unless `IdSpoof` was `Y`.
    pub spoof_types: Vec<SpoofType>,
}

/// The callback of a completed check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackReport {
    /// `TransactionId`.
    pub transaction_id: String,
    /// The account that created the transaction.
    pub account: String,
    /// `CallbackUrl`, without a fragment.
    pub url: String,
    /// The parameters that report the end, encoded for a query or a form body.
    pub parameters: String,
    /// When and how many times it is sent.
    pub plan: CallbackPlan,
}

impl CallbackReport {
    /// The memory that it takes while it is queued, in bytes; each time that it is sent has a timer.
    pub(in crate::engine) fn size(&self) -> usize {
        let strings = [&self.transaction_id, &self.account, &self.url, &self.parameters];
        let text: usize = strings.into_iter().map(String::len).sum();
        size_of::<Self>() + text + self.plan.times as usize * TIMER_SIZE
    }
}

impl Transaction {
    /// A transaction that nothing has happened to yet.
    pub(super) fn new(unpacked: UnpackedTransaction, plan: Option<Box<CheckPlan>>) -> Self {
        let UnpackedTransaction { number, ids, options, created } = unpacked;
        Self {
            ids,
            options,
            plan,
            created,
            pages: Vec::new(),
            client_code: None,
            queried: false,
            deleted: None,
            completed: None,
            number,
            completion: 0,
        }
    }

    /// The result, if the check has ended.
    #[must_use]
    pub fn result(&self) -> Option<&CheckResultData> {
        self.completed.as_ref().map(|(_, result)| &**result)
    }

    /// Whether the page was opened.
    #[must_use]
    pub fn opened(&self) -> bool {
        !self.pages.is_empty()
    }

    /// How far its user came; `reading` is the present by the account's clock.
    #[must_use]
    pub fn verify_log(&self, reading: ClockReading) -> VerifyLog {
        // A clock that was moved ahead and back leaves times that are still to come.
        let time = |at: Duration| {
            let moved = match reading.elapsed.checked_sub(at) {
                Some(ago) => reading.now.saturating_sub(ago),
                None => reading.now.saturating_add(at.saturating_sub(reading.elapsed)),
            };
            moved.unwrap_or(reading.now)
        };
        VerifyLog {
            pages: self.pages.iter().map(|(page, at)| (*page, time(*at))).collect(),
            client_code: self.client_code,
            completed: self
                .completed
                .as_ref()
                .map(|(at, data)| (time(*at), data.passed, data.sub_code.clone())),
        }
    }

    /// Whether the check can no longer be finished.
    #[must_use]
    pub fn expired(&self, at: Duration) -> bool {
        let lifetime = self.plan.as_ref().and_then(|plan| plan.expires).unwrap_or(EXPIRY);
        self.completed.is_none() && at.saturating_sub(self.created.at) >= lifetime
    }

    /// How the check ends in the browser alone, where its scenario says so.
    #[must_use]
    pub fn interruption(&self) -> Option<&'static ClientResult> {
        self.plan.as_ref().and_then(|plan| plan.result)
    }

    /// The data read from the document: the specimen's fields, overridden by the scenario's.
    #[must_use]
    pub fn fields(&self) -> IdentityFields {
        let mut fields = IdentityFields::specimen(self.options.document());
        for (name, value) in self.plan.iter().flat_map(|plan| plan.fields.iter()) {
            fields.set(name, value);
        }
        fields
    }

    pub(super) fn size(&self) -> usize {
        let result = self.result().map_or(0, |result| {
            result.read.size()
                + result.edited.as_ref().map_or(0, IdentityFields::size)
                + result.sub_code.len()
                + result.spoof_types.len() * size_of::<SpoofType>()
                + size_of::<CheckResultData>()
        });
        let plan = self.plan.as_ref().map_or(0, |plan| {
            plan.fields.size()
                + plan.sub_code.as_ref().map_or(0, String::len)
                + plan.spoof_types.len() * size_of::<SpoofType>()
                + plan.omitted.len() * size_of::<ResultMember>()
                + size_of::<CheckPlan>()
        });
        // 128: its places in two trees, and their unused capacity.
        size_of::<Self>()
            + self.options.size()
            + result
            + plan
            + self.pages.len() * size_of::<(CheckPage, Duration)>()
            + 128
    }

    pub(in crate::engine) fn is_past_retention(&self, at: Duration) -> bool {
        let since = self.completed.as_ref().map_or(self.created.at, |(completed, _)| *completed);
        at.saturating_sub(since) >= RETENTION
    }

    pub(super) fn usable(&self, at: Duration) -> Result<(), UrlError> {
        match self.completed {
            Some(_) => Err(UrlError::Used),
            None if self.expired(at) => Err(UrlError::Expired),
            None => Ok(()),
        }
    }
}

pub(super) fn result(transaction: &Transaction, end: &CheckEnd) -> CheckResultData {
    let default = if end.passed { check_result::PASSED } else { check_result::NOT_PASSED };
    let read = transaction.fields();
    let edited = (transaction.options.edits_result() && !end.edits.is_empty()).then(|| {
        let mut edited = read.clone();
        for (name, value) in end.edits.iter().filter(|(name, _)| read.get(name).is_some()) {
            edited.set(name, value);
        }
        edited
    });
    CheckResultData {
        passed: end.passed,
        sub_code: end.sub_code.clone().unwrap_or_else(|| default.to_owned()),
        edited: edited.filter(|edited| *edited != read),
        read,
        spoof_types: if transaction.options.detects_spoof() { end.spoof_types.clone() } else { Vec::new() },
    }
}

pub(super) fn report(transaction: &Transaction, result: &CheckResultData) -> Option<CallbackReport> {
    let options = &transaction.options;
    let transaction_id = transaction.ids.transaction_id();
    let url = callback::base(options.callback_url()?).to_owned();
    let parameters =
        callback::parameters(options.callback_token(), &transaction_id, result.passed, &result.sub_code);
    let plan = transaction.plan.as_ref().map(|plan| plan.callback).unwrap_or_default();
    Some(CallbackReport { transaction_id, account: options.account().to_owned(), url, parameters, plan })
}
