//! The shell around the engine and the only async part: sockets in, bytes out.

pub mod admin;
mod body;
pub mod connection;
pub mod log;
mod pages;
mod response;
pub mod scenario_file;
mod service;
pub mod webhook;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_rustls::TlsAcceptor;

use crate::engine::Engine;
use crate::server::connection::timeouts::{ConnectionTimeouts, TimeoutSettings};
use crate::server::log::call::CallLog;
use webhook::Webhook;

/// How long requests in flight may take after the emulator was told to stop.
pub const STOP_BOUND: Duration = Duration::from_secs(5);
/// How many connections may be open at once, unless told otherwise.
pub const CONNECTIONS: usize = 10_000;
/// How long accepting rests after the system refused a socket, for lack of file descriptors for example.
const ACCEPT_REST: Duration = Duration::from_millis(50);
/// How long nothing new may come, after the emulator was told to stop, until what was sent before is known to be here.
const LAST_CALL: Duration = Duration::from_millis(50);

/// How a server is run.
pub struct ServerOptions {
    /// What HTTPS needs; with `None` the port speaks HTTP alone, with it both.
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// How long a client may keep the server waiting.
    pub bounds: TimeoutSettings,
    /// How many connections may be open at once; more wait to be accepted.
    pub connections: usize,
    /// Where each call gets a line; `None` for none.
    pub log: Option<CallLog>,
    /// Who may use the admin API.
    pub gate: admin::Gate,
    /// How callbacks are sent.
    pub callbacks: webhook::WebhookSettings,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            tls: None,
            bounds: TimeoutSettings::default(),
            connections: CONNECTIONS,
            log: None,
            gate: admin::Gate::default(),
            callbacks: webhook::WebhookSettings::default(),
        }
    }
}

/// Serves until `stop` completes, then lets requests in flight finish within [`STOP_BOUND`].
///
/// Returns whether all of them finished.
pub async fn serve(
    socket: TcpListener,
    engine: Arc<Engine>,
    options: ServerOptions,
    stop: impl Future<Output = ()>,
) -> bool {
    // Every connection holds a receiver, so that the channel closes behind the last of them.
    let (connections, open) = watch::channel(());
    let timeouts = ConnectionTimeouts::new(options.bounds);
    let webhook = Arc::new(Webhook::new(engine.clone(), options.callbacks));
    let listener = Listener {
        socket,
        room: Arc::new(Semaphore::new(options.connections)),
        app: Arc::new(service::App::new(engine, options.log, options.gate)),
        acceptor: options.tls.map(TlsAcceptor::from),
    };
    tokio::pin!(stop);
    let serving = async {
        tokio::select! {
            () = listener.admit(&timeouts, &open) => {}
            () = &mut stop => {}
        }
        // Answers now close their connections. What was sent before the emulator was told to stop is still taken.
        listener.app.drain();
        drop(tokio::time::timeout(STOP_BOUND / 2, listener.last_call(&timeouts, &open)).await);
        drop((listener, open));
        timeouts.stop();
        tokio::time::timeout(STOP_BOUND, connections.closed()).await.is_ok()
    };
    let finished = tokio::select! {
        finished = serving => finished,
        () = timeouts.run() => false,
        () = webhook.clone().run() => false,
    };
    webhook.close();
    finished
}

/// Where connections come in.
struct Listener {
    socket: TcpListener,
    room: Arc<Semaphore>,
    app: Arc<service::App>,
    acceptor: Option<TlsAcceptor>,
}

impl Listener {
    /// Takes connections for as long as it is polled.
    async fn admit(&self, timeouts: &ConnectionTimeouts, open: &watch::Receiver<()>) {
        let mut told = false;
        while let Some(place) = self.place(&mut told).await {
            self.admit_one(place, timeouts, open).await;
        }
    }

    /// Takes the connections that are already on their way, as far as there is room.
    async fn last_call(&self, timeouts: &ConnectionTimeouts, open: &watch::Receiver<()>) {
        while let Ok(place) = self.room.clone().try_acquire_owned() {
            let next = self.admit_one(place, timeouts, open);
            if tokio::time::timeout(LAST_CALL, next).await.is_err() {
                return;
            }
        }
    }

    async fn admit_one(
        &self,
        place: OwnedSemaphorePermit,
        timeouts: &ConnectionTimeouts,
        open: &watch::Receiver<()>,
    ) {
        match self.socket.accept().await {
            Ok((stream, _)) => {
                let visit = connection::ConnectionContext {
                    app: self.app.clone(),
                    activity: timeouts.watch(),
                    place,
                    open: open.clone(),
                };
                tokio::spawn(connection::run(stream, visit, self.acceptor.clone()));
            }
            Err(error) => rest(&error).await,
        }
    }

    /// A place for one more connection, as soon as there is one.
    async fn place(&self, told: &mut bool) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = self.room.clone().try_acquire_owned() {
            return Some(place);
        }
        if !std::mem::replace(told, true) {
            tracing::warn!("as many connections are open as --connections allows; more have to wait");
        }
        self.room.clone().acquire_owned().await.ok()
    }
}

/// Waits before the next accept where the system has no socket to give; a client that went away needs no rest.
async fn rest(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted) {
        tracing::warn!("cannot accept a connection for now: {error}");
        tokio::time::sleep(ACCEPT_REST).await;
    }
}
