//! The server in this process, for tests that need bounds of seconds or a clock of their own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use cloudauth_local::engine::Engine;
use cloudauth_local::engine::account::limits::AccountLimits;
use cloudauth_local::engine::clock::Clock;
use cloudauth_local::engine::settings::Settings;
use cloudauth_local::scenario;
use cloudauth_local::server;
use cloudauth_local::server::ServerOptions;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A running server; it is stopped when dropped.
pub(crate) struct Inside {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Inside {
    pub(crate) fn start(options: ServerOptions) -> Self {
        Self::with_clock(options, Arc::new(Clock::system()))
    }

    pub(crate) fn with_clock(options: ServerOptions, clock: Arc<Clock>) -> Self {
        Self::with(options, clock, "{}")
    }

    pub(crate) fn playing(options: ServerOptions, scenario: &str) -> Self {
        Self::with(options, Arc::new(Clock::system()), scenario)
    }

    fn with(options: ServerOptions, clock: Arc<Clock>, scenario: &str) -> Self {
        let scenario = Arc::new(scenario::load(scenario).expect("a usable scenario"));
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let address = listener.local_addr().unwrap();
                tell.send(address).unwrap();
                let engine = Engine::with_scenario(settings(address, clock), scenario);
                let engine = Arc::new(engine.expect("a playable scenario"));
                let stop = async { drop(stopped.await) };
                server::serve(listener, engine, options, stop).await;
            });
        });
        Self { address: told.recv().unwrap(), stop: Some(stop), thread: Some(thread) }
    }
}

fn settings(address: SocketAddr, clock: Arc<Clock>) -> Settings {
    Settings {
        seed: Some(7),
        limits: AccountLimits { qps: Some(0), ..AccountLimits::default() },
        clock,
        ..Settings::new(format!("http://{address}"))
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(thread::panicking() || ended.is_ok(), "the server panicked");
        }
    }
}
