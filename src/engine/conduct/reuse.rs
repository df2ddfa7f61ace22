//! What shall be new each time and was not: a nonce, a MerchantBizId.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::time::Duration;

use super::mistakes::{MERCHANT_BIZ_ID_SHARED, NONCE_REUSED};
use crate::contract::operations::OperationKind;
use crate::engine::account::nonce::MEMORY;
use crate::engine::conduct::ConductReport;
use crate::engine::journal::JournalEntry;

/// What is remembered of the calls so far.
#[derive(Default)]
pub(super) struct Reuse {
    /// The last call of each access key with a nonce.
    nonces: HashMap<(String, String), (u64, Duration)>,
    /// The call of each account that made a check under a number, and for whom.
    users: HashMap<(String, String), (u64, String)>,
}

impl Reuse {
    pub(super) fn see(&mut self, entry: &JournalEntry, conduct: &mut ConductReport) {
        self.see_nonce(entry, conduct);
        // A refused call made no check, so that nobody's result can be asked for by its number.
        if entry.facts.operation == Some(OperationKind::Initialize) && entry.result("TransactionId").is_some()
        {
            self.see_user(entry, conduct);
        }
    }

    fn see_nonce(&mut self, entry: &JournalEntry, conduct: &mut ConductReport) {
        let Some(nonce) = entry.nonce().filter(|nonce| !nonce.is_empty()) else { return };
        let key = entry.access_key_id.as_ref().unwrap_or(&entry.facts.account);
        match self.nonces.insert((key.clone(), nonce.to_owned()), (entry.id, entry.since_start)) {
            Some((before, at)) if entry.since_start.saturating_sub(at) < MEMORY => {
                conduct.add(&NONCE_REUSED, entry, || {
                    format!("call {} has the nonce of call {before}", entry.id)
                });
            }
            _ => {}
        }
    }

    fn see_user(&mut self, entry: &JournalEntry, conduct: &mut ConductReport) {
        let (Some(number), Some(user)) =
            (entry.parameter("MerchantBizId"), entry.parameter("MerchantUserId"))
        else {
            return;
        };
        match self.users.entry((entry.facts.account.clone(), number.to_owned())) {
            Slot::Vacant(slot) => drop(slot.insert((entry.id, user.to_owned()))),
            Slot::Occupied(slot) if slot.get().1 != user => {
                let before = slot.get().0;
                conduct.add(&MERCHANT_BIZ_ID_SHARED, entry, || {
                    format!("calls {before} and {} have one MerchantBizId for two users", entry.id)
                });
            }
            Slot::Occupied(_) => {}
        }
    }
}
