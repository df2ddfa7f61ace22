//! The signals that end a run, and the one that loads its scenario again.

use std::io;
use std::sync::Arc;

use tokio::sync::Notify;

/// Listens from now on for the request to end the run: Ctrl-C, and SIGTERM where there is one.
///
/// # Errors
/// What the system says where it does not let the process listen.
#[cfg(unix)]
pub(super) fn asked() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Listens from now on for the request to end the run: Ctrl-C.
///
/// # Errors
/// What the system says where it does not let the process listen.
#[cfg(not(unix))]
pub(super) fn asked() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}

/// Listens from now on for SIGHUP, and passes each on. Without it nothing is ever passed on.
///
/// # Errors
/// What the system says where it does not let the process listen.
pub(super) fn hangups() -> io::Result<Arc<Notify>> {
    let hangups = Arc::new(Notify::new());
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut signals, passed) = (signal(SignalKind::hangup())?, hangups.clone());
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                passed.notify_one();
            }
        });
    }
    Ok(hangups)
}
