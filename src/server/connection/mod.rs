//! One connection, from accept to close.

mod abortable;
pub(super) mod activity_io;
mod chunk_size;
pub mod client;
pub(super) mod delivery;
pub(super) mod detect;
mod framed_io;
pub(super) mod framing;
pub(super) mod refusal_rewriter;
pub mod timeouts;

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use hyper::rt::Write;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio_rustls::TlsAcceptor;

use crate::server::connection::abortable::Abortable;
use crate::server::connection::activity_io::ActivityIo;
use crate::server::connection::detect::{DetectedProtocol, detect};
use crate::server::connection::refusal_rewriter::RefusalRewriter;
use crate::server::connection::timeouts::{Activity, Phase, Signal};
use crate::server::service::App;

/// After a refusal, the connection is closed once the client sends nothing for this long.
const LINGER_TIME: Duration = Duration::from_secs(2);
/// How long it may still send in all, such as the rest of a body that is too large.
const DISCARD_TIME: Duration = Duration::from_secs(30);

/// What a connection is served with.
pub(super) struct ConnectionContext {
    /// Shared by all connections.
    pub(super) app: Arc<App>,
    /// What it is waiting for, for its timeouts.
    pub(super) activity: Arc<Activity>,
    /// Its permit among the maximum number of open connections.
    pub(super) permit: OwnedSemaphorePermit,
    /// Held while it is open, so that the server notices when the last one has ended.
    pub(super) open: watch::Receiver<()>,
}

/// Serves a connection until one side closes it, a timeout expires, or the server stops and the request in flight has
/// its response.
pub(super) async fn run(stream: TcpStream, context: ConnectionContext, acceptor: Option<TlsAcceptor>) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("cannot set TCP_NODELAY: {error}");
    }
    let detected = tokio::select! {
        biased;
        detected = detect(stream, acceptor.as_ref(), &context.activity) => detected,
        _ = context.activity.signal() => return,
    };
    match detected {
        Ok(DetectedProtocol::Plain(stream)) => serve(stream, context, false).await,
        Ok(DetectedProtocol::Secure(stream)) => serve(*stream, context, true).await,
        Ok(DetectedProtocol::Refused(mut stream)) => {
            let closing = async { stream.shutdown().await.and(read_to_end(&mut stream).await) };
            drop(tokio::time::timeout(DISCARD_TIME, closing).await);
        }
        Err(error) => tracing::debug!("a connection ended before its first request: {error}"),
    }
}

async fn serve<S: AsyncRead + Abortable>(stream: S, context: ConnectionContext, secure: bool) {
    let ConnectionContext { app, activity, permit: _permit, open: _open } = context;
    let refuser = app.clone();
    let stream = ActivityIo::new(stream, activity.clone());
    let refuse = Box::new(move |status, reason| refuser.refusal(status, reason));
    let io = RefusalRewriter::new(stream, activity.clone(), refuse);
    // A reference count of this connection alone: requests do not contend with other connections for it.
    let shared = Arc::new((app, activity.clone()));
    let service = service_fn(move |request: Request<Incoming>| {
        let shared = shared.clone();
        async move {
            let (app, activity) = &*shared;
            activity.enter(Phase::Body);
            let (response, delivery) = app.respond(request, secure, activity).await;
            delivery::deliver(response, delivery, activity).await
        }
    });
    let mut connection = http1::Builder::new().half_close(true).serve_connection(io, service);
    let ended = {
        let signal = tokio::select! {
            // A request that has arrived is served before the stop signal is handled.
            biased;
            ended = &mut connection => Ok(ended),
            signal = activity.signal() => Err(signal),
        };
        match signal {
            Ok(ended) => Ok(ended),
            Err(Signal::Overdue(phase)) => Err(phase),
            Err(Signal::Stop) => {
                Pin::new(&mut connection).graceful_shutdown();
                if activity.phase() == Phase::Stream {
                    // A stream never ends; do not wait.
                    return;
                }
                tokio::select! {
                    ended = &mut connection => Ok(ended),
                    phase = activity.overdue() => Err(phase),
                }
            }
        }
    };
    match ended {
        Ok(Ok(())) => {
            let io = connection.into_parts().io;
            if io.refused_head().is_some() || activity.phase() == Phase::Refused {
                linger(io).await;
            }
        }
        Ok(Err(error)) => {
            tracing::debug!("a connection ended early: {error}");
            let mut io = connection.into_parts().io;
            if let Some(cut) = delivery::aborted(&error) {
                delivery::abort(io.into_inner(), cut).await;
            } else if error.is_parse() || io.refused_head().is_some() {
                // hyper has no word for a client that speaks HTTP/2 at once.
                io.refuse(400);
                linger(io).await;
            }
        }
        Err(Phase::Head | Phase::Body) => {
            tracing::debug!("a client took too long to send a request");
            let mut io = connection.into_parts().io;
            io.refuse(408);
            linger(io).await;
        }
        Err(
            Phase::Idle | Phase::Refused | Phase::Processing | Phase::Trickle | Phase::Stall | Phase::Stream,
        ) => {
            Pin::new(&mut connection).graceful_shutdown();
            // If it does not end at once, the client is not reading the response.
            drop(tokio::time::timeout(LINGER_TIME, connection).await);
        }
    }
}

/// Writes the rest of a response, then reads from the client for a while: closing a socket with unread bytes resets it,
/// and the client may lose the response.
async fn linger<S: AsyncRead + AsyncWrite + Unpin>(mut io: RefusalRewriter<S>) {
    let closing = async {
        poll_fn(|cx| Pin::new(&mut io).poll_flush(cx)).await?;
        poll_fn(|cx| Pin::new(&mut io).poll_shutdown(cx)).await?;
        read_to_end(&mut io.into_inner()).await
    };
    drop(tokio::time::timeout(DISCARD_TIME, closing).await);
}

/// Reads and discards until the client closes its side, or sends nothing for [`LINGER_TIME`].
async fn read_to_end(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    let mut discarded = vec![0; 1 << 16];
    while tokio::time::timeout(LINGER_TIME, stream.read(&mut discarded)).await?? > 0 {}
    Ok(())
}
