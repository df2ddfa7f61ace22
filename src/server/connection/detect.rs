//! What a connection speaks, HTTP or HTTPS on the same port: its first byte tells.

use std::io;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::server::connection::timeouts::{Activity, Phase};

/// The first byte of every TLS connection (a record of the handshake), and of no HTTP request.
const HANDSHAKE: u8 = 0x16;
/// A record with a fatal alert, handshake_failure: what a TLS client can read on a port without TLS.
const ALERT: [u8; 7] = [0x15, 3, 3, 0, 2, 2, 40];

/// A connection after its first byte, and after the handshake where there is one.
pub(in crate::server) enum DetectedProtocol {
    /// HTTP.
    Plain(TcpStream),
    /// HTTPS.
    Secure(Box<TlsStream<TcpStream>>),
    /// TLS where there is none; it was told so.
    Refused(TcpStream),
}

/// Waits for the first byte, and shakes hands where it asks for TLS.
///
/// # Errors
/// The connection ended, or the handshake failed, which was logged.
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
            "a client speaks HTTPS to this HTTP port; start the emulator with --tls, or set the client's protocol to http"
        );
        stream.write_all(&ALERT).await?;
        return Ok(DetectedProtocol::Refused(stream));
    };
    let secured = acceptor.accept(stream).await;
    activity.enter(Phase::Rest);
    match secured {
        Ok(stream) => Ok(DetectedProtocol::Secure(Box::new(stream))),
        Err(error) => {
            tracing::warn!(
                "a TLS handshake failed: {error}; if the client does not trust the certificate, \
                 `cloudauth-local ca` says how it is made to"
            );
            Err(error)
        }
    }
}
