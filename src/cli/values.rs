//! The values of flags that have a form of their own: what each may be, and why one is refused.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};

use crate::contract::error::ERRORS;
use crate::contract::nearest::nearest;
use crate::contract::{Strictness, coverage_event};
use crate::engine::account::{AccountStanding, DeclaredKey};
use crate::torture::run::Variable;

/// Why the value of a flag is refused; clap names the flag and repeats the value.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum FlagValueError {
    /// No code or event, and the name of one that is nearly it.
    #[error("unknown name; did you mean {0}?")]
    NearlyCoverageName(&'static str),
    #[error(
        "unknown name; `cloudauth-local explain` lists the codes, and `cloudauth-local coverage` the events of \
         checks and callbacks"
    )]
    CoverageName,
    #[error(
        "expected an address or a host name of this machine, such as 127.0.0.1, localhost or 0.0.0.0 for all"
    )]
    ListenHost,
    #[error("expected a host name without scheme and port, such as emulator")]
    HostName,
    #[error("expected one of {}", Strictness::ALL.map(Strictness::word).join(", "))]
    Strictness,
    #[error("expected ID:SECRET or ID:SECRET:STANDING")]
    Account,
    #[error("ID and SECRET must not be empty")]
    EmptyAccount,
    #[error("STANDING must be one of {}", AccountStanding::WORDS.map(|(_, word)| word).join(", "))]
    Standing,
    #[error("expected an absolute http or https URL without query, such as http://localhost:8809")]
    PublicUrl,
    #[error("expected NAME=VALUE, such as 'ENDPOINT={{endpoint}}'")]
    Variable,
}

/// Parses a response code, or the name of a check or callback event.
pub(super) fn coverage_name(text: &str) -> Result<String, FlagValueError> {
    let codes = ERRORS.iter().map(|row| row.code);
    let known =
        || std::iter::once("Success").chain(codes.clone()).chain(coverage_event::all().map(|row| row.name));
    if known().any(|name| name == text) {
        return Ok(text.to_owned());
    }
    Err(nearest(text, known()).map_or(FlagValueError::CoverageName, FlagValueError::NearlyCoverageName))
}

/// Parses an address, or a name that this machine resolves.
pub(super) fn listen_host(text: &str) -> Result<IpAddr, FlagValueError> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse() {
        return Ok(address);
    }
    let found: Vec<_> = (text, 0).to_socket_addrs().map_or_else(|_| Vec::new(), Iterator::collect);
    let first = found.iter().find(|address| address.is_ipv4()).or(found.first());
    first.map(SocketAddr::ip).ok_or(FlagValueError::ListenHost)
}

/// Parses a host name without scheme and port.
pub(super) fn host_name(text: &str) -> Result<String, FlagValueError> {
    match url::Url::parse(&format!("http://{text}")) {
        Ok(url) if url.host_str() == Some(&text.to_ascii_lowercase()) => Ok(text.to_ascii_lowercase()),
        _ => Err(FlagValueError::HostName),
    }
}

/// Parses a level of strictness.
pub(super) fn strictness(word: &str) -> Result<Strictness, FlagValueError> {
    Strictness::ALL.into_iter().find(|level| level.word() == word).ok_or(FlagValueError::Strictness)
}

/// Parses `ID:SECRET[:STANDING]`.
pub(super) fn account(text: &str) -> Result<DeclaredKey, FlagValueError> {
    let mut parts = text.split(':');
    let (Some(id), Some(secret), standing, None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(FlagValueError::Account);
    };
    if id.is_empty() || secret.is_empty() {
        return Err(FlagValueError::EmptyAccount);
    }
    let standing = standing.map_or(Ok(AccountStanding::default()), str::parse);
    Ok(DeclaredKey::new(id, secret, standing.map_err(|()| FlagValueError::Standing)?))
}

/// Parses the base URL of pages; a trailing slash is removed.
pub(super) fn public_url(text: &str) -> Result<String, FlagValueError> {
    match url::Url::parse(text) {
        Ok(url)
            if matches!(url.scheme(), "http" | "https")
                && url.query().is_none()
                && url.fragment().is_none() =>
        {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err(FlagValueError::PublicUrl),
    }
}

/// Parses `NAME=VALUE`.
pub(super) fn variable(text: &str) -> Result<Variable, FlagValueError> {
    let (name, value) =
        text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or(FlagValueError::Variable)?;
    Ok(Variable { name: name.to_owned(), value: value.to_owned() })
}
