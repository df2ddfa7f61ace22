//! What commands write: nothing gets lost unnoticed, and nothing in it controls a terminal.

use std::fs::{self, OpenOptions};
use std::process::Stdio;

use crate::kit::http::ask;
use crate::kit::program::{Program, program, run};

/// A scenario whose texts hold what terminals and editors obey.
const HIDDEN: &str = r#"{ "rules": [{
    "description": "red \u001b[31m, back\u202e, line\u2028, old \u009b2J, bell\u0007, news\nerror: forged",
    "when": { "calls": { "first": 100 } },
    "then": { "error": "InternalError", "message": "no \u001b[2J\u202e\u2028\u009b" } }] }"#;

/// Whether a character may change how others are shown.
fn hidden(c: char) -> bool {
    c.is_control() && c != '\n' || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn a_full_disk_is_an_error_whatever_is_written() {
    let Ok(_) = fs::metadata("/dev/full") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.json");
    fs::write(&file, "{}").unwrap();
    let faulty = folder.path().join("faulty.json");
    fs::write(&faulty, "{").unwrap();
    let (file, faulty) = (file.to_str().unwrap(), faulty.to_str().unwrap());
    let emulator = Program::start(&[]);
    let url = format!("http://{}", emulator.address);
    for args in [
        &["--help"][..],
        &["--version"],
        &["check", "--help"],
        &["schema", "scenario"],
        &["schema", "admin"],
        &["explain"],
        &["explain", "Throttling.Api", "nonsense"],
        &["explain", "--json", "nonsense"],
        &["explain", "--scenario", file],
        &["completions", "bash"],
        &["check", file],
        &["check", faulty],
        &["check", "--json", file],
        &["env"],
        &["parity", "--list"],
        &["health", &url],
        &["coverage", &url],
        &["conduct", &url],
        &["conduct", "--json", &url],
    ] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let child = program().args(args).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains("error: cannot write to stdout: No space left on device"), "{args:?}: {said}");
    }
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let child = program().args(["schema", "admin"]).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn what_a_file_or_a_client_sends_controls_no_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.json");
    fs::write(&file, HIDDEN).unwrap();
    // The characters themselves, and a fault that quotes them.
    let raw =
        HIDDEN.replace("\\u202e", "\u{202e}").replace("\\u2028", "\u{2028}").replace("\\u009b", "\u{9b}");
    let raw_file = folder.path().join("raw.json");
    fs::write(&raw_file, raw.replace("\"then\"", "\"than\u{202e}\"")).unwrap();
    let (file, raw_file) = (file.to_str().unwrap(), raw_file.to_str().unwrap());
    for args in [
        &["check", raw_file][..],
        &["check", "--json", raw_file],
        &["explain", "--scenario", file],
        &["--scenario", raw_file],
        &["explain", "\u{202e}\u{1b}[2J"],
        &["health", "\u{9b}"],
    ] {
        let told = run(program().args(args));
        let told = told.stdout + &told.stderr;
        assert!(!told.is_empty() && !told.contains(hidden), "{args:?}: {told:?}");
    }
    for format in ["text", "json"] {
        let mut emulator = Program::start(&["--scenario", file, "--log", format, "-vv"]);
        let address = emulator.address;
        for value in ["%1B%5B2J", "%E2%80%AE%E2%80%A8%C2%9B"] {
            let call = format!("/?Action=KeepaliveIntl&Version=2022-08-09&AccessKeyId={value}");
            assert_eq!(ask(address, "POST", &call, &[], "").status, 500);
        }
        let put = ask(address, "PUT", "/_emulator/scenario?accessKeyId=%E2%80%AE%1B%5B2J", &[], HIDDEN);
        assert_eq!(put.status, 200, "{put:?}");
        let url = format!("http://{address}");
        for args in [["coverage", &url], ["conduct", &url]] {
            let told = run(program().args(args));
            assert!(!told.stdout.contains(hidden), "{args:?}: {:?}", told.stdout);
            assert!(!told.stdout.contains("\nerror: forged"), "{args:?}: {:?}", told.stdout);
        }
        emulator.terminate();
        let log = emulator.end().stderr;
        assert!(log.contains("InternalError") && !log.contains(hidden), "{format}: {log:?}");
        assert!(!log.contains("\nerror: forged"), "{format}: {log:?}");
    }
}
