//! The HTTP server around the engine, and the only async part: sockets, connections, pages, the admin API, callbacks.

pub mod admin;
mod background;
mod body;
pub mod connection;
pub mod log;
mod pages;
mod response;
pub mod scenario_file;
mod service;
pub mod webhook;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;

use crate::engine::Engine;
use crate::server::connection::timeouts::{ConnectionTimeouts, TimeoutSettings};
use crate::server::log::call::CallLog;
use webhook::Webhook;

/// How long requests in flight may take after a stop was requested.
pub const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// The default maximum number of open connections.
pub const CONNECTIONS: usize = 10_000;
/// How many connections the system keeps until they are accepted, unless it allows fewer.
const BACKLOG: u32 = 4096;
/// The pause after the system refused to accept a connection, for example for lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// The interval at which the reason for those pauses is logged.
const ACCEPT_WARNING_INTERVAL: Duration = Duration::from_secs(10);
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

/// Listens on an address; many clients may connect at once.
///
/// # Errors
/// As of the system, for example because another program uses the port.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A port whose last connections are just closed can be used again at once; on Windows the option means another thing.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
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
        warned: Mutex::new(None),
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
    /// When it was logged that the system refuses connections.
    warned: Mutex<Option<Instant>>,
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
            Err(error) => self.pause(&error).await,
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

    /// Pauses before the next accept if the system has no sockets left; not if a client closed its connection.
    async fn pause(&self, error: &io::Error) {
        use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
        if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted) {
            self.warn(error);
            tokio::time::sleep(ACCEPT_PAUSE).await;
        }
    }

    /// Logs that connections have to wait, unless it was logged a moment ago.
    fn warn(&self, error: &io::Error) {
        let now = Instant::now();
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        if warned.is_none_or(|last| now.duration_since(last) >= ACCEPT_WARNING_INTERVAL) {
            *warned = Some(now);
            tracing::warn!("cannot accept a connection for now: {error}");
        }
    }
}
