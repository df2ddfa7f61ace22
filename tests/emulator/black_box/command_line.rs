//! The binary at a terminal: what it prints, where, and its exit codes.

use std::net::TcpListener;

use clap::{Arg, CommandFactory as _};
use cloudauth_local::cli::Cli;

use crate::kit::in_process::InProcess;
use crate::kit::program::{Run, program, run};
use crate::kit::server::Server;

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
fn a_port_in_use_is_one_clear_line_and_has_an_exit_code_and_a_reason_of_its_own() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let text = run(program().args(["--port", &port]));
    assert_eq!((text.code, text.stdout.as_str()), (Some(4), ""), "{}", text.stderr);
    for said in ["error: cannot listen on 127.0.0.1:", &port, "in use", "--port 0"] {
        assert!(text.stderr.contains(said), "{said}: {}", text.stderr);
    }
    let json = run(program().args(["--port", &port, "--log", "json"]));
    assert_eq!(json.code, Some(4));
    let line: serde_json::Value = serde_json::from_str(json.stderr.trim()).unwrap();
    assert_eq!((&line["level"], &line["reason"]), (&"ERROR".into(), &"portInUse".into()), "{line}");
    assert_eq!(line["address"], format!("127.0.0.1:{port}"));
}

#[test]
fn an_address_of_another_machine_does_not_advise_another_port() {
    let refused = run(program().args(["--host", "192.0.2.1", "--port", "0"]));
    assert_refused(&refused, &["cannot listen on 192.0.2.1:0", "this machine does not have this address"]);
    assert!(!refused.stderr.contains("another port"), "{}", refused.stderr);
}

