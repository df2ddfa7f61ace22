//! `parity` as a command: exit codes, the files that it writes, and what it says where it cannot run.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::kit::program::{self, Program, Run, program, run_with};
#[cfg(unix)]
use crate::parity::altering::falling_silent;
use crate::parity::altering::{Alter, Alteration, Proxy};
use crate::parity::comparison::{KEY, SECRET, emulator, emulator_with};

/// The command with the key in its environment.
fn parity(arguments: &[&str]) -> Command {
    let mut command = program();
    command.arg("parity").args(arguments);
    command.env("CLOUDAUTH_LOCAL_PARITY_ACCESS_KEY_ID", KEY);
    command.env("CLOUDAUTH_LOCAL_PARITY_ACCESS_KEY_SECRET", SECRET);
    command
}

fn run(command: &mut Command) -> (Option<i32>, String, String) {
    let Run { code, stdout, stderr } = program::run(command);
    (code, stdout, stderr)
}

const DIFFERS: Alteration = Alteration {
    code: "InvalidVersion",
    message: "",
    format: "json",
    operation: "",
    alter: Alter::Status(404),
};

fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}

#[test]
fn the_exit_code_says_whether_something_differs_and_the_overlay_closes_it() {
    let server = emulator();
    let (code, out, _) = run(&mut parity(&["--endpoint", &server.url, "--qps", "0"]));
    assert_eq!(code, Some(0), "{out}");
    assert!(out.starts_with("divergence  0 of "), "{out}");

    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let proxy = Proxy::start(server.address, vec![DIFFERS]);
    let endpoint = format!("http://{}", proxy.address);
    let overlay = file("overlay.json");
    let (code, out, _) = run(&mut parity(&[
        "--endpoint",
        &endpoint,
        "--qps",
        "0",
        "--json",
        &file("result.json"),
        "--report",
        &file("report.html"),
        "--overlay-out",
        &overlay,
        "--resume",
        &file("record.json"),
    ]));
    assert_eq!(code, Some(1), "{out}");
    assert!(out.contains("version/other") && out.contains("emulator  400\n        endpoint  404"), "{out}");
    let result: Value = serde_json::from_str(&text(&folder.path().join("result.json"))).unwrap();
    assert_eq!(result["figures"]["divergent"], 2, "{}", result["figures"]);
    for name in ["result.json", "report.html", "overlay.json", "record.json"] {
        let text = text(&folder.path().join(name));
        assert!(text.contains("version/other"), "{name}");
        assert!(!text.contains(KEY) && !text.contains(SECRET), "{name} holds the key");
    }
    let (code, out, _) = run(&mut parity(&["--endpoint", &endpoint, "--qps", "0", "--overlay", &overlay]));
    assert_eq!(code, Some(0), "{out}");
}

#[test]
fn it_stops_at_the_first_sign_of_throttling_and_goes_on_later() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record.json");
    let resume = record.display().to_string();
    let throttled = Alteration { alter: Alter::Text("InvalidVersion", "Throttling.User"), ..DIFFERS };
    let server = emulator();
    let proxy = Proxy::start(server.address, vec![throttled]);
    let endpoint = format!("http://{}", proxy.address);
    let arguments = ["--endpoint", &endpoint, "--qps", "0", "--resume", &resume];
    let (code, out, err) = run(&mut parity(&arguments));
    assert_eq!(code, Some(2), "{out}{err}");
    assert!(out.contains("Throttling.User; wait some minutes"), "{out}");
    assert!(err.contains(&format!("go on with --resume {resume}")), "{err}");
    let kept = text(&record);
    let answered = kept.matches("\"answers\"").count();
    assert!(answered > 5, "{answered}");

    // What was answered is not asked again: only the probe that was throttled, and those behind it.
    let (code, out, _) = run(&mut parity(&arguments));
    assert_eq!(code, Some(2), "{out}");
    let requests = proxy.seen.lock().unwrap().matches("POST /").count();
    assert!(requests < answered * 2, "{requests} requests for {answered} answers");
    assert_eq!(text(&record).matches("\"answers\"").count(), answered);

    // At another endpoint it does not go on.
    let (code, _, err) = run(&mut parity(&["--endpoint", &server.url, "--resume", &resume]));
    assert_eq!(code, Some(2));
    assert!(err.contains("is about 127.0.0.1:"), "{err}");
}

