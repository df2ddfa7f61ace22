//! Identifiers of requests that are refused before their account is known. They depend on the request and on how often such
//! a one was refused before, not on what arrives on other connections meanwhile.

use std::collections::HashMap;

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use sha2::{Digest, Sha256};

use crate::contract::Call;
use crate::engine::conduct::ATTEMPT_PARAMETERS;
use crate::engine::ids::{CallIds, Seed};
use crate::signature::{self, Presented};

/// How many different requests are counted; beyond it the counts start again, with other identifiers.
const MAX_COUNTED: usize = 10_000;
/// How many parameters of a request are read, and how many bytes of each value.
const MAX_PARAMETERS: usize = 256;
const MAX_VALUE: usize = 1024;

/// What identifies a request among the refused ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::engine) struct RequestKey([u8; 32]);

impl RequestKey {
    /// The key of a request that is no call, by a description that is the same whenever it is sent.
    pub(in crate::engine) fn of_request(description: &str) -> Self {
        Self(Sha256::new().chain_update("request\0").chain_update(description).finalize().into())
    }

    /// The key of a call: its AccessKeyId, or else its content without what differs between attempts.
    pub(in crate::engine) fn of_call(call: &Call) -> Self {
        let presented = signature::presented(call).ok();
        let access_key_id = presented.as_ref().and_then(Presented::access_key_id);
        if let Some(id) = access_key_id.or_else(|| call.parameters.value("AccessKeyId")) {
            return Self(Sha256::new().chain_update("key\0").chain_update(id).finalize().into());
        }
        let mut digest = Sha256::new().chain_update("call\0").chain_update(call.method.as_str());
        let parameters = call.parameters.iter().take(MAX_PARAMETERS);
        for parameter in parameters.filter(|parameter| !ATTEMPT_PARAMETERS.contains(&parameter.name)) {
            for text in [parameter.name, parameter.value] {
                digest.update(b"\0");
                digest.update(&text.as_bytes()[..text.len().min(MAX_VALUE)]);
            }
        }
        Self(digest.finalize().into())
    }
}

/// The requests that were refused so far.
#[derive(Debug)]
pub(in crate::engine) struct RefusedRequests {
    seed: Seed,
    /// How often the counts started again.
    round: u64,
    counts: HashMap<RequestKey, u64>,
}

impl RefusedRequests {
    pub(in crate::engine) fn new(seed: Seed) -> Self {
        Self { seed, round: 0, counts: HashMap::new() }
    }

    /// The identifiers of the next request with this key.
    pub(in crate::engine) fn next(&mut self, key: RequestKey) -> CallIds {
        if self.counts.len() >= MAX_COUNTED && !self.counts.contains_key(&key) {
            self.counts.clear();
            self.round = self.round.saturating_add(1);
        }
        let count = self.counts.entry(key).or_default();
        *count = count.saturating_add(1);
        let mut digest = Sha256::new().chain_update(self.seed.number().to_le_bytes()).chain_update(key.0);
        digest.update(self.round.to_le_bytes());
        digest.update(count.to_le_bytes());
        CallIds::next(&mut ChaCha8Rng::from_seed(digest.finalize().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_depend_on_the_request_and_never_repeat() {
        let key = |number: usize| RequestKey::of_request(&number.to_string());
        let mut refused = RefusedRequests::new(Seed::new(Some(7)));
        let mut seen = std::collections::HashSet::new();
        for number in (0..3 * MAX_COUNTED).map(|number| number % (MAX_COUNTED + 1)) {
            assert!(seen.insert(refused.next(key(number)).request_id()), "{number}");
        }
        assert!(refused.counts.len() <= MAX_COUNTED);
        let mut other = RefusedRequests::new(Seed::new(Some(7)));
        other.next(key(2));
        let mut first = RefusedRequests::new(Seed::new(Some(7)));
        assert_eq!(other.next(key(1)).as_bytes(), first.next(key(1)).as_bytes());
    }
}
