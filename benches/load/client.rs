//! The load generator: a closed loop over a fixed number of keep-alive connections, on one thread.
//!
//! It shares the machine with the server, so it does little work: one write and one read per request, and only the
//! status and the length of a response are checked. A connection sends its next request when the response is complete.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use crate::Result;
use crate::histogram::Histogram;
use crate::process::Server;
use crate::sign::Batch;

/// A round that takes longer fails.
const ROUND_TIMEOUT: Duration = Duration::from_mins(1);

/// Client-side measurements of one round.
pub(crate) struct Round {
    pub(crate) elapsed: Duration,
    pub(crate) latencies: Histogram,
}

/// Sends every request of `batch` once over `connections` connections; a status other than 200 is an error. Calls
/// `connected` once all connections are open.
pub(crate) fn run(
    server: &Server,
    batch: Batch,
    connections: usize,
    connected: impl FnOnce() -> Result<()>,
) -> Result<Round> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tasks = LocalSet::new();
    let load = async {
        let shared = Rc::new(Shared { batch, next: Cell::new(0), latencies: RefCell::new(Histogram::new()) });
        let mut streams = Vec::with_capacity(connections);
        for _ in 0..connections {
            streams.push(connect(server).await?);
        }
        connected()?;
        let start = Instant::now();
        let running: Vec<_> = streams
            .into_iter()
            .map(|stream| tokio::task::spawn_local(drive(stream, Rc::clone(&shared))))
            .collect();
        for task in running {
            task.await?.map_err(|error| format!("after {} requests: {error}", shared.next.get()))?;
        }
        let elapsed = start.elapsed();
        let latencies = shared.latencies.replace(Histogram::new());
        Ok(Round { elapsed, latencies })
    };
    tasks.block_on(&runtime, async { tokio::time::timeout(ROUND_TIMEOUT, load).await })?
}

/// A connection over TCP or TLS.
trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream for S {}

async fn connect(server: &Server) -> Result<Box<dyn Stream>> {
    let stream = TcpStream::connect(server.address()).await?;
    stream.set_nodelay(true)?;
    let Some(connector) = server.connector() else { return Ok(Box::new(stream)) };
    let name = ServerName::IpAddress(server.address().ip().into());
    Ok(Box::new(connector.connect(name, stream).await?))
}

struct Shared {
    batch: Batch,
    next: Cell<usize>,
    latencies: RefCell<Histogram>,
}

/// Runs one connection: sends the next unsent request of the batch until none is left.
async fn drive(mut stream: Box<dyn Stream>, shared: Rc<Shared>) -> std::result::Result<(), String> {
    let mut request = shared.batch.template();
    let mut buffer = vec![0; 16 * 1024];
    while shared.batch.fill(shared.next.get(), &mut request) {
        shared.next.set(shared.next.get() + 1);
        let start = Instant::now();
        stream.write_all(&request).await.map_err(|error| format!("cannot send: {error}"))?;
        read_response(&mut *stream, &mut buffer).await?;
        shared.latencies.borrow_mut().record(start.elapsed());
    }
    Ok(())
}

/// Reads one complete response and checks that its status is 200.
async fn read_response(stream: &mut dyn Stream, buffer: &mut [u8]) -> std::result::Result<(), String> {
    let mut filled = 0;
    loop {
        let read =
            stream.read(&mut buffer[filled..]).await.map_err(|error| format!("cannot read: {error}"))?;
        filled += read;
        let response = &buffer[..filled];
        if let Some((head, body)) = head_and_body(response)?
            && filled >= head + body
        {
            return if filled == head + body {
                Ok(())
            } else {
                Err(invalid("more than one response", response))
            };
        }
        if read == 0 {
            return Err(invalid("the response is truncated, or longer than 16 KiB", response));
        }
    }
}

/// The lengths of head and body in bytes; `None` while the head is incomplete. A status other than 200 is an error.
pub(crate) fn head_and_body(response: &[u8]) -> std::result::Result<Option<(usize, usize)>, String> {
    let Some(head) = response.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    if !response.starts_with(b"HTTP/1.1 200 ") {
        return Err(invalid("expected the status 200", response));
    }
    let length = response[..head]
        .split(|&byte| byte == b'\n')
        .filter_map(|line| line.split_at_checked(b"content-length:".len()))
        .find(|(name, _)| name.eq_ignore_ascii_case(b"content-length:"))
        .and_then(|(_, value)| str::from_utf8(value).ok()?.trim().parse::<usize>().ok())
        .ok_or_else(|| invalid("expected a Content-Length", response))?;
    Ok(Some((head + 4, length)))
}

fn invalid(problem: &str, response: &[u8]) -> String {
    format!("{problem}; the response is: {}", String::from_utf8_lossy(response))
}
