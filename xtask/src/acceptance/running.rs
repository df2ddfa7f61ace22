//! An emulator that was started from an artefact.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::release::Release;
use crate::shell;

/// It ends with its stdin, and so with this process.
pub(crate) struct Running {
    child: Child,
    /// Host and port.
    address: String,
}

impl Running {
    /// Starts the binary that `command` names, on a free port, and waits until it is ready.
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        command.args(["serve", "--port", "0", "--stop-on-stdin-close"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        let stdout = child.stdout.take().context("no stdout")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim_end().strip_prefix("http://").context("the emulator did not start")?;
        Ok(Self { address: address.to_owned(), child })
    }

    /// Tries one that was just started: it is of this version, answers a call, and ends when it should.
    pub(crate) fn try_out(mut self, release: &Release) -> anyhow::Result<()> {
        check_answers(&self.address, release)?;
        drop(self.child.stdin.take());
        let status = self.child.wait()?;
        ensure!(status.success(), "the emulator ended with {status}");
        Ok(())
    }
}

/// Whether the emulator at an address is of this version, and answers a call.
pub(crate) fn check_answers(address: &str, release: &Release) -> anyhow::Result<()> {
    let health = ask(address, "GET", "/_emulator/health")?;
    ensure!(health["version"] == release.version.as_str(), "expected version {}: {health}", release.version);
    let answer = ask(address, "POST", "/?Action=KeepaliveIntl&Version=2022-08-09&Format=JSON")?;
    ensure!(answer["Code"] == "Success", "the call was refused: {answer}");
    Ok(())
}

fn ask(address: &str, method: &str, path: &str) -> anyhow::Result<Value> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "{method} {path} HTTP/1.0\r\nhost: {address}\r\ncontent-length: 0\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (_, body) = answer.split_once("\r\n\r\n").context("no HTTP")?;
    Ok(serde_json::from_str(body)?)
}

/// A command that runs a program of a folder with that folder for its root: where nothing else is installed.
pub(crate) fn chroot(folder: &Path, program: &str) -> anyhow::Result<Command> {
    let root = shell::output(Command::new("id").arg("-u"))? == "0";
    let mut command = Command::new(if root { "chroot" } else { "unshare" });
    if root {
        command.arg("--userspec=65532:65532");
    } else {
        command.args(["--map-root-user", "chroot"]);
    }
    command.arg(folder).arg(program).env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    Ok(command)
}
