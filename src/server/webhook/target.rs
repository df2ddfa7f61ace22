//! The target of a callback: mappings of URLs, and the rule that only this machine is called.

use std::io;
use std::net::SocketAddr;
use std::str::FromStr;

use tokio::net::TcpStream;
use url::{Host, Position, Url};

use crate::contract::coverage_event::{CoverageEvent, NOT_SENT, UNREACHABLE};

/// `FROM=TO`: callbacks whose URL starts with `FROM` are sent to `TO` instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The beginning of a CallbackUrl, such as `https://shop.example`; the port `*` is any port.
    pub from: String,
    /// What stands in its place, such as `http://127.0.0.1:3000`; the port `*` is the port of the CallbackUrl.
    pub to: String,
}

/// What is wrong with a mapping. No message repeats a user or a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// No `=`.
    #[error("{EXPECTED}")]
    NoPair,
    /// Only one of the two has the port `*`.
    #[error("{EXPECTED}, with the port * on both sides or on none")]
    OneAnyPort,
    /// A side is no URL.
    #[error("{EXPECTED}; one of them is not a URL")]
    NoUrl,
    /// Another scheme, a query or a fragment.
    #[error("{EXPECTED}, without query and fragment")]
    NotABase,
    /// A user or a password.
    #[error("{EXPECTED}, without a user: callbacks carry no credentials")]
    Credentials,
}

impl FromStr for Mapping {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, MappingError> {
        let (from, to) = text.split_once('=').ok_or(MappingError::NoPair)?;
        Self::new(from, to)
    }
}

impl Mapping {
    /// A mapping from one base URL to another.
    ///
    /// # Errors
    /// A side is no base URL, or has what a base URL must not have.
    pub fn new(from: &str, to: &str) -> Result<Self, MappingError> {
        if from.ends_with(ANY_PORT) != to.ends_with(ANY_PORT) {
            return Err(MappingError::OneAnyPort);
        }
        for url in [from, to] {
            let url = url.strip_suffix(ANY_PORT).unwrap_or(url);
            let url = Url::parse(url).map_err(|_| MappingError::NoUrl)?;
            if !matches!(url.scheme(), "http" | "https") || url.query().is_some() || url.fragment().is_some()
            {
                return Err(MappingError::NotABase);
            }
            if !url.username().is_empty() || url.password().is_some() {
                return Err(MappingError::Credentials);
            }
        }
        let without_slash = |url: &str| url.trim_end_matches('/').to_owned();
        Ok(Self { from: without_slash(from), to: without_slash(to) })
    }
}

const EXPECTED: &str =
    "expected FROM=TO, two http or https URLs, such as https://shop.example=http://127.0.0.1:3000";
/// A port that stands for every one.
const ANY_PORT: &str = ":*";

/// The URL that the first fitting mapping puts in the place of another; `None` where none fits. URLs are compared as they are
/// requested: dot segments are resolved, the scheme's own port and a dot behind the host do not matter, nor does a user.
pub(super) fn map(url: &str, maps: &[Mapping]) -> Option<String> {
    let parsed = Url::parse(url).ok()?;
    maps.iter().find_map(|mapping| mapping.apply(url, &parsed))
}

impl Mapping {
    fn apply(&self, text: &str, url: &Url) -> Option<String> {
        let (from, any_port) =
            self.from.strip_suffix(ANY_PORT).map_or((&*self.from, false), |from| (from, true));
        let from = Url::parse(from).ok()?;
        let host = |url: &Url| url.host_str().map(|host| host.trim_end_matches('.').to_owned());
        if from.scheme() != url.scheme() || host(&from) != host(url) {
            return None;
        }
        let port = if any_port {
            format!(":{}", explicit_port(text, url)?)
        } else if from.port() == url.port() {
            String::new()
        } else {
            return None;
        };
        let rest = url[Position::BeforePath..].strip_prefix(from.path().trim_end_matches('/'))?;
        let fits = rest.is_empty() || rest.starts_with(['/', '?', '#']);
        fits.then(|| format!("{}{port}{rest}", self.to.strip_suffix(ANY_PORT).unwrap_or(&self.to)))
    }
}

/// The port that stands in a URL, also if it is the scheme's own, which the parsed URL does not keep.
fn explicit_port(text: &str, url: &Url) -> Option<u16> {
    url.port().or_else(|| {
        let default = url.port_or_known_default()?;
        let authority = text.split_once("://")?.1.split(['/', '?', '#']).next()?;
        authority.ends_with(&format!(":{default}")).then_some(default)
    })
}

/// The longest URL in the log, in bytes.
const MAX_LOGGED: usize = 200;

