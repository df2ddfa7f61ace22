//! What a client with certificate checks meets, in memory.

use std::sync::Arc;
use std::time::SystemTime;

use rustls::client::ClientConnection;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{
    AlertDescription, ClientConfig, Error, RootCertStore, ServerConfig, ServerConnection,
    SupportedProtocolVersion, version,
};

use super::{Source, folder, names, server_config};

static BOTH: [&SupportedProtocolVersion; 2] = [&version::TLS12, &version::TLS13];

fn server_and_roots() -> (Arc<ServerConfig>, RootCertStore) {
    let folder = tempfile::tempdir().unwrap();
    let source = Source::Local {
        folder: folder.path().into(),
        names: vec!["*.emulator.test".into(), "10.1.2.3".into()],
    };
    let server = server_config(&source, Box::new(SystemTime::now)).unwrap();
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

/// The client after the handshake, or the first error of either side.
fn shake(server: &Arc<ServerConfig>, client: ClientConfig, name: &str) -> Result<ClientConnection, Error> {
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
            let done = shake(&server, client(roots.clone(), version, &["h2", "http/1.1"]), name).unwrap();
            assert_eq!(done.alpn_protocol(), Some(&b"http/1.1"[..]), "{name}");
            assert_eq!(done.protocol_version(), Some(version.version), "{name}");
        }
    }
}

#[test]
fn a_checking_client_refuses_another_name_and_another_ca() {
    let (server, roots) = server_and_roots();
    let (_, strangers) = server_and_roots();
    for version in BOTH {
        assert!(shake(&server, client(roots.clone(), version, &[]), "example.com").is_err());
        assert!(shake(&server, client(strangers.clone(), version, &[]), "localhost").is_err());
    }
}

#[test]
fn a_client_that_speaks_only_http_2_is_told() {
    let (server, roots) = server_and_roots();
    let refusal = shake(&server, client(roots, &version::TLS13, &["h2"]), "localhost").err().unwrap();
    assert!(
        matches!(
            refusal,
            Error::NoApplicationProtocol | Error::AlertReceived(AlertDescription::NoApplicationProtocol)
        ),
        "{refusal:?}"
    );
}