#[test]
fn no_phrase_of_a_library_reaches_a_user() {
    let all = Cli::command();
    let mut tried = 0;
    for command in std::iter::once(&all).chain(all.get_subcommands()) {
        let own = command.get_name();
        if own == "torture" {
            continue;
        }
        let name = (own != "cloudauth-local").then_some(own);
        let flags = command.get_arguments().filter(|arg| arg.get_action().takes_values());
        for long in flags.filter_map(Arg::get_long).filter(|long| !matches!(*long, "ready-file" | "out")) {
            for value in ["-1", "x y", "99999999999999999999", ""] {
                let flag = format!("--{long}={value}");
                // A flag that takes any text is answered by what comes after it, which is refused.
                let refused = run(program().args(name).arg(&flag).arg("--zzz"));
                for phrase in [
                    "invalid digit",
                    "empty string",
                    "target type",
                    "without a base",
                    "friendly",
                    "..",
                    "ParseInt",
                ] {
                    assert!(!refused.stderr.contains(phrase), "{name:?} {flag}: {}", refused.stderr);
                }
                assert_eq!(refused.code, Some(2), "{name:?} {flag}: {}", refused.stderr);
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn an_empty_variable_counts_as_an_absent_one() {
    let variables: Vec<_> = Cli::command()
        .get_arguments()
        .filter_map(|arg| arg.get_env().map(std::ffi::OsStr::to_os_string))
        .collect();
    assert!(variables.len() > 20);
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    // It comes as far as the port, so that no variable was refused.
    let mut command = program();
    command.args(["--port", &port]).envs(variables.iter().map(|name| (name, "")));
    let started = run(&mut command);
    assert_eq!(started.code, Some(4), "{}", started.stderr);
    let empty = run(program().env("CLOUDAUTH_LOCAL_URL", "").args(["health", "--port", "1"]));
    assert!(empty.stderr.contains("http://127.0.0.1:1"), "{}", empty.stderr);
}

#[test]
fn a_host_may_be_a_name_of_this_machine() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let started = run(program().args(["--host", "localhost", "--port", &port]));
    assert!(started.stderr.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{}", started.stderr);
    let unknown = run(program().args(["--host", "no such host"]));
    assert_refused(&unknown, &["--host", "such as 127.0.0.1, localhost or 0.0.0.0"]);
}

#[test]
fn bad_flags_are_one_clear_line_and_exit_code_2() {
    for (args, says) in [
        (&["--bogus"][..], &["--bogus"][..]),
        (&["--portt", "1"], &["--portt", "similar", "'--port'"]),
        (&["--port", "70000"], &["--port", "70000", "expected a number from 0 to 65535"]),
        (&["--admin-host", "http://emulator"], &["--admin-host", "such as emulator"]),
        (&["--account", "id"], &["--account", "expected ID:SECRET"]),
        (&["--account", "id:"], &["--account", "must not be empty"]),
        (&["--account", "id:secret:poor"], &["STANDING must be one of active, ram-denied"]),
        (&["--burst", "0"], &["--burst"]),
        (&["--qps", "ten"], &["--qps", "expected a whole number"]),
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
        assert_eq!(
            (script.code, script.stdout.contains("CLOUDAUTH_LOCAL_COMPLETE")),
            (Some(0), true),
            "{shell}"
        );
    }
}

#[test]
fn a_shell_is_told_scenarios_codes_and_parameters() {
    for (words, expected) in [
        (&["--scenario", "fl"][..], &["flaky"][..]),
        (&["explain", "Thr"], &["Throttling.Api", "Throttling.User"]),
        (&["explain", "DocT"], &["DocType"]),
        (&["explain", "callback.rec"], &["callback.recovered"]),
        (&["--fail-under-coverage", "check.exp"], &["check.expired"]),
        (&["what-if", "a.har", "--scenario", "out"], &["outage"]),
        (&["cov"], &["coverage"]),
    ] {
        let mut command = program();
        command.env("CLOUDAUTH_LOCAL_COMPLETE", "fish").args(["--", "cloudauth-local"]).args(words);
        let told = run(&mut command);
        assert_eq!(told.code, Some(0), "{words:?}: {}", told.stderr);
        let lines: Vec<_> = told.stdout.lines().map(|line| line.split('\t').next().unwrap()).collect();
        for word in expected {
            assert!(lines.contains(word), "{words:?}: {lines:?}");
        }
    }
}

#[test]
fn init_writes_a_scenario_that_check_accepts_with_a_schema_that_resolves() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("first.json");
    let path = file.to_str().unwrap();
    let written = run(program().args(["init", path]));
    assert_eq!(written.code, Some(0), "{}", written.stderr);
    let checked = run(program().args(["check", path]));
    assert_eq!(checked.code, Some(0), "{}", checked.stdout);
    assert!(!checked.stdout.contains("warning"), "{}", checked.stdout);
    let scenario: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let described = |rule: &serde_json::Value| rule["description"].is_string();
    assert!(scenario["rules"].as_array().unwrap().iter().all(described));
    let schema = folder.path().join(scenario["$schema"].as_str().unwrap());
    let schema: serde_json::Value = serde_json::from_slice(&std::fs::read(schema).unwrap()).unwrap();
    assert!(schema["$id"].as_str().unwrap().starts_with("urn:"), "{schema}");
    assert!(schema["properties"]["rules"].is_object());
    assert_refused(&run(program().args(["init", path])), &["exists and is not overwritten"]);
    let nowhere = folder.path().join("none/first.json");
    assert_refused(&run(program().args(["init", nowhere.to_str().unwrap()])), &["cannot write"]);
}

#[test]
fn coverage_has_headings_and_fits_80_columns() {
    let emulator = Server::start(InProcess::plain().engine);
    let address = emulator.address.to_string();
    let coverage = run(program().args(["coverage", &address]));
    assert_eq!(coverage.code, Some(0), "{}", coverage.stderr);
    for heading in
        ["Codes", "Parameters of Initialize", "Parameters of CheckResult", "Outcomes of checks", "Callbacks"]
    {
        assert!(coverage.stdout.lines().any(|line| line == heading), "{heading}: {}", coverage.stdout);
    }
    for line in coverage.stdout.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let other = run(program().args(["coverage", &address, "--access-key-id", "other"]));
    assert!(other.stderr.contains("no call of the access key other"), "{}", other.stderr);
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
        &["init", "-h"],
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
