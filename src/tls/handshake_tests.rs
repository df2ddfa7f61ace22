//! TLS handshakes of clients that check certificates, in memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustls::client::{ClientConnection, Resumption};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{
    AlertDescription, ClientConfig, Error, RootCertStore, ServerConfig, ServerConnection,
    SupportedProtocolVersion, version,
};

use crate::tls::leaf::NowFn;
use crate::tls::{CertificateSource, folder, names, server_config};

static BOTH: [&SupportedProtocolVersion; 2] = [&version::TLS12, &version::TLS13];

fn server_and_roots() -> (Arc<ServerConfig>, RootCertStore) {
    server_and_roots_at(Box::new(SystemTime::now))
}

fn server_and_roots_at(clock: NowFn) -> (Arc<ServerConfig>, RootCertStore) {
    let folder = tempfile::tempdir().unwrap();
    let source = CertificateSource::Local {
        folder: folder.path().into(),
        names: vec!["*.emulator.test".into(), "10.1.2.3".into()],
    };
    let server = server_config(&source, clock).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(folder.path().join(folder::CERTIFICATE)).unwrap()).unwrap();
    (Arc::new(server), roots)
}

fn client(roots: RootCertStore, version: &'static SupportedProtocolVersion, alpn: &[&str]) -> ClientConfig {
    let mut client = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    client.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    client
}

/// Runs a handshake. Returns the client, or the first error of either side.
fn handshake(
    server: &Arc<ServerConfig>,
    client: ClientConfig,
    name: &str,
) -> Result<ClientConnection, Error> {
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut client = ClientConnection::new(Arc::new(client), name).unwrap();
    let mut server = ServerConnection::new(Arc::clone(server)).unwrap();
    for _ in 0..10 {
        let mut bytes = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut bytes).unwrap();
        }
        server.read_tls(&mut &bytes[..]).unwrap();
        server.process_new_packets()?;
        bytes.clear();
        while server.wants_write() {
            server.write_tls(&mut bytes).unwrap();
        }
        client.read_tls(&mut &bytes[..]).unwrap();
        client.process_new_packets()?;
    }
    assert!(!client.is_handshaking());
    Ok(client)
}

#[test]
fn a_checking_client_accepts_every_name_with_tls_1_2_and_1_3() {
    let (server, roots) = server_and_roots();
    let mut names = names::all(&["10.1.2.3".into()]).unwrap();
    names.push("any.emulator.test".into());
    for version in BOTH {
        for name in &names {
            let done = handshake(&server, client(roots.clone(), version, &["h2", "http/1.1"]), name).unwrap();
            assert_eq!(done.alpn_protocol(), Some(&b"http/1.1"[..]), "{name}");
            assert_eq!(done.protocol_version(), Some(version.version), "{name}");
        }
    }
}

#[test]
fn a_checking_client_refuses_another_name_and_another_ca() {
    let (server, roots) = server_and_roots();
    let (_, other_roots) = server_and_roots();
    for version in BOTH {
        assert!(handshake(&server, client(roots.clone(), version, &[]), "example.com").is_err());
        assert!(handshake(&server, client(other_roots.clone(), version, &[]), "localhost").is_err());
    }
}

#[test]
fn a_client_that_offers_only_http_2_gets_an_alert() {
    let (server, roots) = server_and_roots();
    let refusal = handshake(&server, client(roots, &version::TLS13, &["h2"]), "localhost").err().unwrap();
    assert!(
        matches!(
            refusal,
            Error::NoApplicationProtocol | Error::AlertReceived(AlertDescription::NoApplicationProtocol)
        ),
        "{refusal:?}"
    );
}

/// The clock of a client, in seconds since 1970.
#[derive(Debug)]
struct At(u64);

impl TimeProvider for At {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_secs(self.0)))
    }
}

#[test]
fn a_server_that_runs_for_a_year_never_shows_an_expired_leaf() {
    const START: u64 = 1_800_000_000;
    let seconds = Arc::new(AtomicU64::new(START));
    let clock = Arc::clone(&seconds);
    let (server, roots) = server_and_roots_at(Box::new(move || {
        UNIX_EPOCH + Duration::from_secs(clock.load(Ordering::Relaxed))
    }));
    let at = |second| {
        let mut client = ClientConfig::builder_with_details(default_provider().into(), Arc::new(At(second)))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots.clone())
            .with_no_client_auth();
        client.resumption = Resumption::disabled();
        handshake(&server, client, "localhost")
    };
    for day in 0..365 {
        let now = START + day * 24 * 3600;
        seconds.store(now, Ordering::Relaxed);
        // Clients whose clocks differ from the server's by up to 20 hours.
        for client in [now - 20 * 3600, now, now + 20 * 3600] {
            at(client).unwrap_or_else(|error| panic!("day {day}: {error}"));
        }
    }
    assert!(at(START).is_err(), "the client checks the time");
}
