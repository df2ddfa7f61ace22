//! The binary at a terminal: what it prints, where, and its exit codes.

use std::net::TcpListener;

use clap::{Arg, CommandFactory as _};
use cloudauth_local::cli::Cli;

use crate::kit::program::{Run, program, run};

#[track_caller]
fn assert_refused(run: &Run, says: &[&str]) {
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    for said in says {
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
}

#[test]
fn a_port_in_use_is_one_clear_line_and_exit_code_2() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    assert_refused(
        &run(program().args(["--port", &port])),
        &["cannot listen on 127.0.0.1:", &port, "--port 0"],
    );
}

#[test]
fn bad_flags_are_one_clear_line_and_exit_code_2() {
    for (args, says) in [
        (&["--bogus"][..], &["--bogus"][..]),
        (&["--portt", "1"], &["--portt", "similar", "'--port'"]),
        (&["--port", "70000"], &["--port", "70000"]),
        (&["--account", "id"], &["--account", "expected ID:SECRET"]),
        (&["--account", "id:"], &["--account", "must not be empty"]),
        (&["--account", "id:secret:poor"], &["STANDING must be one of active, ram-denied"]),
        (&["--burst", "0"], &["--burst"]),
        (&["--qps", "ten"], &["--qps"]),
        (&["--public-url", "shop"], &["--public-url", "such as http://localhost:8809"]),
        (&["--log", "xml"], &["--log", "text, json"]),
        (&["-q", "-v"], &["--quiet", "--verbose"]),
        (&["schema", "nothing"], &["contract"]),
        (&["srve"], &["'serve'"]),
        (&["health", "ftp://a"], &["such as http://127.0.0.1:8809"]),
        (&["wait", "--timeout", "ten"], &["--timeout", "such as 10s"]),
        (&["wait", "--timeout=-1s"], &["--timeout", "not negative"]),
        (&["env", "--shell", "csh"], &["--shell", "sh, fish, powershell"]),
        (
            &["--port", "0", "--ready-file", "/no/such/folder/file"],
            &["--ready-file /no/such/folder/file", "folder"],
        ),
    ] {
        assert_refused(&run(program().args(args)), says);
    }
    let bad = run(program().env("CLOUDAUTH_LOCAL_PORT", "many"));
    assert_refused(&bad, &["--port", "CLOUDAUTH_LOCAL_PORT"]);
}

#[test]
fn explain_prints_rows_on_stdout_and_answers_an_unknown_word_with_what_was_meant() {
    let known = run(program().args(["explain", "throttling.api", "doctype", "initialize", "01000000"]));
    assert_eq!((known.code, known.stderr.as_str()), (Some(0), ""));
    for word in ["Throttling.Api (error", "DocType (parameter", "Initialize (operation)", "01000000 (value"] {
        assert!(known.stdout.contains(word), "{word}: {}", known.stdout);
    }
    let all = run(program().arg("explain"));
    assert_eq!(all.code, Some(0));
    assert!(all.stdout.lines().count() > 100);
    let unknown = run(program().args(["explain", "SignaturDoesNotMatch", "MetaInfo"]));
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.stderr.contains("did you mean SignatureDoesNotMatch?"), "{}", unknown.stderr);
    assert!(unknown.stdout.contains("MetaInfo (parameter"), "the known words are explained all the same");
}

#[test]
fn schema_and_completions_go_to_stdout() {
    let schema = run(program().args(["schema", "contract"]));
    assert_eq!(schema.code, Some(0));
    let schema: serde_json::Value = serde_json::from_str(&schema.stdout).unwrap();
    assert!(schema["properties"]["MetaInfo"].is_object());
    for shell in ["bash", "zsh", "fish"] {
        let script = run(program().args(["completions", shell]));
        assert_eq!((script.code, script.stdout.contains("explain")), (Some(0), true), "{shell}");
    }
}

#[test]
fn help_fits_80_columns_and_has_examples() {
    for args in [
        &["--help"][..],
        &["-h"],
        &["explain", "-h"],
        &["schema", "-h"],
        &["completions", "-h"],
        &["check", "-h"],
        &["health", "-h"],
        &["wait", "-h"],
        &["env", "-h"],
        &["serve", "-h"],
    ] {
        let help = run(program().args(args));
        assert_eq!(help.code, Some(0));
        assert!(help.stdout.contains("Example"), "{args:?}");
        for line in help.stdout.lines() {
            assert!(line.chars().count() <= 80, "{args:?}: {line}");
        }
    }
}

#[test]
fn every_flag_has_its_variable() {
    let command = Cli::command();
    let serve = command.find_subcommand("serve").unwrap();
    let mut flags = 0;
    for arg in command.get_arguments().chain(serve.get_arguments()) {
        let Some(long) = arg.get_long().filter(|long| !matches!(*long, "help" | "version")) else { continue };
        flags += 1;
        assert_eq!(variable(arg), format!("CLOUDAUTH_LOCAL_{}", long.to_uppercase().replace('-', "_")));
    }
    assert!(flags >= 22, "{flags}");
}

fn variable(arg: &Arg) -> String {
    arg.get_env().unwrap_or_else(|| panic!("{} has no variable", arg.get_id())).display().to_string()
}