/// A URL for the log: without user, query and fragment, which may contain secrets, and cut if it is long.
pub(super) fn public(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url[..url.floor_char_boundary(MAX_LOGGED)].to_owned();
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or_default();
    let mut shown = format!("{scheme}://{host}{path}");
    if shown.len() > MAX_LOGGED {
        shown.truncate(shown.floor_char_boundary(MAX_LOGGED));
        shown.push_str("...");
    }
    shown
}

/// Why a callback was not delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DeliveryError {
    /// What the contract calls it.
    pub(super) kind: &'static CoverageEvent,
    /// What happened and what to do about it.
    pub(super) message: String,
}

impl DeliveryError {
    pub(super) fn new(kind: &'static CoverageEvent, message: String) -> Self {
        Self { kind, message }
    }

    /// An error that every further attempt would have again.
    pub(super) fn permanent(message: String) -> Self {
        Self { kind: &NOT_SENT, message }
    }

    /// Whether another attempt would fail in the same way.
    pub(super) fn is_permanent(&self) -> bool {
        *self.kind == NOT_SENT
    }
}

/// Connects to the host of a URL. The host is resolved once: the address that is checked is the one that is connected to.
pub(super) async fn connect(url: &Url, anywhere: bool) -> Result<TcpStream, DeliveryError> {
    let port = url.port_or_known_default().unwrap_or(80);
    let found: Vec<SocketAddr> = match url.host() {
        Some(Host::Ipv4(ip)) => vec![(ip, port).into()],
        Some(Host::Ipv6(ip)) => vec![(ip, port).into()],
        Some(Host::Domain(name)) => tokio::net::lookup_host((name, port))
            .await
            .map_err(|error| {
                DeliveryError::new(&UNREACHABLE, format!(
                    "{name} has no address ({error}); send the callback to this machine with --callback-map {}=http://127.0.0.1:PORT",
                    url.origin().ascii_serialization()
                ))
            })?
            .collect(),
        None => return Err(DeliveryError::permanent(format!("{} has no host", public(url.as_str())))),
    };
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in allowed(url, &found, anywhere)? {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(DeliveryError::new(&UNREACHABLE, format!("cannot connect: {last}")))
}

/// The addresses of a host that may be called: those of this machine, and others only if `anywhere`.
fn allowed(url: &Url, found: &[SocketAddr], anywhere: bool) -> Result<Vec<SocketAddr>, DeliveryError> {
    let allowed: Vec<SocketAddr> =
        found.iter().copied().filter(|address| anywhere || is_this_machine(address)).collect();
    match found.first() {
        Some(other) if allowed.is_empty() => Err(DeliveryError::permanent(format!(
            "{} is {}, another machine, and callbacks are sent to this machine only: map the URL with --callback-map {}=http://127.0.0.1:PORT, or allow other machines with --callback-anywhere",
            url.host_str().unwrap_or_default(),
            other.ip(),
            url.origin().ascii_serialization()
        ))),
        _ => Ok(allowed),
    }
}

fn is_this_machine(address: &SocketAddr) -> bool {
    address.ip().to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_replaces_the_start_of_a_url_and_nothing_else() {
        let maps: Vec<Mapping> = [
            "https://shop.example/api=http://127.0.0.1:4000/v1",
            "https://Shop.example/=http://127.0.0.1:3000/",
        ]
        .iter()
        .map(|text| text.parse().unwrap())
        .collect();
        for (url, mapped) in [
            (
                "https://shop.example/done?a=1&b=https://shop.example",
                "http://127.0.0.1:3000/done?a=1&b=https://shop.example",
            ),
            ("https://shop.example?a=1", "http://127.0.0.1:3000/?a=1"),
            ("https://SHOP.example:443/x", "http://127.0.0.1:3000/x"),
            ("https://shop.example./x", "http://127.0.0.1:3000/x"),
            ("https://user:word@shop.example/x", "http://127.0.0.1:3000/x"),
            ("https://shop.example/API/x", "http://127.0.0.1:3000/API/x"),
            ("https://shop.example/api/../secret", "http://127.0.0.1:3000/secret"),
            ("https://shop.example/api/%2e%2E/secret", "http://127.0.0.1:3000/secret"),
            ("https://shop.example/x/../api/./y", "http://127.0.0.1:4000/v1/y"),
            ("https://shop.example/api/x", "http://127.0.0.1:4000/v1/x"),
            ("https://shop.example/apix", "http://127.0.0.1:3000/apix"),
            ("https://shop.example.org/", "https://shop.example.org/"),
            ("https://shop.example:444/", "https://shop.example:444/"),
            ("http://shop.example/", "http://shop.example/"),
        ] {
            assert_eq!(map(url, &maps).unwrap_or_else(|| url.to_owned()), mapped);
        }
        for (bad, says) in [
            ("", "expected FROM=TO"),
            ("https://a.example", "expected FROM=TO"),
            ("a=b", "one of them is not a URL"),
            ("ftp://a=http://b", "without query"),
            ("https://a.example?x=http://b", "without query"),
            ("https://a.example=http://user:word@127.0.0.1:1", "without a user"),
            ("https://user@a.example=http://127.0.0.1:1", "without a user"),
        ] {
            let error = bad.parse::<Mapping>().unwrap_err().to_string();
            assert!(error.contains(says) && !error.contains("word"), "{bad}: {error}");
        }
    }

    #[test]
    fn a_mapping_for_any_port_passes_the_port_on() {
        let maps = ["https://127.0.0.1:*=http://localhost:*".parse::<Mapping>().unwrap()];
        for (url, mapped) in [
            ("https://127.0.0.1:4711/done?a=1", "http://localhost:4711/done?a=1"),
            ("https://127.0.0.1:4711", "http://localhost:4711/"),
            ("https://127.0.0.1:443/done", "http://localhost:443/done"),
            ("https://127.0.0.1/done", "https://127.0.0.1/done"),
            ("https://127.0.0.1:47x/done", "https://127.0.0.1:47x/done"),
            ("https://127.0.0.11:4711/", "https://127.0.0.11:4711/"),
        ] {
            assert_eq!(map(url, &maps).unwrap_or_else(|| url.to_owned()), mapped);
        }
        let bad = "https://127.0.0.1:*=http://localhost:80".parse::<Mapping>().unwrap_err().to_string();
        assert!(bad.contains("on both sides"), "{bad}");
    }

    #[test]
    fn only_the_own_machine_is_called() {
        for (address, own) in [
            ("127.0.0.1:1", true),
            ("127.9.9.9:1", true),
            ("[::1]:1", true),
            ("[::ffff:127.0.0.1]:1", true),
            ("0.0.0.0:1", false),
            ("10.0.0.1:1", false),
            ("169.254.169.254:80", false),
            ("[::ffff:10.0.0.1]:1", false),
            ("[fe80::1]:1", false),
        ] {
            assert_eq!(is_this_machine(&address.parse().unwrap()), own, "{address}");
        }
    }

    #[test]
    fn a_name_with_addresses_of_another_machine_is_not_called_there() {
        let url = Url::parse("http://shop.example/").unwrap();
        let addresses = |list: &[&str]| list.iter().map(|text| text.parse().unwrap()).collect::<Vec<_>>();
        for (found, followed) in [
            (&["192.0.2.7:80"][..], None),
            (&["[2001:db8::7]:80", "169.254.169.254:80"], None),
            // A DNS rebinding attack resolves to both kinds.
            (&["192.0.2.7:80", "127.0.0.1:80"], Some(&["127.0.0.1:80"][..])),
            (&["[::1]:80", "10.0.0.1:80"], Some(&["[::1]:80"])),
        ] {
            let found = addresses(found);
            match allowed(&url, &found, false) {
                Ok(chosen) => assert_eq!(Some(chosen), followed.map(addresses)),
                Err(failure) => {
                    assert!(
                        failure.is_permanent() && failure.message.contains("--callback-anywhere"),
                        "{failure:?}"
                    );
                    assert_eq!(followed, None);
                }
            }
            assert_eq!(allowed(&url, &found, true).unwrap(), found);
        }
    }

    #[test]
    fn what_may_be_secret_in_a_url_is_not_logged() {
        for (url, shown) in [
            ("https://shop.example/done?callbackToken=t#f", "https://shop.example/done"),
            ("http://user:word@127.0.0.1:3000?x=1", "http://127.0.0.1:3000"),
            ("http://a@b@c/d@e", "http://c/d@e"),
            ("nonsense?t", "nonsense"),
        ] {
            assert_eq!(public(url), shown);
        }
        for long in [format!("https://a.example/{}", "x".repeat(8000)), "x".repeat(8000)] {
            assert!(public(&long).len() <= MAX_LOGGED + 3);
        }
    }

    #[tokio::test]
    async fn another_machine_is_a_permanent_error() {
        let url = Url::parse("http://192.0.2.1/").unwrap();
        let failure = connect(&url, false).await.err().unwrap();
        assert!(failure.is_permanent() && failure.message.contains("--callback-map"), "{failure:?}");
    }
}
