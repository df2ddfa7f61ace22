//! The server's certificate: kept in memory, signed by the local CA at start and again before it expires.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use rustls::crypto::ring::sign::any_ecdsa_type;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::{Authority, TlsError};

const DAY: Duration = Duration::from_hours(24);
/// How long a leaf is valid. Some clients refuse certificates that are valid for years.
pub const LIFETIME: Duration = DAY.saturating_mul(30);
/// How far before now a leaf's validity starts, for clients whose clocks are behind, and clocks that are set back.
pub const BACKDATED: Duration = DAY.saturating_mul(2);
/// A leaf is replaced when it is this close to the start or end of its validity.
pub const MARGIN: Duration = DAY;

/// Returns the current time; tests pass a clock that they move.
pub type NowFn = Box<dyn Fn() -> SystemTime + Send + Sync>;

/// Serves a certificate that is valid now.
pub struct RenewingLeaf {
    authority: Authority,
    names: Vec<String>,
    clock: NowFn,
    current: Mutex<Leaf>,
}

struct Leaf {
    certified: Arc<CertifiedKey>,
    from: SystemTime,
    until: SystemTime,
}

impl RenewingLeaf {
    /// A leaf for `names`, kept valid according to `clock`.
    ///
    /// # Errors
    /// The first leaf could not be issued.
    pub fn new(authority: Authority, names: Vec<String>, clock: NowFn) -> Result<Self, TlsError> {
        let current = Mutex::new(Leaf::issue(&authority, &names, clock())?);
        Ok(Self { authority, names, clock, current })
    }

    /// The certificate for a new handshake.
    #[must_use]
    pub fn current(&self) -> Arc<CertifiedKey> {
        let now = (self.clock)();
        let mut leaf = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if !leaf.is_fresh(now) {
            match Leaf::issue(&self.authority, &self.names, now) {
                Ok(renewed) => *leaf = renewed,
                Err(error) => tracing::error!(%error, "the certificate could not be is_renewed"),
            }
        }
        Arc::clone(&leaf.certified)
    }

    /// Whether the certificate is valid for `name`.
    fn covers(&self, name: &str) -> bool {
        self.names.iter().any(|known| match known.strip_prefix("*.") {
            Some(parent) => name.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent)),
            None => known.eq_ignore_ascii_case(name),
        })
    }
}

impl Leaf {
    fn issue(authority: &Authority, names: &[String], now: SystemTime) -> Result<Self, TlsError> {
        let (from, until) = (now - BACKDATED, now + LIFETIME);
        let (certificate, key) = authority.issue(names, from, until)?;
        let key = any_ecdsa_type(&PrivatePkcs8KeyDer::from(key.serialize_der()).into())?;
        let certified = Arc::new(CertifiedKey::new(vec![certificate.der().clone()], key));
        Ok(Self { certified, from, until })
    }

    fn is_fresh(&self, now: SystemTime) -> bool {
        self.from + MARGIN <= now && now + MARGIN <= self.until
    }
}

impl ResolvesServerCert for RenewingLeaf {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        if let Some(name) = hello.server_name()
            && !self.covers(name)
        {
            tracing::warn!(
                name,
                "a client requested a name that is not in the certificate; add --tls-name {name}"
            );
        }
        Some(self.current())
    }
}

impl fmt::Debug for RenewingLeaf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RenewingLeaf").field("names", &self.names).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::UNIX_EPOCH;

    use super::*;

    const HOUR: u64 = 3600;
    const START: u64 = 1_700_000_000;

    fn leaf_with_clock() -> (RenewingLeaf, Arc<AtomicU64>) {
        let seconds = Arc::new(AtomicU64::new(START));
        let clock_seconds = Arc::clone(&seconds);
        let clock: NowFn =
            Box::new(move || UNIX_EPOCH + Duration::from_secs(clock_seconds.load(Ordering::Relaxed)));
        let names = vec!["localhost".to_owned(), "*.test".to_owned()];
        (RenewingLeaf::new(Authority::make().unwrap(), names, clock).unwrap(), seconds)
    }

    #[test]
    fn a_leaf_is_renewed_before_it_expires_and_not_sooner() {
        for (hours, is_renewed) in [
            (0, false),
            (1, false),
            (24 * 28, false),
            (24 * 29, false),
            (24 * 29 + 1, true),
            (24 * 400, true),
        ] {
            let (leaf, seconds) = leaf_with_clock();
            let first = leaf.current();
            seconds.store(START + hours * HOUR, Ordering::Relaxed);
            assert_eq!(!Arc::ptr_eq(&first, &leaf.current()), is_renewed, "after {hours} hours");
        }
    }

    #[test]
    fn a_clock_that_steps_back_finds_a_valid_leaf() {
        for (hours_back, is_renewed) in [(1, false), (24, false), (25, true), (24 * 365, true)] {
            let (leaf, seconds) = leaf_with_clock();
            let first = leaf.current();
            seconds.store(START - hours_back * HOUR, Ordering::Relaxed);
            assert_eq!(!Arc::ptr_eq(&first, &leaf.current()), is_renewed, "{hours_back} hours back");
        }
    }

    #[test]
    fn names_are_known_in_any_case_and_by_wildcard() {
        let (leaf, _) = leaf_with_clock();
        for (name, known) in
            [("localhost", true), ("LocalHost", true), ("a.test", true), ("a.b.test", false), ("test", false)]
        {
            assert_eq!(leaf.covers(name), known, "{name}");
        }
    }
}
