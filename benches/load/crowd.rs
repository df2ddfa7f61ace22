//! What a crowd of idle and slow clients costs a normal one: its p99 with them beside its p99 without them.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::options::{Options, Servers};
use crate::process::Server;
use crate::sign::Batch;
use crate::{Result, client};

/// Connections that send nothing.
pub(crate) const IDLE: usize = 10_000;
/// Connections that send a head byte by byte, and begin again when they are refused.
pub(crate) const SLOW: usize = 1_000;
/// Requests in a round, one after the other, as one client makes them.
const REQUESTS: usize = 20_000;
/// How long a slow client rests between two bytes.
const REST: Duration = Duration::from_secs(1);

/// The p99 of each round, and the servers' resident memory at the end, in KiB.
pub(crate) struct Crowd {
    pub(crate) without: Vec<Duration>,
    pub(crate) with: Vec<Duration>,
    pub(crate) kib_without: u32,
    pub(crate) kib_with: u32,
}

/// Runs the rounds in turns on two emulators, one of which has the crowd.
pub(crate) fn measure(options: &Options, servers: &Servers) -> Result<Crowd> {
    raise_file_limit();
    let (empty, crowded) = (servers.start_emulator()?, servers.start_roomy_emulator(IDLE + SLOW + 100)?);
    let open = |count| {
        (0..count).map(|_| TcpStream::connect(crowded.address())).collect::<std::io::Result<Vec<_>>>()
    };
    let mut idle = open(IDLE)?;
    let mut slow = open(SLOW)?;
    let over = AtomicBool::new(false);
    let (mut without, mut with) = (Vec::new(), Vec::new());
    thread::scope(|scope| {
        scope.spawn(|| crowd(crowded.address(), &mut idle, &mut slow, &over));
        let mut rounds = || -> Result<()> {
            for turn in 0..=options.rounds {
                let (alone, among) = (p99(&empty)?, p99(&crowded)?);
                // The first round warms up.
                if turn > 0 {
                    without.push(alone);
                    with.push(among);
                }
            }
            Ok(())
        };
        let measured = rounds();
        over.store(true, Ordering::Relaxed);
        measured
    })?;
    Ok(Crowd { without, with, kib_without: empty.resident_kib()?, kib_with: crowded.resident_kib()? })
}

fn p99(server: &Server) -> Result<Duration> {
    let batch = Batch::sign(&server.address().to_string(), REQUESTS)?;
    Ok(client::run(server.address(), batch, 1)?.latencies.quantile(990))
}

/// Keeps the crowd up: sends a byte on each slow connection from time to time, and opens again what the server ended,
/// as it does with slow ones and after a while with idle ones.
fn crowd(address: SocketAddr, idle: &mut [TcpStream], slow: &mut [TcpStream], over: &AtomicBool) {
    let renew = |stream: &mut TcpStream, well: bool| {
        if !well && let Ok(next) = TcpStream::connect(address) {
            *stream = next;
        }
    };
    let mut next_idle = 0;
    while !over.load(Ordering::Relaxed) {
        for stream in &mut *slow {
            // All at once would be a burst, which no crowd of slow clients makes.
            thread::sleep(REST / u32::try_from(SLOW).unwrap_or(1));
            let well = is_open(stream) && stream.write_all(b"X").is_ok();
            renew(stream, well);
            for _ in 0..IDLE / SLOW {
                let stream = &mut idle[next_idle];
                let well = is_open(stream);
                renew(stream, well);
                next_idle = (next_idle + 1) % IDLE;
            }
        }
    }
}

/// Whether the server has neither ended the connection nor said anything on it.
fn is_open(stream: &mut TcpStream) -> bool {
    _ = stream.set_nonblocking(true);
    stream.read(&mut [0; 1024]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}
