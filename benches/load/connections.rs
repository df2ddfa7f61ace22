//! How much many idle and slow connections slow down a normal client: its p99 latency with and without them.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::options::{Options, Servers};
use crate::process::Server;
use crate::sign::Batch;
use crate::{Result, admin, client};

/// Connections that send nothing.
pub(crate) const IDLE: usize = 10_000;
/// Connections that send a request head byte by byte, and reconnect when the server closes them.
pub(crate) const SLOW: usize = 1_000;
/// Requests in a round, sent one after the other over one connection.
const REQUESTS: usize = 20_000;
/// Time between two bytes on a slow connection.
const BYTE_INTERVAL: Duration = Duration::from_secs(1);

/// The p99 latency of each round, and the resident memory of the two servers at the end, in KiB.
pub(crate) struct ManyConnections {
    pub(crate) without: Vec<Duration>,
    pub(crate) with: Vec<Duration>,
    /// Beside long admin calls, and no other connections.
    pub(crate) beside_admin: Vec<Duration>,
    pub(crate) kib_without: u32,
    pub(crate) kib_with: u32,
}

/// Alternates rounds between two emulators, one of which has the idle and slow connections.
pub(crate) fn measure(options: &Options, servers: &Servers) -> Result<ManyConnections> {
    raise_file_limit();
    let (empty, busy) = (
        servers.start_emulator()?,
        servers.start_emulator_with(["--connections", &(IDLE + SLOW + 100).to_string()])?,
    );
    let administered = servers.start_emulator()?;
    let open =
        |count| (0..count).map(|_| TcpStream::connect(busy.address())).collect::<std::io::Result<Vec<_>>>();
    let mut idle = open(IDLE)?;
    let mut slow = open(SLOW)?;
    let stop = AtomicBool::new(false);
    let (mut without, mut with, mut beside_admin) = (Vec::new(), Vec::new(), Vec::new());
    thread::scope(|scope| {
        scope.spawn(|| hold(busy.address(), &mut idle, &mut slow, &stop));
        let mut rounds = || -> Result<()> {
            for turn in 0..=options.rounds {
                let (alone, among) = (p99(&empty)?, p99(&busy)?);
                let beside = p99_beside_admin(&administered)?;
                // The first round warms up.
                if turn > 0 {
                    without.push(alone);
                    with.push(among);
                    beside_admin.push(beside);
                }
            }
            Ok(())
        };
        let measured = rounds();
        stop.store(true, Ordering::Relaxed);
        measured
    })?;
    Ok(ManyConnections {
        without,
        with,
        beside_admin,
        kib_without: empty.resident_kib()?,
        kib_with: busy.resident_kib()?,
    })
}

fn p99(server: &Server) -> Result<Duration> {
    let batch = Batch::sign(&server.address().to_string(), REQUESTS)?;
    Ok(client::run(server, batch, 1, || Ok(()))?.latencies.quantile(990))
}

/// The p99 latency while long admin calls run one after the other.
fn p99_beside_admin(server: &Server) -> Result<Duration> {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| admin::load(server.address(), &stop));
        let measured = p99(server);
        stop.store(true, Ordering::Relaxed);
        measured
    })
}

/// Keeps the connections open: sends a byte on each slow connection every [`BYTE_INTERVAL`], and replaces those that
/// the server has closed because of a timeout.
fn hold(address: SocketAddr, idle: &mut [TcpStream], slow: &mut [TcpStream], stop: &AtomicBool) {
    let reconnect_unless = |open: bool, stream: &mut TcpStream| {
        if !open && let Ok(next) = TcpStream::connect(address) {
            *stream = next;
        }
    };
    let mut next_idle = 0;
    while !stop.load(Ordering::Relaxed) {
        for stream in &mut *slow {
            // Spread over the interval: real slow clients do not send in bursts.
            thread::sleep(BYTE_INTERVAL / u32::try_from(SLOW).unwrap_or(1));
            let open = is_open(stream) && stream.write_all(b"X").is_ok();
            reconnect_unless(open, stream);
            for _ in 0..IDLE / SLOW {
                let stream = &mut idle[next_idle];
                reconnect_unless(is_open(stream), stream);
                next_idle = (next_idle + 1) % IDLE;
            }
        }
    }
}

/// Whether the server has neither closed the connection nor sent anything on it.
fn is_open(stream: &mut TcpStream) -> bool {
    _ = stream.set_nonblocking(true);
    stream.read(&mut [0; 1024]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}
