//! Filters of the journal.

use crate::contract::operations::OperationKind;
use crate::engine::journal::JournalEntry;

/// A filter of calls; without conditions it matches every call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalFilter {
    /// Its access key, or its account.
    pub access_key_id: Option<String>,
    /// Its operation.
    pub operation: Option<String>,
    /// `Code` of its response.
    pub code: Option<String>,
    /// Its parameter `MerchantBizId`.
    pub merchant_biz_id: Option<String>,
    /// Its parameter `SceneCode`.
    pub scene_code: Option<String>,
    /// The transaction that it created or requested.
    pub transaction_id: Option<String>,
    /// At this time or later.
    pub since: Option<jiff::Timestamp>,
    /// Its number is one of these; with none, any.
    pub ids: Vec<u64>,
    /// Words that all stand somewhere in it, in upper or lower case; lower case here.
    pub words: Vec<String>,
}

impl JournalFilter {
    /// A filter for one access key or account, or for all.
    #[must_use]
    pub fn of_key(access_key_id: Option<&str>) -> Self {
        Self { access_key_id: access_key_id.map(str::to_owned), ..Self::default() }
    }

    /// Whether a call matches.
    #[must_use]
    pub fn matches(&self, entry: &JournalEntry) -> bool {
        let equals = |expected: &Option<String>, actual: Option<&str>| {
            expected.as_deref().is_none_or(|expected| actual == Some(expected))
        };
        let key = |expected: &String| {
            *expected == entry.facts.account
                || entry.access_key_id.as_ref().is_some_and(|key| key == expected)
        };
        self.access_key_id.as_ref().is_none_or(key)
            && equals(&self.operation, entry.facts.operation.map(OperationKind::name))
            && equals(&self.code, Some(entry.code))
            && equals(&self.merchant_biz_id, entry.parameter("MerchantBizId"))
            && equals(&self.scene_code, entry.parameter("SceneCode"))
            && equals(&self.transaction_id, entry.transaction_id())
            && self.since.is_none_or(|since| entry.time >= since)
            && (self.ids.is_empty() || self.ids.contains(&entry.id))
            && (self.words.is_empty() || self.has_words(entry))
    }

    fn has_words(&self, entry: &JournalEntry) -> bool {
        let text = entry.text().to_lowercase();
        self.words.iter().all(|word| text.contains(word))
    }
}
