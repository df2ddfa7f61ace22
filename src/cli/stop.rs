//! What ends a run, signals or the end of stdin, and the signal that loads its scenario again.

use std::io;
use std::sync::Arc;
use std::thread;

use tokio::sync::Notify;

/// Listens from now on for the request to end the run: a signal, and the end of stdin where that is wanted.
///
/// # Errors
/// What the system says where it does not let the process listen.
pub(super) fn asked(on_stdin_close: bool) -> io::Result<impl Future<Output = ()>> {
    let signal = signalled()?;
    let closed = Arc::new(Notify::new());
    if on_stdin_close {
        let closed = closed.clone();
        // A thread that is never joined: a read of stdin cannot be cancelled, and the process does not wait for it.
        thread::Builder::new().name("stdin".to_owned()).spawn(move || {
            let end = io::copy(&mut io::stdin().lock(), &mut io::sink());
            tracing::debug!("stdin was closed: {end:?}");
            closed.notify_one();
        })?;
    }
    Ok(async move {
        tokio::select! {
            () = signal => {}
            () = closed.notified() => {}
        }
    })
}

/// Ctrl-C, and SIGTERM where there is one.
///
/// # Errors
/// The signal handler cannot be installed.
#[cfg(unix)]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ctrl-C.
///
/// # Errors
/// The signal handler cannot be installed.
#[cfg(not(unix))]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}

/// Listens for SIGHUP and notifies for each. Systems without SIGHUP never notify.
///
/// # Errors
/// The signal handler cannot be installed.
pub(super) fn hangups() -> io::Result<Arc<Notify>> {
    let hangups = Arc::new(Notify::new());
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut signals, notified) = (signal(SignalKind::hangup())?, hangups.clone());
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                notified.notify_one();
            }
        });
    }
    Ok(hangups)
}
