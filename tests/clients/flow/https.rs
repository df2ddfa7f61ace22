//! Callbacks to a receiver that speaks HTTPS.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use cloudauth_local::server::webhook;
use rcgen::CertifiedKey;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ClientConfig, RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::flow::callbacks::settled;
use crate::flow::emulator::Emulator;

/// A receiver with a certificate for `localhost`, and who trusts it.
fn secure_receiver() -> (u16, Arc<ClientConfig>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let server = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).unwrap();
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = Arc::new(server);
    // Ends with the process; it holds nothing but its socket.
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut stream = StreamOwned::new(ServerConnection::new(server.clone()).unwrap(), stream);
            let mut head = Vec::new();
            let mut piece = [0; 1024];
            while !head.ends_with(b"\r\n\r\n") {
                match stream.read(&mut piece) {
                    Ok(read) if read > 0 => head.extend_from_slice(&piece[..read]),
                    _ => break,
                }
            }
            drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
            stream.conn.send_close_notify();
            drop(stream.flush());
        }
    });
    (port, Arc::new(client))
}

#[test]
fn an_https_receiver_is_called_when_its_certificate_is_trusted_and_holds_its_name() {
    let (port, trusted) = secure_receiver();
    let other = secure_receiver().1;
    for (host, trust, accepted, said) in [
        ("localhost", Some(trusted.clone()), true, "200"),
        ("127.0.0.1", Some(trusted), false, "TLS handshake"),
        ("localhost", Some(other), false, "TLS handshake"),
        ("localhost", None, false, "--callback-ca"),
    ] {
        let emulator = Emulator::with(webhook::WebhookSettings {
            trust,
            tries: 1,
            ..webhook::WebhookSettings::default()
        });
        let url = format!("https://{host}:{port}/verified");
        let started = emulator.initialize(&[("CallbackUrl", &url)]);
        emulator.finish(&started, "1000");
        let attempts = settled(&emulator, &started.id, 1);
        assert_eq!(attempts[0]["accepted"], accepted, "{host}: {}", attempts[0]);
        assert!(attempts[0].to_string().contains(said), "{host}: {}", attempts[0]);
    }
}
