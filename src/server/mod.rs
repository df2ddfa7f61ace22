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
    listener: TcpListener,
    engine: Arc<Engine>,
    options: ServerOptions,
    stop: impl Future<Output = ()>,
) -> bool {
    // Every connection holds a receiver, so that the channel closes behind the last of them.
    let (connections, open) = watch::channel(());
    let patience = ConnectionTimeouts::new(options.bounds);
    let webhook = Arc::new(Webhook::new(engine.clone(), options.callbacks));
    let door = Listener {
        listener,
        room: Arc::new(Semaphore::new(options.connections)),
        shell: Arc::new(service::App::new(engine, webhook.clone(), options.log, options.gate)),
        acceptor: options.tls.map(TlsAcceptor::from),
    };
    tokio::pin!(stop);
    let serving = async {
        tokio::select! {
            () = door.admit(&patience, &open) => {}
            () = &mut stop => {}
        }
        // Answers now close their connections. What was sent before the emulator was told to stop is still taken.
        door.shell.drain();
        drop(tokio::time::timeout(STOP_BOUND / 2, door.last_call(&patience, &open)).await);
        drop((door, open));
        patience.stop();
        tokio::time::timeout(STOP_BOUND, connections.closed()).await.is_ok()
    };
    let finished = tokio::select! {
        finished = serving => finished,
        () = patience.run() => false,
        () = webhook.clone().run() => false,
    };
    webhook.close();
    finished
}

/// Where connections come in.
struct Listener {
    listener: TcpListener,
    room: Arc<Semaphore>,
    shell: Arc<service::App>,
    acceptor: Option<TlsAcceptor>,
}

impl Listener {
    /// Takes connections for as long as it is polled.
    async fn admit(&self, patience: &ConnectionTimeouts, open: &watch::Receiver<()>) {
        let mut told = false;
        while let Some(place) = self.place(&mut told).await {
            self.admit_one(place, patience, open).await;
        }
    }

    /// Takes the connections that are already on their way, as far as there is room.
    async fn last_call(&self, patience: &ConnectionTimeouts, open: &watch::Receiver<()>) {
        while let Ok(place) = self.room.clone().try_acquire_owned() {
            let next = self.admit_one(place, patience, open);
            if tokio::time::timeout(LAST_CALL, next).await.is_err() {
                return;
            }
        }
    }

    async fn admit_one(
        &self,
        place: OwnedSemaphorePermit,
        patience: &ConnectionTimeouts,
        open: &watch::Receiver<()>,
    ) {
        match self.listener.accept().await {
            Ok((stream, _)) => {
                let visit = connection::ConnectionContext {
                    shell: self.shell.clone(),
                    pulse: patience.watch(),
                    place,
                    open: open.clone(),
                };
                tokio::spawn(connection::run(stream, visit, self.acceptor.clone()));
            }
            Err(fault) => rest(&fault).await,
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
async fn rest(fault: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    if !matches!(fault.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted) {
        tracing::warn!("cannot accept a connection for now: {fault}");
        tokio::time::sleep(ACCEPT_REST).await;
    }
}
