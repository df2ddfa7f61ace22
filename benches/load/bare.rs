//! The baseline server: hyper as in its own guide, on tokio's default runtime, with a constant body and nothing else.

use std::cell::RefCell;
use std::convert::Infallible;
use std::io::{self, Write as _};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::rt::ReadBufCursor;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use crate::Result;

/// The first argument of a bare server; the second is the length of its body in bytes.
pub(crate) const ARGUMENT: &str = "--bare-server";

/// The body's length if this process is to run as the bare server. Called before the options are parsed, so that
/// parsing does not count towards its start time.
pub(crate) fn body_length(mut arguments: impl Iterator<Item = String>) -> Result<Option<usize>> {
    match (arguments.nth(1).as_deref(), arguments.next()) {
        (Some(ARGUMENT), Some(length)) => Ok(Some(length.parse()?)),
        _ => Ok(None),
    }
}

/// Serves until it is killed; prints its address first, as the emulator does.
pub(crate) fn serve(body_length: usize) -> Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(accept(body_length))
}

async fn accept(body_length: usize) -> Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    writeln!(io::stdout(), "http://{}", listener.local_addr()?)?;
    let body = Bytes::from(vec![b' '; body_length]);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let body = body.clone();
        tokio::spawn(async move {
            let service = service_fn(|_: Request<Incoming>| {
                let body = body.clone();
                async move { Ok::<_, Infallible>(Response::new(Full::new(body))) }
            });
            // The load generator reports a broken connection.
            _ = http1::Builder::new().serve_connection(Adapter(stream), service).await;
        });
    }
}

/// Implements hyper's I/O traits for a tokio stream.
struct Adapter(TcpStream);

thread_local! {
    /// Data is read into this buffer and then copied to hyper's: filling hyper's buffer directly would need `unsafe`,
    /// and the cost of the copy is not measurable.
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; 8192]);
}

impl hyper::rt::Read for Adapter {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut cursor: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        BUFFER.with_borrow_mut(|buffer| {
            let length = buffer.len().min(cursor.remaining());
            let mut read = ReadBuf::new(&mut buffer[..length]);
            ready!(Pin::new(&mut self.0).poll_read(context, &mut read))?;
            cursor.put_slice(read.filled());
            Poll::Ready(Ok(()))
        })
    }
}

impl hyper::rt::Write for Adapter {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write_vectored(context, slices)
    }
}
