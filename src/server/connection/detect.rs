//! Detects HTTP or HTTPS on the same port, by the first byte of a connection.

use std::io;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::server::connection::timeouts::{Activity, Phase};

/// The first byte of every TLS connection (record type handshake), and of no HTTP request.
const HANDSHAKE: u8 = 0x16;
/// A TLS record with the fatal alert handshake_failure, for TLS clients on a port without TLS.
const ALERT: [u8; 7] = [0x15, 3, 3, 0, 2, 2, 40];

/// A connection with a known protocol, after the TLS handshake if there is one.
pub(in crate::server) enum DetectedProtocol {
    /// HTTP.
    Plain(TcpStream),
    /// HTTPS.
    Secure(Box<TlsStream<TcpStream>>),
    /// HTTPS on a port without TLS; the alert was sent.
    Refused(TcpStream),
}

/// Waits for the first byte, and does the TLS handshake if it starts one.
///
/// # Errors
/// The connection ended, or the handshake failed (which is logged).
pub(in crate::server) async fn detect(
    mut stream: TcpStream,
    acceptor: Option<&TlsAcceptor>,
    activity: &Activity,
) -> io::Result<DetectedProtocol> {
    let mut first = [0];
    if stream.peek(&mut first).await? == 0 || first[0] != HANDSHAKE {
        return Ok(DetectedProtocol::Plain(stream));
    }
    activity.enter(Phase::Head);
    let Some(acceptor) = acceptor else {
        tracing::warn!(
            "a client uses HTTPS on this HTTP port; start the emulator with --tls, or set the client's protocol to http"
        );
        stream.write_all(&ALERT).await?;
        return Ok(DetectedProtocol::Refused(stream));
    };
    let secured = acceptor.accept(stream).await;
    activity.enter(Phase::Idle);
    match secured {
        Ok(stream) => Ok(DetectedProtocol::Secure(Box::new(stream))),
        Err(error) => {
            tracing::warn!(
                "a TLS handshake failed: {error}; if the client does not trust the certificate, `cloudauth-local ca` \
                 prints how to make it"
            );
            Err(error)
        }
    }
}
