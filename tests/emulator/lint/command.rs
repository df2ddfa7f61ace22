//! `lint` and `what-if` as commands: lines, documents and exit codes, with recordings of every kind.

use std::fs;

use serde_json::{Value, json};

use crate::kit::in_process::InProcess;
use crate::kit::program::{Run, run_with};
use crate::kit::raw::exchange;
use crate::kit::request::Request;
use crate::kit::server::Server;
use crate::lint::recording::{archive, entry, request, success};

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Run { code, stdout, stderr } = run_with(arguments);
    (code, stdout, stderr)
}

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

fn get(server: &Server, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", server.address);
    exchange(server.address, request.as_bytes()).body
}

#[test]
fn a_finding_is_one_line_with_its_entry_and_why_it_matters() {
    let files = Files::new();
    let wrong = Request::initialize().with("DocType", "1").v1("testid", "testsecret", "n1");
    let bad = files.write("bad.har", &archive(&[entry(0, &wrong, 200, &success())]));
    let (code, out, _) = run(&["lint", &bad]);
    assert_eq!(code, Some(1));
    assert!(out.starts_with("entry 1: forbiddenParameter: DocType must be one of "), "{out}");
    assert!(out.ends_with(
        "The documentation forbids it, and the service refuses the call.\n1 findings in 1 calls.\n"
    ));
    let (code, out, _) = run(&["lint", &bad, "--json"]);
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, Some(1));
    assert_eq!(document["findings"][0]["entry"], 1);
    let good = files.write("good.har", &archive(&[entry(0, &request("Initialize", "n"), 200, &success())]));
    assert_eq!(run(&["lint", &good]), (Some(0), "0 findings in 1 calls.\n".to_owned(), String::new()));
}

#[test]
fn the_emulators_own_journal_and_archive_are_read() {
    let emulator = InProcess::plain();
    let server = Server::start(emulator.engine);
    exchange(server.address, &Request::initialize().with("DocType", "1").bytes());
    exchange(server.address, &Request::initialize().bytes());
    let files = Files::new();
    let journal = files.write("journal.json", &get(&server, "/_emulator/requests"));
    let har = files.write("journal.har", &get(&server, "/_emulator/requests?format=har"));
    for file in [journal, har] {
        let (code, out, err) = run(&["lint", &file]);
        assert_eq!(code, Some(1), "{out}{err}");
        assert!(
            out.contains("entry 1: forbiddenParameter") && out.ends_with("1 findings in 2 calls.\n"),
            "{out}"
        );
        let (code, out, err) = run(&["what-if", &file, "--scenario", "outage"]);
        assert!(code == Some(1) || code == Some(0), "{out}{err}");
        assert!(out.ends_with("of 2 responses would change.\n"), "{out}");
    }
}

#[test]
fn what_if_lists_the_answers_that_would_change() {
    let files = Files::new();
    let har = files.write("a.har", &archive(&[entry(0, &request("Initialize", "n"), 200, &success())]));
    let scenario = files.write("s.json", r#"{ "rules": [{ "then": { "error": "Throttling.Api" } }] }"#);
    let (code, out, _) = run(&["what-if", &har, "--scenario", &scenario]);
    assert_eq!(code, Some(1));
    assert!(out.starts_with("entry 1: Initialize: Success -> Throttling.Api (scenario rule 1"), "{out}");
    let (code, out, _) = run(&["what-if", &har, "--scenario", "default"]);
    assert_eq!((code, out.as_str()), (Some(0), "0 of 1 responses would change.\n"));
    let (code, _, err) = run(&["what-if", &har, "--scenario", "defualt"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("did you mean default?"), "{err}");
}

#[test]
fn a_file_that_cannot_be_used_is_one_sentence_and_exit_code_2() {
    let files = Files::new();
    let whole = archive(&[entry(0, &request("Initialize", "n"), 200, &success())]);
    let page = json!({
        "startedDateTime": "2026-11-22T10:00:00Z", "time": 1,
        "request": { "method": "GET", "url": "https://shop.example/", "headers": [] },
        "response": { "status": 200, "headers": [], "content": {} },
    });
    for (name, text, says) in [
        ("cut.har", &whole[..whole.len() / 2], "it is cut off in line 1, column"),
        ("empty.har", "", "it is cut off in line 1, column 0"),
        ("page.har", "<html>", "it is no JSON: expected value at line 1 column 1"),
        ("other.json", "{\"a\": 1}", "neither an HTTP archive (log.entries) nor a journal (requests)"),
        ("browser.har", &archive(&[page]), "none of its 1 entries is a call of this API"),
        ("none.har", &archive(&[]), "none of its 0 entries is a call of this API"),
    ] {
        let file = files.write(name, text);
        for command in [vec!["lint", &file], vec!["what-if", &file, "--scenario", "flaky"]] {
            let (code, out, err) = run(&command);
            assert_eq!((code, out.as_str()), (Some(2), ""), "{name}");
            assert!(err.contains(says) && err.lines().count() == 1, "{name}: {err}");
        }
    }
    let (code, _, err) = run(&["lint", "/none.har"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("/none.har: cannot be read: "), "{err}");
}
