//! The binary as a server: when it says that it is ready, and how it ends.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use cloudauth_local::server::STOP_TIMEOUT;

use crate::black_box::command_line::binary;
use crate::kit::client::{Connection, exchange};
use crate::kit::request::Request;

/// The longest time that a step may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running emulator; it is killed when dropped.
pub(crate) struct Emulator {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
    /// What was left on stdout, and all of stderr, once the process has closed them.
    rest: Receiver<(String, String)>,
}

impl Emulator {
    /// Starts the binary on a free port and reads the first line of its stdout.
    fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with more flags. Its stdin is a pipe.
    pub(crate) fn start_with(flags: &[&str]) -> Self {
        let mut command = binary();
        command
            .args(["--port", "0", "-v"])
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let address = ready(&mut stdout);
        let mut stderr = child.stderr.take().unwrap();
        let (sender, rest) = channel();
        thread::spawn(move || {
            let (mut left, mut log) = (String::new(), String::new());
            drop(stderr.read_to_string(&mut log));
            drop(stdout.read_to_string(&mut left));
            drop(sender.send((left, log)));
        });
        Self { child, address, rest }
    }

    fn signal(&self, name: &str) {
        // The shell's own kill: the program of that name is not on every machine.
        let kill = format!("kill {name} {}", self.child.id());
        let status = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for the end: the exit status, what was left on stdout, and the log.
    pub(crate) fn end(&mut self) -> (ExitStatus, String, String) {
        let (stdout, stderr) = self.rest.recv_timeout(PATIENCE).expect("the emulator did not end");
        (self.child.wait().unwrap(), stdout, stderr)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The address in the first line of stdout, which is the base URL and nothing else.
fn ready(stdout: &mut BufReader<ChildStdout>) -> SocketAddr {
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let (scheme, address) = line.trim_end().split_once("://").unwrap();
    let address = address.parse().unwrap();
    assert_eq!(line, format!("{scheme}://{address}\n"));
    address
}

/// Connects until the emulator takes no connection any more.
fn wait_until_closed(address: SocketAddr) {
    let started = Instant::now();
    while TcpStream::connect(address).is_ok() {
        assert!(started.elapsed() < PATIENCE, "the emulator still listens");
        thread::yield_now();
    }
}

#[test]
fn the_first_line_on_stdout_is_the_base_url_and_the_emulator_answers_by_then() {
    let mut emulator = Emulator::start();
    assert_eq!(exchange(emulator.address, &Request::initialize().bytes()).code(), "Success");
    emulator.signal("-TERM");
    let (status, stdout, stderr) = emulator.end();
    assert_eq!((status.code(), stdout.as_str()), (Some(0), ""));
    assert!(stderr.contains("Initialize"), "{stderr}");
}

#[test]
fn a_request_in_flight_is_finished_and_an_idle_connection_does_not_hold_the_end_up() {
    for signal in ["-TERM", "-INT"] {
        let mut emulator = Emulator::start();
        let mut idle = Connection::open(emulator.address);
        idle.send(&Request::initialize().bytes());
        assert_eq!(idle.read().status, 200);

        let whole = Request::initialize().bytes();
        let head = String::from_utf8(whole).unwrap().replace("content-length: 0", "content-length: 5");
        let mut busy = Connection::open(emulator.address);
        busy.send(head.replacen("\r\n", "\r\nexpect: 100-continue\r\n", 1).as_bytes());
        assert_eq!(busy.read().status, 100, "the emulator waits for the body");

        emulator.signal(signal);
        wait_until_closed(emulator.address);
        assert!(idle.ended());
        busy.send(b"x=1&y");
        let answer = busy.read();
        assert_eq!((answer.code().as_str(), answer.header("connection")), ("Success", Some("close")));
        assert!(busy.ended());
        let (status, _, stderr) = emulator.end();
        assert_eq!(status.code(), Some(0), "{stderr}");
        assert!(!stderr.contains("were cut"), "{stderr}");
    }
}

#[test]
fn a_request_that_never_ends_is_cut_behind_the_bound() {
    let mut emulator = Emulator::start();
    let mut busy = Connection::open(emulator.address);
    busy.send(b"POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n");
    assert_eq!(busy.read().status, 100);
    emulator.signal("-TERM");
    let (status, _, stderr) = emulator.end();
    assert_eq!(status.code(), Some(0), "{stderr}");
    assert!(stderr.contains(&format!("after {STOP_TIMEOUT:?} and were aborted")), "{stderr}");
}
