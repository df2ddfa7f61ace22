//! Identifiers in the formats of the real service, from a seeded generator for each account: the same seed and the same
//! calls give the same identifiers, whatever other accounts do.

use rand::rngs::{ChaCha8Rng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use sha2::{Digest, Sha256};

use crate::contract::access_denied::AccessDeniedDetail;
use crate::signature::{HEX, hex};

/// The seed of a run's generators.
#[derive(Debug, Clone, Copy)]
pub struct Seed {
    number: u64,
    generation: u64,
    epoch: u64,
}

impl Seed {
    /// The given seed, or a random one.
    #[must_use]
    pub fn new(given: Option<u64>) -> Self {
        // If the system has no random bytes, the run is reproducible, which does no harm.
        let number = given.unwrap_or_else(|| SysRng.try_next_u64().unwrap_or_default());
        Self { number, generation: 1, epoch: 0 }
    }

    /// The same number with the generation of a loaded scenario, so that its identifiers differ from those of previous ones.
    #[must_use]
    pub fn of_generation(self, generation: u64) -> Self {
        Self { generation, ..self }
    }

    /// The same number with the epoch of an account that was evicted and returned, so that its identifiers differ from those
    /// before.
    #[must_use]
    pub fn of_epoch(self, epoch: u64) -> Self {
        Self { epoch, ..self }
    }

    /// The number that reproduces this run.
    #[must_use]
    pub fn number(self) -> u64 {
        self.number
    }

    /// The generator of an account's identifiers.
    #[must_use]
    pub fn id_rng(self, account: &str) -> ChaCha8Rng {
        let mut digest = Sha256::new().chain_update(self.number.to_le_bytes()).chain_update(account);
        if self.generation > 1 {
            digest.update(b"\0generation");
            digest.update(self.generation.to_le_bytes());
        }
        if self.epoch > 0 {
            digest.update(b"\0incarnation");
            digest.update(self.epoch.to_le_bytes());
        }
        ChaCha8Rng::from_seed(digest.finalize().into())
    }

    /// The generator of random decisions of rules for an account: the same for the same scenario, however often it was
    /// loaded.
    #[must_use]
    pub fn rule_rng(self, account: &str) -> ChaCha8Rng {
        let digest = Sha256::new().chain_update(self.number.to_le_bytes()).chain_update(account);
        ChaCha8Rng::from_seed(digest.chain_update(b"\0chance").finalize().into())
    }
}

/// The random bytes for the identifiers of one call: the same number for every call, so that those of the next call do not
/// depend on this call's response.
#[derive(Debug, Clone, Copy)]
pub struct CallIds([u8; 96]);

impl CallIds {
    /// The bytes for the next call.
    #[must_use]
    pub fn next(id_rng: &mut ChaCha8Rng) -> Self {
        let mut bytes = [0; 96];
        id_rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The bytes, for storage.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 96] {
        &self.0
    }

    /// Stored bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 96]) -> Self {
        Self(bytes)
    }

    /// `RequestId`: an upper-case UUID of version 5, as observed.
    #[must_use]
    pub fn request_id(&self) -> String {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.0[..16]);
        bytes[6] = bytes[6] & 0x0f | 0x50;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let digits: [u8; 32] = hex(&bytes, b"0123456789ABCDEF");
        let mut text = [b'-'; 36];
        for (position, part) in [(0, 0..8), (9, 8..12), (14, 12..16), (19, 16..20), (24, 20..32)] {
            text[position..position + part.len()].copy_from_slice(&digits[part]);
        }
        ascii(&text)
    }

    /// `x-acs-trace-id`: 32 lower-case hex.
    #[must_use]
    pub fn trace_id(&self) -> String {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.0[16..32]);
        ascii(&hex::<16, 32>(&bytes, HEX))
    }

    /// `TransactionId`: `hks` and 29 lower-case hex.
    #[must_use]
    pub fn transaction_id(&self) -> String {
        let mut bytes = [0; 15];
        bytes.copy_from_slice(&self.0[32..47]);
        let digits: [u8; 30] = hex(&bytes, HEX);
        let mut text = *b"hks.............................";
        text[3..].copy_from_slice(&digits[..29]);
        ascii(&text)
    }

    /// Who was denied an action. The identifiers of owner and user are those of the account, whatever the call.
    #[must_use]
    pub fn access_denied(&self, account: &str, action: &str) -> AccessDeniedDetail {
        let digits = |kind: &str, count: usize| {
            let digest = Sha256::new().chain_update(kind).chain_update(account).finalize();
            let digits = digest.iter().take(count).map(|byte| char::from(b'0' + byte % 10));
            // The vendor's identifiers do not begin with 0.
            std::iter::once('1').chain(digits.skip(1)).collect()
        };
        AccessDeniedDetail {
            auth_principal_owner_id: digits("owner", 16),
            auth_principal_display_name: digits("user", 18),
            encoded_diagnostic_message: self.protocol(),
            auth_action: format!("cloudauth:{action}"),
        }
    }

    /// `ClientCfg`: opaque to clients. The 29 digits of the TransactionId, padded, followed by 18 random bytes, so that a
    /// modified value can be distinguished from an unknown one.
    #[must_use]
    pub fn client_cfg(&self) -> String {
        let mut bytes = [0; 33];
        bytes.copy_from_slice(&self.0[32..65]);
        bytes[14] &= 0xf0;
        base64url::<44>(&bytes)
    }

    /// The 29 digits of `TransactionId` as a number.
    #[must_use]
    pub fn transaction_key(&self) -> u128 {
        key(&self.0[32..47])
    }

    /// The transaction's number in a `ClientCfg`, whatever the rest of it is; `None` if it is too short or malformed.
    #[must_use]
    pub fn key_of_client_cfg(text: &str) -> Option<u128> {
        Some(key(&from_base64url(text.get(..20)?)?))
    }

    /// The random part of a `ClientCfg`; `None` if it is too short or malformed.
    #[must_use]
    pub fn secret_of_client_cfg(text: &str) -> Option<[u8; 18]> {
        from_base64url(text.get(20..44)?)?.try_into().ok()
    }

    /// Whether this is the random part of this call's `ClientCfg`.
    #[must_use]
    pub fn has_secret(&self, secret: &[u8; 18]) -> bool {
        self.0[47..65] == *secret
    }

    /// `Protocol`: opaque to clients.
    #[must_use]
    pub fn protocol(&self) -> String {
        base64url::<40>(&self.0[65..95])
    }
}

