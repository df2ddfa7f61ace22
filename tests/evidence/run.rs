//! The emulator as a program: its own table of coverage, and its exit code.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::http::ask;

fn start(flags: &[&str]) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cloudauth-local"))
        .args(["--port", "0", "-q"])
        .args(flags)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line.trim_end().to_owned())
}

/// Ends it with SIGTERM; its exit code and what it said.
fn stop(child: Child) -> (Option<i32>, String) {
    let signal = Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(signal.success());
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn call(url: &str) {
    let address = url.strip_prefix("http://").unwrap().parse().unwrap();
    ask(address, "POST", "/?Action=KeepaliveIntl&Version=2022-08-09&Format=JSON", &[], "");
}

#[test]
fn a_run_whose_clients_never_met_a_wanted_code_exits_with_3() {
    for (wanted, code, says) in [
        ("Success", Some(0), ""),
        ("Success,Throttling.Api,InternalError", Some(3), "no client met Throttling.Api, InternalError,"),
    ] {
        let (child, url) = start(&["--fail-under-coverage", wanted]);
        call(&url);
        let (ended, said) = stop(child);
        assert_eq!(ended, code, "{wanted}: {said}");
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn coverage_and_conduct_are_printed_for_a_running_emulator() {
    let (child, url) = start(&[]);
    call(&url);
    for (arguments, code, says) in [
        (["coverage", &url, "--access-key-id=anonymous"], 0, "       1  Success  "),
        (["coverage", &url, "--json"], 0, "\"codes\": ["),
        (["coverage", &url, "--access-key-id=other"], 0, "   never  Success  "),
        (["conduct", &url, "--access-key-id=anonymous"], 0, "Nothing that would hurt"),
        (["conduct", "http://127.0.0.1:1", "--json"], 2, "cannot ask http://127.0.0.1:1/"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_cloudauth-local")).args(arguments).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(says), "{said}");
    }
    assert_eq!(stop(child).0, Some(0));
}
