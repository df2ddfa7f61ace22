//! One connection, from accept to its end.

pub(super) mod activity_io;
pub(super) mod delivery;
pub(super) mod detect;
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
use hyper_util::rt::TokioIo;
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
    pub(super) shell: Arc<App>,
    /// How long it has been waited for.
    pub(super) pulse: Arc<Activity>,
    /// Its place among the connections that may be open at once.
    pub(super) place: OwnedSemaphorePermit,
    /// Held while it is open, so that the server knows when the last one has ended.
    pub(super) open: watch::Receiver<()>,
}

/// Serves a connection until one side ends it, until it is overdue, or until it is told to stop and the request in
/// flight is answered.
pub(super) async fn run(stream: TcpStream, visit: ConnectionContext, acceptor: Option<TlsAcceptor>) {
    if let Err(fault) = stream.set_nodelay(true) {
        tracing::debug!("a connection has no TCP_NODELAY: {fault}");
    }
    let greeted = tokio::select! {
        biased;
        greeted = detect(stream, acceptor.as_ref(), &visit.pulse) => greeted,
        _ = visit.pulse.news() => return,
    };
    match greeted {
        Ok(DetectedProtocol::Plain(stream)) => serve(stream, visit).await,
        Ok(DetectedProtocol::Secure(stream)) => serve(*stream, visit).await,
        Ok(DetectedProtocol::Refused(mut stream)) => {
            let farewell = async { stream.shutdown().await.and(hear_out(&mut stream).await) };
            drop(tokio::time::timeout(LINGER_TIME, farewell).await);
        }
        Err(fault) => tracing::debug!("a connection ended before its first request: {fault}"),
    }
}

async fn serve<S: AsyncRead + Abortable>(stream: S, visit: ConnectionContext) {
    let ConnectionContext { shell, pulse, place: _place, open: _open } = visit;
    let refuser = shell.clone();
    let stream = TokioIo::new(ActivityIo::new(stream, pulse.clone()));
    let guard = RefusalRewriter::new(stream, pulse.clone(), Box::new(move |status| refuser.refusal(status)));
    // One count that is this connection's own: a request touches no count that others touch.
    let host = Arc::new((shell, pulse.clone()));
    let service = service_fn(move |request: Request<Incoming>| {
        let host = host.clone();
        async move {
            let (shell, pulse) = &*host;
            pulse.enter(Phase::Body);
            delivery::respond(shell, request, pulse).await
        }
    });
    let mut connection = http1::Builder::new().half_close(true).serve_connection(guard, service);
    let ended = {
        let news = tokio::select! {
            // A request that has arrived is read before the connection is told to end.
            biased;
            ended = &mut connection => Ok(ended),
            news = pulse.news() => Err(news),
        };
        match news {
            Ok(ended) => Ok(ended),
            Err(Signal::Overdue(phase)) => Err(phase),
            Err(Signal::Stop) => {
                Pin::new(&mut connection).graceful_shutdown();
                if pulse.phase() == Phase::Stream {
                    // Nobody waits for the end of what has none.
                    return;
                }
                tokio::select! {
                    ended = &mut connection => Ok(ended),
                    phase = pulse.overdue() => Err(phase),
                }
            }
        }
    };
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => {
            tracing::debug!("a connection ended early: {fault}");
            let mut guard = connection.into_parts().io;
            if let Some(cut) = delivery::severed(&fault) {
                delivery::sever(guard.into_inner().into_inner(), cut).await;
            } else if fault.is_parse() {
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
async fn linger<S: AsyncRead + AsyncWrite + Unpin>(mut guard: RefusalRewriter<TokioIo<S>>) {
    let farewell = async {
        poll_fn(|cx| Pin::new(&mut guard).poll_flush(cx)).await?;
        poll_fn(|cx| Pin::new(&mut guard).poll_shutdown(cx)).await?;
        hear_out(&mut guard.into_inner().into_inner()).await
    };
    drop(tokio::time::timeout(LINGER_TIME, farewell).await);
}

/// Reads and forgets until the client is done.
async fn hear_out(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    let mut unread = [0; 4096];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}
