//! The HTTP server around the engine, and the only async part: sockets, connections, pages, the admin API, callbacks.

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

/// How long requests in flight may take after a stop was requested.
pub const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// The default maximum number of open connections.
pub const CONNECTIONS: usize = 10_000;
/// The pause after the system refused to accept a connection, for example for lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// When stopping, pending connections are still accepted until none arrives for this long.
const DRAIN_IDLE: Duration = Duration::from_millis(50);

/// The options of a server.
pub struct ServerOptions {
    /// TLS configuration: with it the port serves HTTP and HTTPS, without it HTTP only.
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// The timeouts of connections.
    pub timeouts: TimeoutSettings,
    /// The maximum number of open connections; further ones wait to be accepted.
    pub connections: usize,
    /// The log of calls; `None` to log none.
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
            timeouts: TimeoutSettings::default(),
            connections: CONNECTIONS,
            log: None,
            gate: admin::Gate::default(),
            callbacks: webhook::WebhookSettings::default(),
        }
    }
}

/// Serves until `stop` completes, then lets requests in flight finish within [`STOP_TIMEOUT`].
///
/// Returns whether all of them finished.
pub async fn serve(
    socket: TcpListener,
    engine: Arc<Engine>,
    options: ServerOptions,
    stop: impl Future<Output = ()>,
) -> bool {
    // Every connection holds a receiver, so that the channel closes when the last one ends.
    let (connections, open) = watch::channel(());
    let timeouts = ConnectionTimeouts::new(options.timeouts);
    let webhook = Arc::new(Webhook::new(engine.clone(), options.callbacks));
    let listener = Listener {
        socket,
        permits: Arc::new(Semaphore::new(options.connections)),
        app: Arc::new(service::App::new(
            engine,
            webhook.maps(),
            webhook.reach_check(),
            options.log,
            options.gate,
        )),
        acceptor: options.tls.map(TlsAcceptor::from),
    };
    tokio::pin!(stop);
    let serving = async {
        tokio::select! {
            () = listener.accept_all(&timeouts, &open) => {}
            () = &mut stop => {}
        }
        // From here every response closes its connection. Connections that are pending already are still accepted.
        listener.app.drain();
        drop(tokio::time::timeout(STOP_TIMEOUT / 2, listener.accept_pending(&timeouts, &open)).await);
        drop((listener, open));
        timeouts.stop();
        tokio::time::timeout(STOP_TIMEOUT, connections.closed()).await.is_ok()
    };
    let finished = tokio::select! {
        finished = serving => finished,
        () = timeouts.run() => false,
        () = webhook.clone().run() => false,
    };
    webhook.close();
    finished
}

/// Accepts connections.
struct Listener {
    socket: TcpListener,
    permits: Arc<Semaphore>,
    app: Arc<service::App>,
    acceptor: Option<TlsAcceptor>,
}

impl Listener {
    /// Accepts connections until it is dropped.
    async fn accept_all(&self, timeouts: &ConnectionTimeouts, open: &watch::Receiver<()>) {
        let mut warned = false;
        while let Some(permit) = self.permit(&mut warned).await {
            self.accept_one(permit, timeouts, open).await;
        }
    }

    /// Accepts the connections that are pending already, up to the maximum.
    async fn accept_pending(&self, timeouts: &ConnectionTimeouts, open: &watch::Receiver<()>) {
        while let Ok(permit) = self.permits.clone().try_acquire_owned() {
            let next = self.accept_one(permit, timeouts, open);
            if tokio::time::timeout(DRAIN_IDLE, next).await.is_err() {
                return;
            }
        }
    }

    async fn accept_one(
        &self,
        permit: OwnedSemaphorePermit,
        timeouts: &ConnectionTimeouts,
        open: &watch::Receiver<()>,
    ) {
        match self.socket.accept().await {
            Ok((stream, _)) => {
                let context = connection::ConnectionContext {
                    app: self.app.clone(),
                    activity: timeouts.watch(),
                    permit,
                    open: open.clone(),
                };
                tokio::spawn(connection::run(stream, context, self.acceptor.clone()));
            }
            Err(error) => pause(&error).await,
        }
    }

    /// Waits for the permit of one more connection.
    async fn permit(&self, warned: &mut bool) -> Option<OwnedSemaphorePermit> {
        if let Ok(permit) = self.permits.clone().try_acquire_owned() {
            return Some(permit);
        }
        if !std::mem::replace(warned, true) {
            tracing::warn!("the maximum of --connections is reached; further connections wait");
        }
        self.permits.clone().acquire_owned().await.ok()
    }
}

/// Pauses before the next accept if the system has no sockets left; not if a client closed its connection.
async fn pause(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted) {
        tracing::warn!("cannot accept a connection for now: {error}");
        tokio::time::sleep(ACCEPT_PAUSE).await;
    }
}
