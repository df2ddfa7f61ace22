//! Which calls of the journal are asked for.

use crate::contract::operations::OperationKind;
use crate::engine::journal::JournalEntry;

/// What a call has to be; a filter without conditions takes every call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalFilter {
    /// Its access key, or its account.
    pub access_key_id: Option<String>,
    /// Its operation.
    pub operation: Option<String>,
    /// `Code` of its answer.
    pub code: Option<String>,
    /// Its parameter `MerchantBizId`.
    pub merchant_biz_id: Option<String>,
    /// Its parameter `SceneCode`.
    pub scene_code: Option<String>,
    /// The transaction that it made or asked for.
    pub transaction_id: Option<String>,
    /// Answered at this time or later.
    pub since: Option<jiff::Timestamp>,
}

impl JournalFilter {
    /// A filter for one access key or account, or for all.
    #[must_use]
    pub fn of_key(access_key_id: Option<&str>) -> Self {
        Self { access_key_id: access_key_id.map(str::to_owned), ..Self::default() }
    }

    /// Whether a call is asked for.
    #[must_use]
    pub fn takes(&self, entry: &JournalEntry) -> bool {
        let is = |wanted: &Option<String>, given: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| given == Some(wanted))
        };
        let key = |wanted: &String| {
            *wanted == entry.facts.account || entry.access_key_id.as_ref().is_some_and(|key| key == wanted)
        };
        self.access_key_id.as_ref().is_none_or(key)
            && is(&self.operation, entry.facts.operation.map(OperationKind::name))
            && is(&self.code, Some(entry.code))
            && is(&self.merchant_biz_id, entry.parameter("MerchantBizId"))
            && is(&self.scene_code, entry.parameter("SceneCode"))
            && is(&self.transaction_id, entry.transaction_id())
            && self.since.is_none_or(|since| entry.time >= since)
    }
}