#[test]
fn what_cannot_run_says_so_in_one_sentence_and_exits_with_2() {
    let server = emulator();
    let good = &server.url;
    let refusing = emulator_with("another-key", "another-secret");
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let newer = file("newer.json", r#"{"overlay": 9}"#);
    let broken = file("broken.json", "{");
    let refusing = &refusing.url;
    let mut cases: Vec<(Vec<&str>, &str)> = vec![
        (vec!["--endpoint", "nonsense"], "it is no URL"),
        (vec!["--endpoint", "ftp://127.0.0.1"], "it speaks ftp"),
        (vec!["--endpoint", "http://user:secret@127.0.0.1"], "must not hold a user"),
        (vec!["--endpoint", "http://127.0.0.1:1"], "cannot ask 127.0.0.1:1"),
        (vec!["--endpoint", refusing], "the access key cannot be used there: InvalidAccessKeyId.NotFound"),
        (vec!["--endpoint", good, "--only", "nothing"], "no probe begins with"),
        (vec!["--endpoint", good, "--overlay", &newer], "has the format 9 and this program reads 1"),
        (vec!["--endpoint", good, "--overlay", "/none"], "cannot read /none"),
        (vec!["--endpoint", good, "--resume", &broken], "is no file of an earlier comparison"),
        (vec!["--endpoint", "https://127.0.0.1:1", "--ca", &broken], "there is no certificate"),
        (vec!["--endpoint", "http://192.0.2.1"], "--yes sends them without asking"),
        (vec![], "--endpoint <URL>"),
    ];
    let page = page_server();
    cases.push((vec!["--endpoint", &page], "is not this API: it answered 200 with no RequestId (text)"));
    for (arguments, says) in &cases {
        let (code, out, err) = run(&mut parity(arguments));
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?} {err}");
        assert!(err.contains(says), "{arguments:?}: {err}");
    }
    let (code, _, err) =
        run(parity(&["--endpoint", good]).env_remove("CLOUDAUTH_LOCAL_PARITY_ACCESS_KEY_SECRET"));
    assert_eq!(code, Some(2));
    assert!(err.contains("CLOUDAUTH_LOCAL_PARITY_ACCESS_KEY_SECRET is not set"), "{err}");
    let (code, _, err) =
        run(parity(&["--endpoint", good]).env("CLOUDAUTH_LOCAL_PARITY_ACCESS_KEY_ID", "STS.abc"));
    assert_eq!(code, Some(2));
    assert!(err.contains("CLOUDAUTH_LOCAL_PARITY_SECURITY_TOKEN is not set"), "{err}");
}

#[cfg(unix)]
#[test]
fn an_interruption_loses_nothing_that_was_learned() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record.json");
    let resume = record.display().to_string();
    let server = emulator();
    // The first request only looks whether this is the API.
    let (address, fell_silent) = falling_silent(server.address, 6);
    let endpoint = format!("http://{address}");
    let child = parity(&["--endpoint", &endpoint, "--qps", "0", "--resume", &resume])
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    fell_silent.recv().unwrap();
    program::signal(&child, "INT");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let kept: Value = serde_json::from_str(&text(&record)).unwrap();
    assert_eq!(kept["stopped"], "interrupted");
    let answered = kept["probes"].as_array().unwrap().iter().filter(|probe| probe["answers"].is_object());
    assert_eq!(answered.count(), 5);
}

#[test]
fn https_is_spoken_with_a_ca_that_is_named_and_refused_without() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().display().to_string();
    let account = format!("{KEY}:{SECRET}");
    let serving = Program::unthrottled(&["-q", "--tls", "--tls-dir", &state, "--account", &account]);
    let endpoint = &serving.url;
    let ca = folder.path().join("ca/cert.pem").display().to_string();
    let only = ["--endpoint", endpoint, "--qps", "0", "--only", "keepalive/"];
    let trusted = run(&mut parity(&[&only[..], &["--ca", &ca]].concat()));
    let stranger = run(&mut parity(&only));
    assert_eq!(trusted.0, Some(0), "{}{}", trusted.1, trusted.2);
    assert_eq!(stranger.0, Some(2));
    let says = ["no TLS with 127.0.0.1", "there is no certificate; name a CA with --ca FILE"];
    assert!(says.iter().any(|says| stranger.2.contains(says)), "{}", stranger.2);
}

#[test]
fn serve_refuses_an_overlay_of_another_version() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("overlay.json");
    fs::write(&file, r#"{"overlay": 2}"#).unwrap();
    let Run { code, stderr, .. } = run_with(&["--port", "0", "--overlay", file.to_str().unwrap()]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("overlay.json: it has the format 2 and this program reads 1"), "{stderr}");
}

/// A server of web pages.
fn page_server() -> String {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
        }
    });
    format!("http://{address}")
}

#[test]
fn the_list_says_what_each_probe_asks_and_costs_and_sends_nothing() {
    let (code, out, _) = run(&mut parity(&["--list"]));
    assert_eq!(code, Some(0));
    for probe in cloudauth_local::parity::all_probes() {
        assert!(out.contains(&format!("{}\n    {} Costs ", probe.name, probe.asks)), "{}", probe.name);
    }
}
