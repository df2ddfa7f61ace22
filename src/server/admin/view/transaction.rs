//! The JSON of transactions.

use schemars::JsonSchema;
use serde::Serialize;

use super::millis;
use crate::engine::callback::record::CallbackAttempt;
use crate::engine::transaction::summary::TransactionSummary;

/// A list of transactions.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Transactions")]
pub struct TransactionsView {
    /// The transactions, newest first.
    pub transactions: Vec<TransactionView>,
    /// The number of transactions that match the filter.
    pub total: usize,
}

/// One transaction.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Transaction")]
pub struct TransactionView {
    /// `TransactionId`.
    pub transaction_id: String,
    /// The account that created it.
    pub account: String,
    /// `MerchantBizId`.
    pub merchant_biz_id: String,
    /// `DocType`.
    pub doc_type: &'static str,
    /// waiting (for its user), opened, completed or expired.
    pub state: &'static str,
    /// The time since it was created, in milliseconds of its account's clock.
    pub age_ms: u64,
    /// Whether it passed; absent until it is completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
    /// `SubCode`; absent until it is completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_code: Option<String>,
    /// `ReturnUrl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// `CallbackUrl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback_url: Option<String>,
    /// `ClientCfg`: `/index.html?clientcfg=` opens the page with it, until the check is over. Absent where the device
    /// has no page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_cfg: Option<String>,
    /// Attempts to deliver the callback, oldest first, as in `/_emulator/callbacks`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub callbacks: Vec<CallbackAttempt>,
}

impl TransactionView {
    /// A transaction, with the attempts to deliver its callback.
    pub(in super::super) fn new(one: TransactionSummary, callbacks: Vec<CallbackAttempt>) -> Self {
        let (passed, sub_code) = one.result.unzip();
        Self {
            transaction_id: one.transaction_id,
            account: one.account,
            merchant_biz_id: one.merchant_biz_id,
            doc_type: one.document,
            state: one.state.word(),
            age_ms: millis(one.age),
            passed,
            sub_code,
            return_url: one.return_url,
            callback_url: one.callback_url,
            client_cfg: one.client_cfg,
            callbacks,
        }
    }
}
