//! Access to the TCP socket below a stream, to reset the connection or detect that the peer closed it.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncWrite, Interest};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

/// A stream over TCP.
pub(in crate::server) trait Abortable: AsyncWrite + Unpin {
    /// The socket.
    fn tcp(&self) -> &TcpStream;

    /// Whether the client has closed its sending side. A client that waits for a response may also have done that
    /// (half-close), so this is only meaningful when no response will be sent.
    fn peer_left(&self) -> bool {
        let ready = pin!(self.tcp().ready(Interest::READABLE));
        let polled = ready.poll(&mut Context::from_waker(Waker::noop()));
        matches!(polled, Poll::Ready(Ok(ready)) if ready.is_read_closed())
    }
}

impl Abortable for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Abortable for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}
