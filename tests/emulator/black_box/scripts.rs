//! What scripts and test helpers go by: `health`, `wait`, `env`, the file of --ready-file, the end of stdin.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use crate::kit::program::{Program, program, run};

#[test]
fn health_and_wait_find_a_running_emulator_with_and_without_a_scheme() {
    let emulator = Program::start(&[]);
    let address = emulator.address.to_string();
    let up = format!("cloudauth-local {} is up at http://{address}\n", env!("CARGO_PKG_VERSION"));
    for subcommand in ["health", "wait"] {
        for url in [address.clone(), format!("http://{address}"), format!("http://{address}/")] {
            let asked = run(program().args([subcommand, &url]));
            assert_eq!(
                (asked.code, asked.stdout.as_str(), asked.stderr.as_str()),
                (Some(0), up.as_str(), "")
            );
        }
        for (variable, value) in [
            ("CLOUDAUTH_LOCAL_URL", address.clone()),
            ("CLOUDAUTH_LOCAL_PORT", emulator.address.port().to_string()),
        ] {
            let asked = run(program().arg(subcommand).env(variable, value));
            assert_eq!((asked.code, asked.stdout.as_str()), (Some(0), up.as_str()), "{}", asked.stderr);
        }
    }
}

#[test]
fn an_emulator_that_asks_for_a_token_and_speaks_tls_is_healthy_without_either() {
    let folder = tempfile::tempdir().unwrap();
    let tls_dir = format!("--tls-dir={}", folder.path().join("ca").display());
    let ready_file = folder.path().join("ready");
    let flag = format!("--ready-file={}", ready_file.display());
    let emulator = Program::start(&["--tls", &tls_dir, "--admin-token", "secret", &flag]);
    let url = fs::read_to_string(ready_file).unwrap();
    assert_eq!(url, format!("https://{}\n", emulator.address));
    let asked = run(program().args(["health", url.trim_end()]));
    assert_eq!(asked.code, Some(0), "{}", asked.stderr);
}

#[test]
fn health_and_wait_exit_with_1_and_say_why_where_no_emulator_is_up() {
    // Bound and never accepted from: a connection is made and gets no answer.
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let silent = silent.local_addr().unwrap().to_string();
    let other = serve_each(vec!["HTTP/1.1 200 OK\r\n\r\n<html>"; 2]);
    let json = serve_each(vec!["HTTP/1.1 200 OK\r\n\r\n{\"status\":\"UP\"}"; 2]);
    let mail = serve_each(vec!["220 mail.example ESMTP\r\n"; 2]);
    for (url, says) in [
        ("127.0.0.1:1", "cannot reach http://127.0.0.1:1: "),
        (&other, "is not a cloudauth-local emulator: its response (200) is not JSON"),
        (&json, "is not a cloudauth-local emulator: its health is {\"status\":\"UP\"}"),
        (&mail, "is not a cloudauth-local emulator: its response is not HTTP"),
    ] {
        for args in [&["health", url][..], &["wait", "--timeout", "0s", url]] {
            let asked = run(program().args(args));
            assert_eq!((asked.code, asked.stdout.as_str()), (Some(1), ""), "{args:?}");
            assert!(asked.stderr.starts_with("error: ") && asked.stderr.contains(says), "{}", asked.stderr);
        }
    }
    let asked = run(program().args(["wait", "--timeout", "10ms", &silent]));
    assert_eq!(asked.code, Some(1), "{}", asked.stderr);
}

#[test]
fn wait_asks_again_until_the_emulator_answers() {
    let late = serve_each(vec![
        "",
        "HTTP/1.1 502 Bad Gateway\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"ok\",\"version\":\"9.9.9\"}",
    ]);
    let asked = run(program().args(["wait", "--timeout", "30s", &late]));
    assert_eq!(
        (asked.code, asked.stdout.as_str()),
        (Some(0), format!("cloudauth-local 9.9.9 is up at http://{late}\n").as_str())
    );
}

/// Answers one connection with each of these, in order; the address.
fn serve_each(answers: Vec<&'static str>) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for answer in answers {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(&stream);
            let mut line = String::new();
            while reader.read_line(&mut line).unwrap_or(0) > 2 {
                line.clear();
            }
            drop((&stream).write_all(answer.as_bytes()));
        }
    });
    address
}

#[test]
fn a_shell_that_evaluates_env_has_the_variables() {
    let printed = run(program().args(["env", "localhost:8809", "--access-key-secret", "it's $HOME"]));
    assert_eq!((printed.code, printed.stderr.as_str()), (Some(0), ""));
    let script = format!(
        "{}printf '%s|' \"$CLOUDAUTH_LOCAL_URL\" \"$CLOUDAUTH_LOCAL_ENDPOINT\" \
         \"$CLOUDAUTH_LOCAL_ACCESS_KEY_ID\" \"$CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET\" \
         \"$ALIBABA_CLOUD_ACCESS_KEY_ID\" \"$ALIBABA_CLOUD_ACCESS_KEY_SECRET\"",
        printed.stdout
    );
    let shell = run(Command::new("sh").args(["-c", &script]));
    assert_eq!(
        shell.stdout, "http://localhost:8809|localhost:8809|testid|it's $HOME|testid|it's $HOME|",
        "{}",
        shell.stderr
    );
    for (syntax, line) in [
        ("fish", "set -gx CLOUDAUTH_LOCAL_URL 'http://127.0.0.1:8809'"),
        ("powershell", "$env:CLOUDAUTH_LOCAL_URL = 'http://127.0.0.1:8809'"),
    ] {
        let printed = run(program().args(["env", "--shell", syntax]));
        assert!(printed.stdout.lines().any(|printed| printed == line), "{}", printed.stdout);
    }
}

#[test]
fn the_ready_file_of_an_earlier_run_is_replaced_and_holds_one_url() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ready");
    fs::write(&file, "http://127.0.0.1:1\nof an earlier run\n").unwrap();
    let emulator = Program::start(&["--ready-file", file.to_str().unwrap()]);
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("http://{}\n", emulator.address));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left in the folder");
    drop(emulator);

    // A run that cannot begin leaves no file behind that says otherwise.
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = run(program().args(["--port", &port, "--ready-file", file.to_str().unwrap()]));
    assert_eq!((refused.code, file.exists()), (Some(4), false), "{}", refused.stderr);
}

#[test]
fn the_emulator_ends_with_its_stdin_where_that_is_wanted() {
    let mut emulator = Program::start(&["-v", "--stop-on-stdin-close"]);
    writeln!(emulator.stdin.as_mut().unwrap(), "what is written is not read").unwrap();
    assert_eq!(run(program().args(["health", &emulator.address.to_string()])).code, Some(0));
    drop(emulator.stdin.take());
    let ended = emulator.end();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains("stdin was closed"), "{}", ended.stderr);
}
