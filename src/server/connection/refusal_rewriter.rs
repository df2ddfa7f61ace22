//! The stream under hyper. It sees to it that a request that hyper itself refuses gets a JSON body too: hyper writes
//! a bare head for those (400, 414, 431), and most SDKs lose status and code behind a body that cannot be parsed. A
//! request whose framing is refused below hyper gets the same.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::server::connection::framed_io::FramedIo;
use crate::server::connection::framing::FramingError;
use crate::server::connection::timeouts::{Activity, Phase};

/// Makes the bytes of the answer that stands in for hyper's, for an HTTP status and what is known of the reason.
pub(in crate::server) type Refuse = Box<dyn Fn(u16, Option<FramingError>) -> Vec<u8> + Send>;

/// Replaces hyper's empty refusals.
pub(in crate::server) struct RefusalRewriter<S> {
    inner: TokioIo<FramedIo<S>>,
    activity: Arc<Activity>,
    refuse: Refuse,
    /// Bytes of a replacement that are still to be written.
    pending: Vec<u8>,
    /// Whether a request was refused, after which the connection ends.
    refused: bool,
}

impl<S> RefusalRewriter<S> {
    pub(in crate::server) fn new(stream: S, activity: Arc<Activity>, refuse: Refuse) -> Self {
        let inner = TokioIo::new(FramedIo::new(stream));
        Self { inner, activity, refuse, pending: Vec::new(), refused: false }
    }

    /// Writes a refusal if hyper wrote none.
    pub(in crate::server) fn refuse(&mut self, status: u16) {
        if !std::mem::replace(&mut self.refused, true) {
            self.pending = (self.refuse)(status, self.refused_head());
        }
    }

    /// What is wrong with the framing of the head that hyper waited for.
    pub(in crate::server) fn refused_head(&self) -> Option<FramingError> {
        self.inner.inner().refused_head()
    }

    pub(in crate::server) fn into_inner(self) -> S {
        self.inner.into_inner().into_inner()
    }
}

/// The headers between the status line and the date of hyper's empty refusals.
const EMPTY_REFUSAL_HEADERS: &[u8] = b"connection: close\r\ncontent-length: 0\r\n";

/// Finds an empty refusal at the end of what hyper writes: its offset, and its status. Only a response without a body
/// ends in an empty line.
fn empty_refusal(written: &[u8]) -> Option<(usize, u16)> {
    if !written.ends_with(b"\r\n\r\n") {
        return None;
    }
    let start = written.windows(10).rposition(|window| window == b"HTTP/1.1 4" || window == b"HTTP/1.0 4")?;
    let head = &written[start..];
    let status = std::str::from_utf8(head.get(9..12)?).ok()?.parse().ok()?;
    // hyper's refusals have this order of headers; an empty response of a scenario has another one.
    let is_empty = head
        .windows(EMPTY_REFUSAL_HEADERS.len())
        .any(|window| window.eq_ignore_ascii_case(EMPTY_REFUSAL_HEADERS));
    is_empty.then_some((start, status))
}

impl<S: AsyncWrite + Unpin> RefusalRewriter<S> {
    fn poll_pending(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.pending.is_empty() {
            let written = ready!(Pin::new(&mut self.inner).poll_write(cx, &self.pending))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.pending.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> Read for RefusalRewriter<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> Write for RefusalRewriter<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_pending(cx))?;
        // A response of the emulator, which a scenario may have left without a body, is written during these phases.
        if matches!(self.activity.phase(), Phase::Idle | Phase::Head | Phase::Body)
            && let Some((start, status)) = empty_refusal(buf)
        {
            self.refused = true;
            let refusal = (self.refuse)(status, None);
            self.pending = [&buf[..start], &refusal].concat();
            return Poll::Ready(Ok(buf.len()));
        }
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_pending(cx))?;
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // To hyper a head that breaks off at its first byte is the end of the connection.
        if self.refused_head().is_some() {
            self.refuse(400);
        }
        ready!(self.poll_pending(cx))?;
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_empty_refusal_is_replaced() {
        let empty = "HTTP/1.1 414 URI Too Long\r\nconnection: close\r\ncontent-length: 0\r\ndate: x\r\n\r\n";
        let full = "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(empty_refusal(empty.as_bytes()), Some((0, 414)));
        assert_eq!(empty_refusal(format!("{full}{empty}").as_bytes()), Some((full.len(), 414)));
        for other in [
            full,
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\ndate: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "\r\n\r\n",
            "",
        ] {
            assert_eq!(empty_refusal(other.as_bytes()), None, "{other}");
        }
    }
}
