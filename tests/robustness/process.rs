//! The binary as a child process: started, watched, told to stop.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// The longest that a test waits for the child.
const TIME_OUT: Duration = Duration::from_secs(30);

/// A running emulator; it is killed when dropped.
pub(crate) struct Emulator {
    child: Child,
    pub(crate) url: String,
    pub(crate) address: SocketAddr,
    log: Arc<Log>,
}

/// What the child wrote to stderr so far.
#[derive(Default)]
struct Log {
    text: Mutex<String>,
    grown: Condvar,
}

/// The binary on a free port, without the settings of whoever runs the tests.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudauth-local"));
    clean(&mut command).args(["--port", "0", "--qps", "0"]).args(arguments);
    command
}

/// Takes the settings of whoever runs the tests away.
pub(crate) fn clean(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CLOUDAUTH_LOCAL_") {
            command.env_remove(name);
        }
    }
    command
}

impl Emulator {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::spawn(command(arguments))
    }

    /// Starts a command that is the emulator in the end, and waits for its first line.
    pub(crate) fn spawn(mut command: Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let log = follow(child.stderr.take().unwrap());
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).expect("a line on stdout");
        let url = url.trim_end().to_owned();
        let address = url.split("://").nth(1).and_then(|address| address.parse().ok());
        let address = address.unwrap_or_else(|| panic!("no URL but {url:?}; {}", log.text.lock().unwrap()));
        Self { child, url, address, log }
    }

    /// Waits until the log holds a text.
    pub(crate) fn logs(&self, text: &str) -> bool {
        let log = self.log.text.lock().unwrap();
        let (log, _) = self.log.grown.wait_timeout_while(log, TIME_OUT, |log| !log.contains(text)).unwrap();
        log.contains(text)
    }

    pub(crate) fn log(&self) -> String {
        self.log.text.lock().unwrap().clone()
    }

    /// Asks it to stop, as a container runtime does.
    pub(crate) fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("the child is there");
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begin.elapsed() < TIME_OUT, "it does not end");
            thread::yield_now();
        }
    }
}

fn follow(stderr: impl Read + Send + 'static) -> Arc<Log> {
    let log = Arc::new(Log::default());
    let writer = log.clone();
    thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            let mut text = writer.text.lock().unwrap();
            text.push_str(&line);
            text.push('\n');
            writer.grown.notify_all();
        }
    });
    log
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lets this process open as many files as the system lets it ask for.
pub(crate) fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}
