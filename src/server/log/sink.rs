//! The log sink: lines are added to a buffer, which a thread writes to stderr in batches. A call never waits for a
//! terminal or a pipe; if stderr is read too slowly, lines are dropped and counted.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::server::log::escape::escaped;

/// The capacity of the buffer, in bytes.
const BUFFER_LIMIT: usize = 4 * 1024 * 1024;
/// How long lines are collected after a batch was written. The first line after a pause is written at once.
const BATCH_INTERVAL: Duration = Duration::from_millis(20);
/// How long [`Flush`] waits for the last lines to be written.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(1);

/// A handle to the buffer.
#[derive(Debug, Clone)]
pub struct Sink {
    shared: Arc<LogQueue>,
}

/// Writes the last lines when it is dropped.
#[derive(Debug)]
pub struct Flush {
    shared: Arc<LogQueue>,
}

#[derive(Debug, Default)]
struct LogQueue {
    lines: Mutex<LogBuffer>,
    /// Signals the writer: there are lines, or the sink is closed.
    wake: Condvar,
    /// Signals that the writer has ended.
    ended: Condvar,
}

#[derive(Debug, Default)]
struct LogBuffer {
    pending: Vec<u8>,
    dropped: u64,
    idle: bool,
    closed: bool,
    ended: bool,
}

impl Sink {
    /// Starts a thread that writes the buffer to `out`.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn start(out: impl Write + Send + 'static) -> io::Result<(Self, Flush)> {
        let shared = Arc::new(LogQueue::default());
        let writer = shared.clone();
        thread::Builder::new().name("log".to_owned()).spawn(move || writer.run(out))?;
        Ok((Self { shared: shared.clone() }, Flush { shared }))
    }

    /// Adds the lines that `write` appends; they must be complete.
    pub fn add(&self, write: impl FnOnce(&mut Vec<u8>)) {
        let mut lines = self.shared.lock();
        if lines.pending.len() >= BUFFER_LIMIT {
            lines.dropped += 1;
            return;
        }
        write(&mut lines.pending);
        if std::mem::take(&mut lines.idle) {
            drop(lines);
            self.shared.wake.notify_one();
        }
    }
}

impl LogQueue {
    fn lock(&self) -> MutexGuard<'_, LogBuffer> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, mut out: impl Write) {
        let mut writing = Vec::new();
        loop {
            let mut lines = self.lock();
            while lines.pending.is_empty() && !lines.closed {
                lines.idle = true;
                lines = self.wake.wait(lines).unwrap_or_else(PoisonError::into_inner);
            }
            std::mem::swap(&mut lines.pending, &mut writing);
            let (dropped, closed) = (std::mem::take(&mut lines.dropped), lines.closed);
            drop(lines);
            if dropped > 0 {
                let _ = writeln!(writing, "{dropped} log lines were dropped: stderr is read too slowly");
            }
            // If stderr is closed there is nowhere to report it.
            let _ = out.write_all(&writing).and_then(|()| out.flush());
            writing.clear();
            writing.shrink_to(1024 * 1024);
            let lines = self.lock();
            if closed && lines.pending.is_empty() {
                break;
            }
            // `idle` is false here, so only closing the sink wakes the writer early.
            drop(self.wake.wait_timeout_while(lines, BATCH_INTERVAL, |lines| !lines.closed));
        }
        self.lock().ended = true;
        self.ended.notify_all();
    }
}

impl Drop for Flush {
    fn drop(&mut self) {
        let mut lines = self.shared.lock();
        lines.closed = true;
        self.shared.wake.notify_one();
        // A stalled reader of stderr must not keep the process alive.
        drop(self.shared.ended.wait_timeout_while(lines, FLUSH_TIMEOUT, |lines| !lines.ended));
    }
}

/// tracing writes each event with one call of `write`. It escapes control characters of values, and writes those of colours.
impl Write for &Sink {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        self.add(|out| out.extend_from_slice(escaped(&text, &['\n', '\t', '\x1b']).as_bytes()));
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Sends what is written to a channel; blocks while the channel is full.
    struct BlockingWriter(mpsc::SyncSender<Vec<u8>>);

    impl Write for BlockingWriter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.send(bytes.to_vec()).map_err(|_| io::ErrorKind::BrokenPipe)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_arrive_in_order_and_the_last_ones_when_the_run_ends() {
        let (sender, receiver) = mpsc::sync_channel(1000);
        let (sink, flush) = Sink::start(BlockingWriter(sender)).unwrap();
        for number in 0..1000 {
            sink.add(|out| writeln!(out, "{number}").unwrap());
        }
        drop(flush);
        let output: Vec<u8> = receiver.try_iter().flatten().collect();
        let output = String::from_utf8(output).unwrap();
        assert!(output.lines().eq((0..1000).map(|number| number.to_string())), "{output}");
    }

    #[test]
    fn lines_that_nobody_reads_are_dropped_and_counted() {
        let (sender, receiver) = mpsc::sync_channel(0);
        let (sink, flush) = Sink::start(BlockingWriter(sender)).unwrap();
        let line = [b'x'; 1024];
        for _ in 0..3 * BUFFER_LIMIT / line.len() {
            sink.add(|out| out.extend_from_slice(&line));
        }
        assert!(sink.shared.lock().pending.len() <= BUFFER_LIMIT + line.len());
        let reader = thread::spawn(move || receiver.iter().flatten().collect::<Vec<u8>>());
        drop(flush);
        drop(sink);
        let output = reader.join().unwrap();
        assert!(output.len() <= 2 * BUFFER_LIMIT + 4096, "{}", output.len());
        // Its position depends on when the writer first ran.
        let reported = output.windows(22).any(|window| window == b"log lines were dropped");
        assert!(reported, "dropped lines are not reported");
    }
}
