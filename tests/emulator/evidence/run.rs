//! The emulator as a program: its own table of coverage, and its exit code.

use crate::kit::http::ask;
use crate::kit::program::{Program, Run, run_with};

/// The second KeepaliveIntl is throttled, and no wait is too short for its retry.
const RULE: &str = r#"{ "rules": [{ "when": { "operation": "KeepaliveIntl", "calls": { "nth": [2] } },
                                    "then": { "error": "Throttling.Api", "retryAfter": "1ms" } }] }"#;

fn start(flags: &[&str]) -> Program {
    Program::start(&[&["-q"], flags].concat())
}

/// Ends it; its exit code and what it said.
fn stop(mut program: Program) -> (Option<i32>, String) {
    program.terminate();
    let ended = program.end();
    (ended.code, ended.stderr)
}

fn call(program: &Program) {
    ask(program.address, "POST", "/?Action=KeepaliveIntl&Version=2022-08-09&Format=JSON", &[], "");
}

/// A check that passes.
fn pass_a_check(program: &Program) {
    let address = program.address;
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
        let program = start(&["--fail-under-coverage", wanted]);
        call(&program);
        pass_a_check(&program);
        let (ended, said) = stop(program);
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
        let program = start(&[vec!["--scenario", &scenario], flags].concat());
        call(&program);
        let table = run_with(&["coverage", &program.url]).stdout;
        assert!(
            table.contains("       1  scenario rule 1\n   never  scenario rule 2: the ninth call\n"),
            "{table}"
        );
        let (ended, said) = stop(program);
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
        let Run { code, stderr, .. } = run_with(&["--port", "0", "--fail-under-coverage", wanted]);
        assert!(code == Some(2) && stderr.contains(says), "{wanted}: {stderr}");
    }
}

#[test]
fn coverage_and_conduct_are_printed_for_a_running_emulator() {
    let program = start(&[]);
    let url = &program.url;
    assert_eq!(ask(program.address, "PUT", "/_emulator/scenario", &[], RULE).status, 200);
    call(&program);
    pass_a_check(&program);
    call(&program);
    call(&program);
    for (arguments, code, says) in [
        (["coverage", url, "--access-key-id=anonymous"], 0, "       3  Success  "),
        (["coverage", url, "--json"], 0, "\"codes\": ["),
        (["coverage", url, "--access-key-id=other"], 0, "   never  Success  "),
        (["coverage", url, "--access-key-id=anonymous"], 0, "       1  check.passed  "),
        (["coverage", url, "--access-key-id=anonymous"], 0, "   never  callback.givenUp  "),
        (["conduct", url, "--access-key-id=anonymous"], 0, "retry (anonymous): call 4 after "),
        (["conduct", url, "--access-key-id=anonymous"], 0, "No mistakes found"),
        (["conduct", "http://127.0.0.1:1", "--json"], 2, "cannot reach http://127.0.0.1:1: "),
    ] {
        let run = run_with(&arguments);
        let said = run.stdout + &run.stderr;
        assert_eq!(run.code, Some(code), "{said}");
        assert!(said.contains(says), "{said}");
    }
    assert_eq!(stop(program).0, Some(0));
}