/// The `TransactionId` with these 29 digits as a number.
#[must_use]
pub fn transaction_id_of(key: u128) -> String {
    format!("hks{key:029x}")
}

/// The base64 of bytes that are encoded in exactly `N` characters.
fn base64url<const N: usize>(bytes: &[u8]) -> String {
    use base64::Engine as _;
    let mut text = [0; N];
    let written = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode_slice(bytes, &mut text);
    ascii(&text[..written.unwrap_or_default()])
}

fn from_base64url(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()
}

/// 15 bytes without their last 4 bits.
fn key(bytes: &[u8]) -> u128 {
    bytes.iter().fold(0, |key, byte| key << 8 | u128::from(*byte)) >> 4
}

/// ASCII bytes as a string.
fn ascii(text: &[u8]) -> String {
    str::from_utf8(text).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_look_like_the_real_ones() {
        let mut id_rng = Seed::new(Some(7)).id_rng("testid");
        for _ in 0..100 {
            let ids = CallIds::next(&mut id_rng);
            let request_id = ids.request_id();
            let hyphens: Vec<_> = request_id.match_indices('-').map(|(at, _)| at).collect();
            assert_eq!((request_id.len(), hyphens), (36, vec![8, 13, 18, 23]));
            assert!(request_id.chars().all(|c| matches!(c, '0'..='9' | 'A'..='F' | '-')));
            assert_eq!(&request_id[14..15], "5");
            let transaction_id = ids.transaction_id();
            assert_eq!((transaction_id.len(), &transaction_id[..3]), (32, "hks"));
            assert_eq!(transaction_id_of(ids.transaction_key()), transaction_id);
            assert!(transaction_id[3..].chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')));
            assert_eq!(ids.trace_id().len(), 32);
            assert_eq!((ids.client_cfg().len(), ids.protocol().len()), (44, 40));
        }
    }

    #[test]
    fn the_same_seed_and_account_give_the_same_identifiers_and_another_account_gives_others() {
        let first = |seed, account| CallIds::next(&mut Seed::new(Some(seed)).id_rng(account)).request_id();
        assert_eq!(first(7, "a"), first(7, "a"));
        assert_ne!(first(7, "a"), first(7, "b"));
        assert_ne!(first(7, "a"), first(8, "a"));
        let again = |seed: Seed| CallIds::next(&mut seed.id_rng("a")).request_id();
        let (new, old) = (Seed::new(Some(7)).of_epoch(1), Seed::new(Some(7)).of_epoch(0));
        assert_eq!(again(old), first(7, "a"));
        assert!(again(new) != again(old) && again(new) != again(new.of_epoch(2)));
    }
}
