//! The shell around the engine and the only async part: sockets in, bytes out.

mod answer;
mod connection;
mod delivery;
mod guard;
pub mod reload;
pub mod scenario_file;
mod service;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::engine::Engine;

/// How long requests in flight may take after the emulator was told to stop.
pub const STOP_BOUND: Duration = Duration::from_secs(5);
/// How long accepting rests after the system refused a socket, for lack of file descriptors for example.
const ACCEPT_REST: Duration = Duration::from_millis(50);

/// Serves until `stop` completes, then lets requests in flight finish within [`STOP_BOUND`].
///
/// Returns whether all of them finished.
pub async fn serve(listener: TcpListener, engine: Arc<Engine>, stop: impl Future<Output = ()>) -> bool {
    // Every connection holds a receiver, so that the channel closes behind the last of them.
    let (stopping, stopped) = watch::channel(());
    let shell = Arc::new(service::Shell::new(engine));
    tokio::pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    tokio::spawn(connection::run(stream, shell.clone(), stopped.clone()));
                }
                Err(fault) => rest(&fault).await,
            },
            () = &mut stop => break,
        }
    }
    drop((listener, stopped));
    shell.drain();
    stopping.send_replace(());
    tokio::time::timeout(STOP_BOUND, stopping.closed()).await.is_ok()
}

/// Waits before the next accept where the system has no socket to give; a client that went away needs no rest.
async fn rest(fault: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    if !matches!(fault.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted) {
        tracing::warn!("cannot accept a connection for now: {fault}");
        tokio::time::sleep(ACCEPT_REST).await;
    }
}
