//! Where log lines go: into a buffer, and from there to stderr by a thread of their own, many at a time. A call never
//! waits for a terminal or a pipe; where nobody reads, lines are dropped and counted.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How many bytes wait at most.
const BOUND: usize = 4 * 1024 * 1024;
/// How long lines are gathered after some were written. The first line after a pause is written at once.
const GATHERING: Duration = Duration::from_millis(20);
/// How long the end of a run waits for the last lines.
const FAREWELL: Duration = Duration::from_secs(1);

/// The buffer, shared by everyone who logs.
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
    /// The writer has something to do.
    wake: Condvar,
    /// The writer has ended.
    ended: Condvar,
}

#[derive(Debug, Default)]
struct LogBuffer {
    waiting: Vec<u8>,
    lost: u64,
    idle: bool,
    closed: bool,
    ended: bool,
}

impl Sink {
    /// A buffer with a thread that empties it into `out`.
    ///
    /// # Errors
    /// What the system says where it gives no thread.
    pub fn start(out: impl Write + Send + 'static) -> io::Result<(Self, Flush)> {
        let shared = Arc::new(LogQueue::default());
        let writer = shared.clone();
        thread::Builder::new().name("log".to_owned()).spawn(move || writer.run(out))?;
        Ok((Self { shared: shared.clone() }, Flush { shared }))
    }

    /// Adds what `write` appends, whole lines only.
    pub fn add(&self, write: impl FnOnce(&mut Vec<u8>)) {
        let mut lines = self.shared.lock();
        if lines.waiting.len() >= BOUND {
            lines.lost += 1;
            return;
        }
        write(&mut lines.waiting);
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
            while lines.waiting.is_empty() && !lines.closed {
                lines.idle = true;
                lines = self.wake.wait(lines).unwrap_or_else(PoisonError::into_inner);
            }
            std::mem::swap(&mut lines.waiting, &mut writing);
            let (lost, closed) = (std::mem::take(&mut lines.lost), lines.closed);
            drop(lines);
            if lost > 0 {
                let _ = writeln!(writing, "{lost} log lines were dropped: stderr is read too slowly");
            }
            // Nobody can be told that stderr is gone.
            let _ = out.write_all(&writing).and_then(|()| out.flush());
            writing.clear();
            writing.shrink_to(1024 * 1024);
            let lines = self.lock();
            if closed && lines.waiting.is_empty() {
                break;
            }
            // Not idle: nobody wakes the writer but the end of the run.
            drop(self.wake.wait_timeout_while(lines, GATHERING, |lines| !lines.closed));
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
        // A reader that stands still must not keep the process.
        drop(self.shared.ended.wait_timeout_while(lines, FAREWELL, |lines| !lines.ended));
    }
}

/// One event of tracing: a line that is written in one piece.
impl Write for &Sink {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.add(|out| out.extend_from_slice(line));
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

    /// Hands on what is written; stands still while nobody takes it.
    struct Slow(mpsc::SyncSender<Vec<u8>>);

    impl Write for Slow {
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
        let (sink, flush) = Sink::start(Slow(sender)).unwrap();
        for number in 0..1000 {
            sink.add(|out| writeln!(out, "{number}").unwrap());
        }
        drop(flush);
        let text: Vec<u8> = receiver.try_iter().flatten().collect();
        let text = String::from_utf8(text).unwrap();
        assert!(text.lines().eq((0..1000).map(|number| number.to_string())), "{text}");
    }

    #[test]
    fn lines_that_nobody_reads_are_dropped_and_counted() {
        let (sender, receiver) = mpsc::sync_channel(0);
        let (sink, flush) = Sink::start(Slow(sender)).unwrap();
        let line = [b'x'; 1024];
        for _ in 0..3 * BOUND / line.len() {
            sink.add(|out| out.extend_from_slice(&line));
        }
        assert!(sink.shared.lock().waiting.len() <= BOUND + line.len());
        let reader = thread::spawn(move || receiver.iter().flatten().collect::<Vec<u8>>());
        drop(flush);
        drop(sink);
        let text = reader.join().unwrap();
        assert!(text.len() <= 2 * BOUND + 4096, "{}", text.len());
        // Where it stands depends on when the writer first looked.
        let said = text.windows(22).any(|window| window == b"log lines were dropped");
        assert!(said, "nothing says that lines were dropped");
    }
}
