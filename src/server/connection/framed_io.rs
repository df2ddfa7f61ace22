//! A stream that passes correctly framed requests to hyper; reading fails at the first framing violation.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::server::connection::abortable::Abortable;
use crate::server::connection::framing::{FramingError, RequestFraming, Violation};

/// The checked stream of a connection.
pub(in crate::server) struct FramedIo<S> {
    inner: S,
    framing: RequestFraming,
    violation: Option<Violation>,
    /// Whether a read has returned the violation to hyper.
    reported: bool,
}

impl<S> FramedIo<S> {
    pub(in crate::server) fn new(inner: S) -> Self {
        Self { inner, framing: RequestFraming::new(), violation: None, reported: false }
    }

    pub(in crate::server) fn into_inner(self) -> S {
        self.inner
    }

    /// The violation in a request head that was returned to hyper. Hyper reports a violation in a body as an error of
    /// the body.
    pub(in crate::server) fn refused_head(&self) -> Option<FramingError> {
        self.violation
            .filter(|violation| self.reported && !violation.in_body)
            .map(|violation| violation.error)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for FramedIo<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        if self.violation.is_none() {
            ready!(Pin::new(&mut self.inner).poll_read(cx, buf))?;
            self.violation = self.framing.read(&buf.filled()[before..]).err();
        }
        let Some(violation) = self.violation else { return Poll::Ready(Ok(())) };
        // Valid bytes are returned first, the error at the next read; a read of 0 bytes would mean end of stream.
        let valid = if buf.filled().len() > before { violation.valid } else { 0 };
        buf.set_filled(before + valid);
        if valid > 0 {
            return Poll::Ready(Ok(()));
        }
        self.reported = true;
        Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, violation.error)))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for FramedIo<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

impl<S: Abortable> Abortable for FramedIo<S> {
    fn tcp(&self) -> &TcpStream {
        self.inner.tcp()
    }
}
