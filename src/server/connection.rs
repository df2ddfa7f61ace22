//! One connection, from accept to its end.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use hyper::rt::Write;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::delivery;
use super::guard::Guard;
use super::service::Shell;

/// How long a client that was refused may still send before its connection is cut.
const LINGER_TIME: Duration = Duration::from_secs(2);

/// Serves a connection until one side ends it, or until `stopping` changes and the request in flight is answered.
pub(super) async fn run(stream: TcpStream, shell: Arc<Shell>, mut stopping: watch::Receiver<()>) {
    if let Err(fault) = stream.set_nodelay(true) {
        tracing::debug!("a connection has no TCP_NODELAY: {fault}");
    }
    let refuser = shell.clone();
    let guard = Guard::new(TokioIo::new(stream), Box::new(move |status| refuser.refusal(status)));
    let service = service_fn(move |request: Request<Incoming>| {
        let shell = shell.clone();
        async move { delivery::respond(&shell, request).await }
    });
    let mut connection = http1::Builder::new().half_close(true).serve_connection(guard, service);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        _ = stopping.changed() => {
            Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    if let Err(fault) = ended {
        tracing::debug!("a connection ended early: {fault}");
        if let Some(cut) = delivery::severed(&fault) {
            delivery::sever(connection.into_parts().io.into_inner().into_inner(), cut).await;
        } else if fault.is_parse() {
            linger(connection.into_parts().io).await;
        }
    }
}

/// Writes the last of an answer and then hears the client out for a while: a socket that is closed with unread bytes
/// is reset, and the client may lose the answer that it was sent.
async fn linger<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(mut guard: Guard<TokioIo<S>>) {
    guard.refuse_unless_refused();
    let farewell = async {
        poll_fn(|cx| Pin::new(&mut guard).poll_flush(cx)).await?;
        poll_fn(|cx| Pin::new(&mut guard).poll_shutdown(cx)).await?;
        let mut stream = guard.into_inner().into_inner();
        let mut unread = [0; 4096];
        while stream.read(&mut unread).await? > 0 {}
        Ok::<_, std::io::Error>(())
    };
    drop(tokio::time::timeout(LINGER_TIME, farewell).await);
}
