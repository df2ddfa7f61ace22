//! The HTTP server in this process, on a free port.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use cloudauth_local::engine::Engine;
use cloudauth_local::server;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A running server; it ends when dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server; it is ready when this returns.
    pub(crate) fn start(engine: Arc<Engine>) -> Self {
        let (stop, stopped) = oneshot::channel();
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                server::serve(listener, engine, server::ServerOptions::default(), async {
                    drop(stopped.await);
                })
                .await
            });
        });
        Self { address, stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        drop(self.thread.take().map(JoinHandle::join));
    }
}
