//! What a client needs to use hyper on a connection of its own: callbacks, and the probes of `parity`.

use std::error::Error as _;

/// Drives a connection until `call`, which uses it, has its result. If both fail, the error is the connection's, which says
/// why; `broken` makes it one of the call's.
///
/// # Errors
/// Those of `call`, and those of the connection.
pub async fn drive<T, E>(
    call: impl Future<Output = Result<T, E>>,
    connection: impl Future<Output = hyper::Result<()>>,
    broken: impl Fn(hyper::Error) -> E,
) -> Result<T, E> {
    tokio::pin!(call, connection);
    tokio::select! {
        biased;
        result = &mut call => result,
        ended = &mut connection => match (ended, call.await) {
            (Err(error), Err(_)) => Err(broken(error)),
            (_, result) => result,
        },
    }
}

/// The message of an error with that of its cause, which hyper leaves out.
#[must_use]
pub fn with_cause(error: &hyper::Error) -> String {
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{error}{cause}")
}
