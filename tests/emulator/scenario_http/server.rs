//! The binary on a free port of the loopback interface.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A running emulator; it ends with the test.
pub(crate) struct Server {
    child: Child,
    /// Its base URL.
    pub(crate) url: String,
    log: Arc<Mutex<String>>,
}

/// The binary with nothing of the machine's own settings.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudauth-local"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CLOUDAUTH_LOCAL_")) {
        command.env_remove(name);
    }
    command
}

/// Runs the binary to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    command().args(arguments).stdin(Stdio::null()).output().unwrap()
}

impl Server {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = command()
            .args(["--port", "0"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (mut stderr, shared) = (child.stderr.take().unwrap(), log.clone());
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(length) = stderr.read(&mut piece) {
                if length == 0 {
                    break;
                }
                shared.lock().unwrap().push_str(&String::from_utf8_lossy(&piece[..length]));
            }
        });
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        assert!(url.starts_with("http://"), "no URL: {}", log.lock().unwrap());
        Self { child, url: url.trim().to_owned(), log }
    }

    /// An emulator that plays a scenario, throttle out of the way.
    pub(crate) fn playing(scenario: &str) -> Self {
        Self::start(&["--scenario", scenario])
    }

    /// The address without `http://`.
    pub(crate) fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits until the log says something.
    pub(crate) fn until_logged(&self, words: &str) {
        until(&format!("the log to say {words:?}"), || self.log().contains(words));
    }
}

/// Asks again and again until something holds; fails after a while.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(30), "waited in vain for {what}");
        thread::yield_now();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
