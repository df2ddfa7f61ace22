//! A child process that speaks in lines: the emulator, and the drivers.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The longest time that a child may take for one line.
const TIMEOUT: Duration = Duration::from_secs(45);

/// A running child; it is killed when dropped, and its stderr is shown if the test fails.
pub(crate) struct Process {
    name: &'static str,
    child: Child,
    lines: Receiver<String>,
    stderr: Option<JoinHandle<String>>,
}

impl Process {
    /// Starts a child with all three streams in hand. Proxies are left out of its environment:
    /// everything is loopback.
    pub(crate) fn start(name: &'static str, mut command: Command) -> Self {
        for proxy in ["http_proxy", "https_proxy", "all_proxy"] {
            command.env_remove(proxy).env_remove(proxy.to_uppercase());
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{name} cannot be started: {error}"));
        let (sender, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut pipe = child.stderr.take().expect("stderr is piped");
        let stderr = thread::spawn(move || {
            let mut text = Vec::new();
            let _ = pipe.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        Self { name, child, lines, stderr: Some(stderr) }
    }

    /// Waits for the next line of stdout.
    pub(crate) fn line(&self) -> String {
        self.lines
            .recv_timeout(TIMEOUT)
            .unwrap_or_else(|error| panic!("{} gave no line on stdout: {error}", self.name))
    }

    /// Writes one line to stdin.
    pub(crate) fn send(&mut self, line: &str) {
        let stdin = self.child.stdin.as_mut().expect("stdin is piped");
        writeln!(stdin, "{line}").unwrap_or_else(|error| panic!("{} takes no line: {error}", self.name));
    }
}

impl Drop for Process {
    #[expect(clippy::print_stderr, reason = "the harness shows it with the failure of the test")]
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let stderr = self.stderr.take().and_then(|thread| thread.join().ok());
        if thread::panicking() {
            let stderr = stderr.unwrap_or_default();
            eprintln!("--- stderr of {}:\n{stderr}", self.name);
        }
    }
}
