//! The load generator: a closed loop over a fixed number of keep-alive connections, on one thread.
//!
//! It is lean, since it shares the machine with the server: one write and one read per request, and of an answer it
//! looks at the status and the length only. A connection sends its next request when its answer is complete.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use crate::Result;
use crate::histogram::Histogram;
use crate::sign::Batch;

/// The longest that one round may take before it counts as failed.
const ROUND_LIMIT: Duration = Duration::from_mins(1);

/// What a round showed from the client's side.
pub(crate) struct Round {
    pub(crate) elapsed: Duration,
    pub(crate) latencies: Histogram,
}

/// Sends every request of `batch` once over `connections` connections; an answer other than 200 is an error.
pub(crate) fn run(address: SocketAddr, batch: Batch, connections: usize) -> Result<Round> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tasks = LocalSet::new();
    let load = async {
        let shared = Rc::new(Shared { batch, next: Cell::new(0), latencies: RefCell::new(Histogram::new()) });
        let mut streams = Vec::with_capacity(connections);
        for _ in 0..connections {
            streams.push(TcpStream::connect(address).await?);
        }
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
    tasks.block_on(&runtime, async { tokio::time::timeout(ROUND_LIMIT, load).await })?
}

struct Shared {
    batch: Batch,
    next: Cell<usize>,
    latencies: RefCell<Histogram>,
}

/// One connection: takes the next request of the batch until there are none.
async fn drive(mut stream: TcpStream, shared: Rc<Shared>) -> std::result::Result<(), String> {
    stream.set_nodelay(true).map_err(|error| error.to_string())?;
    let mut request = shared.batch.blank();
    let mut buffer = vec![0; 16 * 1024];
    while shared.batch.stamp(shared.next.get(), &mut request) {
        shared.next.set(shared.next.get() + 1);
        let start = Instant::now();
        stream.write_all(&request).await.map_err(|error| format!("cannot send: {error}"))?;
        answer(&mut stream, &mut buffer).await?;
        shared.latencies.borrow_mut().record(start.elapsed());
    }
    Ok(())
}

/// Reads one whole answer and checks that it is a 200.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> std::result::Result<(), String> {
    let mut filled = 0;
    loop {
        let read =
            stream.read(&mut buffer[filled..]).await.map_err(|error| format!("cannot read: {error}"))?;
        filled += read;
        let text = &buffer[..filled];
        if let Some((head, body)) = head_and_body(text)?
            && filled >= head + body
        {
            return if filled == head + body { Ok(()) } else { Err(unusable("more than one answer", text)) };
        }
        if read == 0 {
            return Err(unusable("the answer is cut short, or longer than 16 KiB", text));
        }
    }
}

/// The lengths of head and body; none while the head is not complete. A status other than 200 is an error.
pub(crate) fn head_and_body(text: &[u8]) -> std::result::Result<Option<(usize, usize)>, String> {
    let Some(head) = text.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    if !text.starts_with(b"HTTP/1.1 200 ") {
        return Err(unusable("expected the status 200", text));
    }
    let length = text[..head]
        .split(|&byte| byte == b'\n')
        .filter_map(|line| line.split_at_checked(b"content-length:".len()))
        .find(|(name, _)| name.eq_ignore_ascii_case(b"content-length:"))
        .and_then(|(_, value)| str::from_utf8(value).ok()?.trim().parse::<usize>().ok())
        .ok_or_else(|| unusable("expected a Content-Length", text))?;
    Ok(Some((head + 4, length)))
}

fn unusable(what: &str, answer: &[u8]) -> String {
    format!("{what}; the answer is: {}", String::from_utf8_lossy(answer))
}
