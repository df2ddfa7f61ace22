//! Finds values that must be unique and were reused: nonces and MerchantBizIds.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::time::Duration;

use super::mistakes::{MERCHANT_BIZ_ID_SHARED, NONCE_REUSED};
use crate::contract::operations::OperationKind;
use crate::engine::account::nonce::RETENTION;
use crate::engine::conduct::ConductReport;
use crate::engine::journal::JournalEntry;

/// The state of the search.
#[derive(Default)]
pub(super) struct Reuse {
    /// The last call with a nonce, by access key and nonce.
    nonces: HashMap<(String, String), (u64, Duration)>,
    /// The call that created a check, and its user, by account and MerchantBizId.
    users: HashMap<(String, String), (u64, String)>,
}

impl Reuse {
    pub(super) fn check(&mut self, entry: &JournalEntry, conduct: &mut ConductReport) {
        self.check_nonce(entry, conduct);
        // A refused call creates no check, so no result can be requested with its MerchantBizId.
        if entry.facts.operation == Some(OperationKind::Initialize) && entry.result("TransactionId").is_some()
        {
            self.check_user(entry, conduct);
        }
    }

    fn check_nonce(&mut self, entry: &JournalEntry, conduct: &mut ConductReport) {
        let Some(nonce) = entry.nonce().filter(|nonce| !nonce.is_empty()) else { return };
        let key = entry.access_key_id.as_ref().unwrap_or(&entry.facts.account);
        match self.nonces.insert((key.clone(), nonce.to_owned()), (entry.id, entry.since_start)) {
            Some((before, at)) if entry.since_start.saturating_sub(at) < RETENTION => {
                conduct.add(&NONCE_REUSED, entry, || {
                    format!("call {} reuses the nonce of call {before}", entry.id)
                });
            }
            _ => {}
        }
    }

    fn check_user(&mut self, entry: &JournalEntry, conduct: &mut ConductReport) {
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
                    format!("calls {before} and {} use the same MerchantBizId for two users", entry.id)
                });
            }
            Slot::Occupied(_) => {}
        }
    }
}
