//! One connection, from accept to its end.

pub(super) mod activity_io;
mod chunk_size;
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

use crate::server::connection::activity_io::ActivityIo;
use crate::server::connection::delivery::Abortable;
use crate::server::connection::detect::{DetectedProtocol, detect};
use crate::server::connection::refusal_rewriter::RefusalRewriter;
use crate::server::connection::timeouts::{Activity, Phase, Signal};
use crate::server::service::App;

/// How long a client that was refused may still send before its connection is cut.
const LINGER_TIME: Duration = Duration::from_secs(2);

/// What a connection brings with it.
pub(super) struct ConnectionContext {
    /// What it shares with the others.
    pub(super) app: Arc<App>,
    /// How long it has been waited for.
    pub(super) activity: Arc<Activity>,
    /// Its place among the connections that may be open at once.
    pub(super) place: OwnedSemaphorePermit,
    /// Held while it is open, so that the server knows when the last one has ended.
    pub(super) open: watch::Receiver<()>,
}

/// Serves a connection until one side ends it, until it is overdue, or until it is told to stop and the request in
/// flight is answered.
pub(super) async fn run(stream: TcpStream, visit: ConnectionContext, acceptor: Option<TlsAcceptor>) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("a connection has no TCP_NODELAY: {error}");
    }
    let detected = tokio::select! {
        biased;
        detected = detect(stream, acceptor.as_ref(), &visit.activity) => detected,
        _ = visit.activity.news() => return,
    };
    match detected {
        Ok(DetectedProtocol::Plain(stream)) => serve(stream, visit).await,
        Ok(DetectedProtocol::Secure(stream)) => serve(*stream, visit).await,
        Ok(DetectedProtocol::Refused(mut stream)) => {
            let farewell = async { stream.shutdown().await.and(read_to_end(&mut stream).await) };
            drop(tokio::time::timeout(LINGER_TIME, farewell).await);
        }
        Err(error) => tracing::debug!("a connection ended before its first request: {error}"),
    }
}

async fn serve<S: AsyncRead + Abortable>(stream: S, visit: ConnectionContext) {
    let ConnectionContext { app, activity, place: _place, open: _open } = visit;
    let refuser = app.clone();
    let stream = ActivityIo::new(stream, activity.clone());
    let refuse = Box::new(move |status, reason| refuser.refusal(status, reason));
    let guard = RefusalRewriter::new(stream, activity.clone(), refuse);
    // One count that is this connection's own: a request touches no count that others touch.
    let host = Arc::new((app, activity.clone()));
    let service = service_fn(move |request: Request<Incoming>| {
        let host = host.clone();
        async move {
            let (app, activity) = &*host;
            activity.enter(Phase::Body);
            delivery::respond(app, request, activity).await
        }
    });
    let mut connection = http1::Builder::new().half_close(true).serve_connection(guard, service);
    let ended = {
        let news = tokio::select! {
            // A request that has arrived is read before the connection is told to end.
            biased;
            ended = &mut connection => Ok(ended),
            news = activity.news() => Err(news),
        };
        match news {
            Ok(ended) => Ok(ended),
            Err(Signal::Overdue(phase)) => Err(phase),
            Err(Signal::Stop) => {
                Pin::new(&mut connection).graceful_shutdown();
                if activity.phase() == Phase::Stream {
                    // Nobody waits for the end of what has none.
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
            let guard = connection.into_parts().io;
            if guard.refused_head().is_some() {
                linger(guard).await;
            }
        }
        Ok(Err(error)) => {
            tracing::debug!("a connection ended early: {error}");
            let mut guard = connection.into_parts().io;
            if let Some(cut) = delivery::aborted(&error) {
                delivery::abort(guard.into_inner(), cut).await;
            } else if error.is_parse() || guard.refused_head().is_some() {
                // hyper has no word for a client that speaks HTTP/2 at once.
                guard.refuse(400);
                linger(guard).await;
            }
        }
        Err(Phase::Head | Phase::Body) => {
            tracing::debug!("a client took too long to send a request");
            let mut guard = connection.into_parts().io;
            guard.refuse(408);
            linger(guard).await;
        }
        Err(Phase::Rest | Phase::Work | Phase::Trickle | Phase::Stall | Phase::Stream) => {
            Pin::new(&mut connection).graceful_shutdown();
            // Where it does not end at once, the client does not take its answer.
            drop(tokio::time::timeout(LINGER_TIME, connection).await);
        }
    }
}

/// Writes the last of an answer and then hears the client out for a while: a socket that is closed with unread bytes
/// is reset, and the client may lose the answer that it was sent.
async fn linger<S: AsyncRead + AsyncWrite + Unpin>(mut guard: RefusalRewriter<S>) {
    let farewell = async {
        poll_fn(|cx| Pin::new(&mut guard).poll_flush(cx)).await?;
        poll_fn(|cx| Pin::new(&mut guard).poll_shutdown(cx)).await?;
        read_to_end(&mut guard.into_inner()).await
    };
    drop(tokio::time::timeout(LINGER_TIME, farewell).await);
}

/// Reads and forgets until the client is done.
async fn read_to_end(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    let mut unread = [0; 4096];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}
