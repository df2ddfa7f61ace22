//! The program as a child process: run to its end, or started, watched and told to stop.

use std::io::{BufRead as _, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Instant;

use super::raw::TIMEOUT;

/// The path of the program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_cloudauth-local");

/// The program, without the settings of whoever runs the tests.
pub(crate) fn program() -> Command {
    let mut command = Command::new(PROGRAM);
    clean(&mut command);
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

/// What a run of a program came to.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a command to its end, without stdin.
pub(crate) fn run(command: &mut Command) -> Run {
    let output = command.stdin(Stdio::null()).output().unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the program with these arguments.
pub(crate) fn run_with(arguments: &[&str]) -> Run {
    run(program().args(arguments))
}

/// A running emulator. It is killed when dropped, and its log is shown if the test fails.
pub(crate) struct Program {
    child: Child,
    pub(crate) stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    pub(crate) url: String,
    pub(crate) address: SocketAddr,
    log: Arc<Log>,
}

/// What the child wrote to stderr so far.
#[derive(Default)]
struct Log {
    written: Mutex<Written>,
    grown: Condvar,
}

#[derive(Default)]
struct Written {
    text: String,
    /// The child has closed it, which it does by ending.
    closed: bool,
}

impl Program {
    /// Starts the emulator on a free port.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::spawn(program().args(["--port", "0"]).args(arguments))
    }

    /// The same, without a throttle.
    pub(crate) fn unthrottled(arguments: &[&str]) -> Self {
        Self::start(&[&["--qps", "0"], arguments].concat())
    }

    /// Starts a command that is the emulator in the end. It is ready when this returns: the first line on stdout is its
    /// base URL and nothing else.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let log = Arc::new(Log::default());
        let stderr = child.stderr.take().unwrap();
        let writer = log.clone();
        thread::spawn(move || writer.follow(stderr));
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url = line.strip_suffix('\n').unwrap_or_default().to_owned();
        let address = url.split_once("://").and_then(|(_, address)| address.parse().ok());
        let stdin = child.stdin.take();
        let address = address.unwrap_or_else(|| panic!("no URL but {line:?}; {}", log.text()));
        Self { child, stdin, stdout, url, address, log }
    }

    /// Waits until the log holds a text; `false` if it never does.
    pub(crate) fn logs(&self, text: &str) -> bool {
        self.log.until(|written| written.text.contains(text))
    }

    pub(crate) fn log(&self) -> String {
        self.log.text()
    }

    /// The id of its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, by its name without `SIG`.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    /// Asks it to stop, as a container runtime does.
    #[cfg(unix)]
    pub(crate) fn terminate(&self) {
        self.signal("TERM");
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        assert!(self.log.until(|written| written.closed), "it does not end");
        self.child.wait().unwrap()
    }

    /// Waits for its end; stdout is what was left of it behind the first line.
    pub(crate) fn end(&mut self) -> Run {
        let code = self.wait().code();
        let mut stdout = String::new();
        self.stdout.read_to_string(&mut stdout).unwrap();
        Run { code, stdout, stderr: self.log() }
    }
}

/// Sends a signal to a child, by its name without `SIG`.
#[cfg(unix)]
pub(crate) fn signal(child: &Child, name: &str) {
    // The shell's own kill: the program of that name is not on every machine.
    let kill = format!("kill -{name} {}", child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}

impl Log {
    fn follow(&self, mut stderr: impl Read) {
        let mut piece = [0; 4096];
        while let Ok(length @ 1..) = stderr.read(&mut piece) {
            self.written.lock().unwrap().text += &String::from_utf8_lossy(&piece[..length]);
            self.grown.notify_all();
        }
        self.written.lock().unwrap().closed = true;
        self.grown.notify_all();
    }

    /// Waits until something holds; `false` if it never does.
    fn until(&self, holds: impl Fn(&Written) -> bool) -> bool {
        let written = self.written.lock().unwrap();
        let (written, _) = self.grown.wait_timeout_while(written, TIMEOUT, |now| !holds(now)).unwrap();
        holds(&written)
    }

    fn text(&self) -> String {
        self.written.lock().unwrap().text.clone()
    }
}

impl Drop for Program {
    #[expect(clippy::print_stderr, reason = "the harness shows it with the failure of the test")]
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        if thread::panicking() {
            eprintln!("--- log of {}:\n{}", self.url, self.log());
        }
    }
}

/// Asks again and again until something holds; fails after a while.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < TIMEOUT, "waited in vain for {what}");
        thread::yield_now();
    }
}
