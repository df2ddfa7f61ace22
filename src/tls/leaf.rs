//! The server's certificate: lives in memory, is signed by the local CA at start, and again before it expires.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use rustls::crypto::ring::sign::any_ecdsa_type;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::{Authority, TlsError};

const DAY: Duration = Duration::from_hours(24);
/// How long a leaf is valid; clients refuse leaves of years.
pub const LIFE: Duration = DAY.saturating_mul(30);
/// How far a leaf's validity reaches back, for clients and servers whose clocks differ or step back.
pub const BACKDATED: Duration = DAY.saturating_mul(2);
/// A leaf this close to either end of its validity is replaced.
pub const MARGIN: Duration = DAY;

/// Tells the time; a test moves it by hand.
pub type NowFn = Box<dyn Fn() -> SystemTime + Send + Sync>;

/// Hands each connection a certificate that is valid now.
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
    /// A leaf for `names`, valid by `clock` from now on.
    ///
    /// # Errors
    /// The first leaf could not be made.
    pub fn new(authority: Authority, names: Vec<String>, clock: NowFn) -> Result<Self, TlsError> {
        let current = Mutex::new(Leaf::issue(&authority, &names, clock())?);
        Ok(Self { authority, names, clock, current })
    }

    /// The certificate for a handshake that begins now.
    #[must_use]
    pub fn current(&self) -> Arc<CertifiedKey> {
        let now = (self.clock)();
        let mut leaf = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if !leaf.lasts(now) {
            match Leaf::issue(&self.authority, &self.names, now) {
                Ok(renewed) => *leaf = renewed,
                Err(error) => tracing::error!(%error, "the certificate is due and could not be renewed"),
            }
        }
        Arc::clone(&leaf.certified)
    }

    /// Whether a client that asks for `name` will find it in the certificate.
    fn answers_for(&self, name: &str) -> bool {
        self.names.iter().any(|known| match known.strip_prefix("*.") {
            Some(parent) => name.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent)),
            None => known.eq_ignore_ascii_case(name),
        })
    }
}

impl Leaf {
    fn issue(authority: &Authority, names: &[String], now: SystemTime) -> Result<Self, TlsError> {
        let (from, until) = (now - BACKDATED, now + LIFE);
        let (certificate, key) = authority.issue(names, from, until)?;
        let key = any_ecdsa_type(&PrivatePkcs8KeyDer::from(key.serialize_der()).into())?;
        let certified = Arc::new(CertifiedKey::new(vec![certificate.der().clone()], key));
        Ok(Self { certified, from, until })
    }

    fn lasts(&self, now: SystemTime) -> bool {
        self.from + MARGIN <= now && now + MARGIN <= self.until
    }
}

impl ResolvesServerCert for RenewingLeaf {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        if let Some(name) = hello.server_name()
            && !self.answers_for(name)
        {
            tracing::warn!(
                name,
                "a client asks for a name that the certificate does not hold; add --tls-name {name}"
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
        let hand = Arc::clone(&seconds);
        let clock: NowFn = Box::new(move || UNIX_EPOCH + Duration::from_secs(hand.load(Ordering::Relaxed)));
        let names = vec!["localhost".to_owned(), "*.test".to_owned()];
        (RenewingLeaf::new(Authority::make().unwrap(), names, clock).unwrap(), seconds)
    }

    #[test]
    fn a_leaf_is_renewed_before_it_expires_and_not_sooner() {
        for (hours, renewed) in [
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
            assert_eq!(!Arc::ptr_eq(&first, &leaf.current()), renewed, "after {hours} hours");
        }
    }

    #[test]
    fn a_clock_that_steps_back_finds_a_valid_leaf() {
        for (hours_back, renewed) in [(1, false), (24, false), (25, true), (24 * 365, true)] {
            let (leaf, seconds) = leaf_with_clock();
            let first = leaf.current();
            seconds.store(START - hours_back * HOUR, Ordering::Relaxed);
            assert_eq!(!Arc::ptr_eq(&first, &leaf.current()), renewed, "{hours_back} hours back");
        }
    }

    #[test]
    fn names_are_known_in_any_case_and_by_wildcard() {
        let (leaf, _) = leaf_with_clock();
        for (name, known) in
            [("localhost", true), ("LocalHost", true), ("a.test", true), ("a.b.test", false), ("test", false)]
        {
            assert_eq!(leaf.answers_for(name), known, "{name}");
        }
    }
}
