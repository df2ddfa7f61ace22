//! Faults of the environment: nobody reads the output, the disk is full, the clock steps.

use std::fs;
use std::io::pipe;
use std::process::{Command, Stdio};
use std::sync::Arc;

use cloudauth_local::engine::clock::Clock;
use cloudauth_local::server::ServerOptions;

use crate::kit::program::{PROGRAM, Run, clean, program, run};
use crate::kit::raw::{KEEPALIVE, ask, connect, is_well};
use crate::kit::server::Server;

#[test]
fn a_closed_stdout_is_survived() {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let mut child = program().args(["--port", "0"]).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut stderr = std::io::BufReader::new(child.stderr.take().unwrap());
    std::io::BufRead::read_line(&mut stderr, &mut line).unwrap();
    let address = line.rsplit("http://").next().and_then(|address| address.trim().parse().ok());
    is_well(address.unwrap_or_else(|| panic!("{line}")));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_closed_stderr_is_survived() {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let mut child = program()
        .args(["--port", "0", "--qps", "0", "-vv"])
        .stdout(Stdio::piped())
        .stderr(writer)
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut stdout, &mut line).unwrap();
    let address = line.trim().trim_start_matches("http://").parse().unwrap();
    for _ in 0..20 {
        is_well(address);
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Runs the emulator in a shell that first does `before`, and gives what it says when it cannot start.
fn refusal(shell: &mut Command, before: &str, folder: &str) -> String {
    let script = format!("{before} && exec \"$0\" --port 0 --tls --tls-dir \"$1\"");
    let Run { code, stdout, stderr } = run(clean(shell).args(["-c", &script, PROGRAM, folder]));
    assert_eq!((code, stdout.as_str()), (Some(2), ""), "{stderr}");
    stderr
}

fn is_one_clear_line(said: &str) {
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    assert!(said.starts_with("error: cannot write ") && said.contains("--tls-dir"), "{said}");
}

#[test]
fn a_file_that_cannot_be_written_for_the_ca_gives_one_clear_error_and_leaves_nothing() {
    let state = tempfile::tempdir().unwrap();
    // Files of no size at all, and the signal that says so ignored: what a quota does.
    let said =
        refusal(&mut Command::new("sh"), "trap '' XFSZ && ulimit -f 0", state.path().to_str().unwrap());
    is_one_clear_line(&said);
    assert_eq!(fs::read_dir(state.path()).unwrap().count(), 0, "nothing is left of the draft");
}

#[test]
fn a_full_disk_for_the_ca_gives_one_clear_error() {
    let state = tempfile::tempdir().unwrap();
    let folder = state.path().to_str().unwrap();
    let mut shell = Command::new("unshare");
    shell.args(["-rm", "sh"]);
    if !Command::new("unshare").args(["-rm", "true"]).status().is_ok_and(|status| status.success()) {
        // Not every system lets a test mount a disk of its own; the test above goes the same way.
        return;
    }
    let fill = "mount -t tmpfs -o size=8k none \"$1\" && head -c 4096 /dev/zero > \"$1/full\"; \
                head -c 8192 /dev/zero >> \"$1/full\" 2>/dev/null; true";
    let said = refusal(&mut shell, fill, folder);
    assert!(said.contains("No space left on device") && said.contains("--tls-dir"), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
}

#[test]
fn a_folder_that_is_a_file_gives_one_clear_error() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let said = refusal(&mut Command::new("sh"), "true", file.path().to_str().unwrap());
    assert!(said.contains("--tls-dir") && said.trim_end().lines().count() == 1, "{said}");
}

#[test]
fn a_clock_that_steps_back_an_hour_stops_nothing() {
    let start: jiff::Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
    let clock = Arc::new(Clock::by_hand(start));
    let server = Server::playing_by(clock.clone(), "{}", ServerOptions::default());
    let mut stream = connect(server.address);
    for now in
        ["2026-01-01T12:00:00Z", "2026-01-01T11:00:00Z", "2026-01-01T12:30:00Z", "1969-12-31T00:00:00Z"]
    {
        clock.set(now.parse().unwrap());
        assert_eq!(ask(&mut stream, KEEPALIVE.as_bytes()).status, 200, "{now}");
        is_well(server.address);
    }
}
