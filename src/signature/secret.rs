//! An access key's secret, with HMAC states that are keyed once instead of for each request.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;

/// An AccessKeySecret. `Debug` does not print it.
#[derive(Clone)]
pub struct Secret {
    text: String,
    v1: Hmac<Sha1>,
    v3: Hmac<Sha256>,
}

impl Secret {
    /// The secret as configured; whitespace is not trimmed.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), v1: keyed(format!("{text}&").as_bytes()), v3: keyed(text.as_bytes()) }
    }

    /// The secret itself.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// HMAC-SHA1 with the secret and `&` as its key, before its message.
    pub(super) fn v1(&self) -> Hmac<Sha1> {
        self.v1.clone()
    }

    /// HMAC-SHA256 with the secret as its key.
    pub(super) fn v3(&self, message: &[u8]) -> [u8; 32] {
        self.v3.clone().chain_update(message).finalize().into_bytes().into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// An HMAC with its key set.
pub(super) fn keyed<M: KeyInit>(key: &[u8]) -> M {
    // HMAC accepts a key of any length; only other implementations of the trait return an error.
    M::new_from_slice(key).unwrap_or_else(|_| M::new(&hmac::digest::Key::<M>::default()))
}
