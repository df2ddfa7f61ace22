//! A server as a child process: starts it, reads its address, measures it through `/proc`, and kills it.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;
use std::{fs, thread};

use tokio_rustls::TlsConnector;

use crate::Result;

/// Timeout for the server to print its address.
const START_TIMEOUT: Duration = Duration::from_secs(10);

/// Ticks per second in `/proc/<pid>/stat`: 100 on every Linux architecture, regardless of the kernel's timer rate.
const TICKS_PER_SECOND: u64 = 100;

/// A running server; it is killed when dropped.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    /// How clients connect; `None` without TLS.
    connector: Option<TlsConnector>,
}

impl Server {
    /// Starts the server and reads its base URL, the first line of its standard output.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().ok_or("the server has no standard output")?;
        let child = Mutex::new(child);
        let mut line = String::new();
        // A server that prints nothing is killed by another thread, which ends the read: no polling in the path that
        // is measured.
        let read = thread::scope(|scope| {
            let (done, ended) = mpsc::channel::<()>();
            scope.spawn(|| {
                let ended = ended;
                if ended.recv_timeout(START_TIMEOUT) == Err(mpsc::RecvTimeoutError::Timeout) {
                    _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
                }
            });
            let read = BufReader::new(stdout).read_line(&mut line);
            drop(done);
            read
        });
        let mut child = child.into_inner().unwrap_or_else(PoisonError::into_inner);
        let address = read.ok().and_then(|_| line.trim().split_once("://")?.1.parse().ok());
        let Some(address) = address else {
            kill(&mut child);
            return Err(format!(
                "expected a URL with address and port as the server's first line, not {line:?}"
            )
            .into());
        };
        Ok(Self { child, address, connector: None })
    }

    /// The same server, to which clients connect over TLS.
    pub(crate) fn over_tls(mut self, connector: TlsConnector) -> Self {
        self.connector = Some(connector);
        self
    }

    pub(crate) fn connector(&self) -> Option<&TlsConnector> {
        self.connector.as_ref()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// CPU time that the server has used since its start.
    pub(crate) fn cpu_time(&self) -> Result<Duration> {
        cpu_time(&self.child.id().to_string())
    }

    /// Asks the server to end, and waits until it has.
    pub(crate) fn terminate(mut self) -> Result<()> {
        let id = i32::try_from(self.child.id())?;
        let id = rustix::process::Pid::from_raw(id).ok_or("the server has no process number")?;
        rustix::process::kill_process(id, rustix::process::Signal::TERM)?;
        self.child.wait()?;
        Ok(())
    }

    /// Resident memory in KiB.
    pub(crate) fn resident_kib(&self) -> Result<u32> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .ok_or("no VmRSS in /proc/<pid>/status")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        kill(&mut self.child);
    }
}

/// User and system CPU time of a process (all threads) since its start, in steps of 10 ms.
pub(crate) fn cpu_time(process: &str) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The second field is a name in parentheses and may contain spaces; utime and stime are fields 14 and 15.
    let after_name = stat.rsplit_once(')').ok_or("no name in /proc/<pid>/stat")?.1;
    let mut ticks = 0;
    for field in after_name.split_ascii_whitespace().skip(11).take(2) {
        ticks += field.parse::<u64>()?;
    }
    Ok(Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND))
}

fn kill(child: &mut Child) {
    _ = child.kill();
    _ = child.wait();
}
