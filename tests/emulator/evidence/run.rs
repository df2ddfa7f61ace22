//! The emulator as a program: its own table of coverage, and its exit code.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::evidence::http::ask;

/// The second KeepaliveIntl is throttled, and no wait is too short for its retry.
const RULE: &str = r#"{ "rules": [{ "when": { "operation": "KeepaliveIntl", "calls": { "nth": [2] } },
                                    "then": { "error": "Throttling.Api", "retryAfter": "1ms" } }] }"#;

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

/// A check that passes.
fn pass_a_check(url: &str) {
    let address = url.strip_prefix("http://").unwrap().parse().unwrap();
    let call = "/?Action=Initialize&Version=2022-08-09&Format=JSON&ProductCode=ID_OCR&MerchantBizId=biz1\
                &MerchantUserId=u&DocType=01000000&MetaInfo=%7B%22deviceType%22:%22h5%22,%22bioMetaInfo%22:%224%22%7D";
    let answer = ask(address, "POST", call, &[], "").json();
    let id = answer["Result"]["TransactionId"].as_str().unwrap_or_else(|| panic!("{answer}"));
    let ended = ask(address, "POST", &format!("/_emulator/transactions/{id}/complete"), &[], "");
    assert_eq!(ended.status, 200, "{ended:?}");
}

#[test]
fn a_run_in_which_a_required_code_never_occurred_exits_with_3() {
    for (wanted, code, says) in [
        ("Success", Some(0), ""),
        ("Success,Throttling.Api,InternalError", Some(3), "never occurred: Throttling.Api, InternalError"),
        ("check.passed,Success", Some(0), ""),
        (
            "check.expired,check.passed,callback.dropped",
            Some(3),
            "never occurred: check.expired, callback.dropped",
        ),
    ] {
        let (child, url) = start(&["--fail-under-coverage", wanted]);
        call(&url);
        pass_a_check(&url);
        let (ended, said) = stop(child);
        assert_eq!(ended, code, "{wanted}: {said}");
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn a_rule_that_never_acted_makes_the_exit_code_3_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.json");
    let rules = r#"{ "rules": [
        { "when": { "calls": { "nth": [1] } }, "then": { "delay": "1ms" } },
        { "description": "the ninth call", "when": { "calls": { "nth": [9] } }, "then": { "error": "InternalError" } }
    ] }"#;
    std::fs::write(&file, rules).unwrap();
    let scenario = file.display().to_string();
    for (flags, code, says) in [
        (vec![], Some(0), ""),
        (vec!["--fail-on-unused-rules"], Some(3), "these rules never acted: scenario rule 2: the ninth call"),
    ] {
        let (child, url) = start(&[vec!["--scenario", &scenario], flags].concat());
        call(&url);
        let output =
            Command::new(env!("CARGO_BIN_EXE_cloudauth-local")).args(["coverage", &url]).output().unwrap();
        let table = String::from_utf8(output.stdout).unwrap();
        assert!(
            table.contains("       1  scenario rule 1\n   never  scenario rule 2: the ninth call\n"),
            "{table}"
        );
        let (ended, said) = stop(child);
        assert_eq!(ended, code, "{said}");
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest_one() {
    for (wanted, says) in [
        ("Success,check.pased", "did you mean check.passed?"),
        ("callback.droped", "did you mean callback.dropped?"),
        ("Throtling.Api", "did you mean Throttling.Api?"),
        ("everything", "unknown name"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_cloudauth-local"))
            .args(["--port", "0", "--fail-under-coverage", wanted])
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains(says), "{wanted}: {said}");
    }
}

#[test]
fn coverage_and_conduct_are_printed_for_a_running_emulator() {
    let (child, url) = start(&[]);
    let address = url.strip_prefix("http://").unwrap().parse().unwrap();
    assert_eq!(ask(address, "PUT", "/_emulator/scenario", &[], RULE).status, 200);
    call(&url);
    pass_a_check(&url);
    call(&url);
    call(&url);
    for (arguments, code, says) in [
        (["coverage", &url, "--access-key-id=anonymous"], 0, "       3  Success  "),
        (["coverage", &url, "--json"], 0, "\"codes\": ["),
        (["coverage", &url, "--access-key-id=other"], 0, "   never  Success  "),
        (["coverage", &url, "--access-key-id=anonymous"], 0, "       1  check.passed  "),
        (["coverage", &url, "--access-key-id=anonymous"], 0, "   never  callback.givenUp  "),
        (["conduct", &url, "--access-key-id=anonymous"], 0, "retry (anonymous): call 4 after "),
        (["conduct", &url, "--access-key-id=anonymous"], 0, "No mistakes found"),
        (["conduct", "http://127.0.0.1:1", "--json"], 2, "cannot reach http://127.0.0.1:1: "),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_cloudauth-local")).args(arguments).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(says), "{said}");
    }
    assert_eq!(stop(child).0, Some(0));
}
