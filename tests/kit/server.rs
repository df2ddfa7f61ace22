//! The server of the library in this process, on a free port.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use cloudauth_local::engine::Engine;
use cloudauth_local::engine::account::limits::AccountLimits;
use cloudauth_local::engine::clock::Clock;
use cloudauth_local::engine::settings::Settings;
use cloudauth_local::scenario;
use cloudauth_local::server::{self, ServerOptions};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A running server; it ends when dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) url: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server for an engine; it is ready when this returns.
    pub(crate) fn start(engine: Arc<Engine>) -> Self {
        Self::serving(ServerOptions::default(), |_| engine)
    }

    /// Starts a server that plays a scenario, with seed 7 and without a throttle.
    pub(crate) fn playing(scenario: &str, options: ServerOptions) -> Self {
        Self::playing_by(Arc::new(Clock::system()), scenario, options)
    }

    /// The same by another clock.
    pub(crate) fn playing_by(clock: Arc<Clock>, scenario: &str, options: ServerOptions) -> Self {
        let scenario = Arc::new(scenario::load(scenario).expect("a usable scenario"));
        Self::serving(options, |url| {
            let settings = Settings {
                seed: Some(7),
                limits: AccountLimits { qps: Some(0), ..AccountLimits::default() },
                clock,
                ..Settings::new(url)
            };
            Arc::new(Engine::with_scenario(settings, scenario).expect("a playable scenario"))
        })
    }

    /// Starts a server for the engine that `make` gives for its base URL.
    pub(crate) fn serving(options: ServerOptions, make: impl FnOnce(&str) -> Arc<Engine>) -> Self {
        let (stop, stopped) = oneshot::channel();
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("http://{address}");
        let engine = make(&url);
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                server::serve(listener, engine, options, async { drop(stopped.await) }).await;
            });
        });
        Self { address, url, stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(JoinHandle::join).transpose();
        assert!(thread::panicking() || ended.is_ok(), "the server panicked");
    }
}
