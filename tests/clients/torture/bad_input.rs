//! Commands and arguments that cannot be used: each says what to do.

use std::fs;

use crate::torture::tool::{Tool, script};

#[test]
fn what_cannot_be_run_says_why_and_what_to_do() {
    let Some(tool) = Tool::new() else { return };
    fs::write(tool.path("other.json"), r#"{"version":9,"accepted":[]}"#).unwrap();
    let python = ["--", "python3", "-S", "-E", &script(), "KeepaliveIntl"];
    let with = |options: &[&'static str]| [options, &["--runs", "12"], &python].concat();
    for (arguments, code, says) in [
        (vec!["--", "no-such-command"], 2, &["cannot run no-such-command", "after --"][..]),
        (
            vec!["--", "sh", "-c", "echo so it is >&2; exit 3"],
            2,
            &["without any fault (exit code 3)", "so it is"],
        ),
        (vec!["--", "true"], 2, &["never called the emulator", "CLOUDAUTH_LOCAL_ENDPOINT", "--env"]),
        (vec![], 2, &["<COMMAND>"]),
        (with(&["--budget", "0s"]), 2, &["--budget 0s leaves no time", "omit it"]),
        (with(&["--budget", "soon"]), 2, &["--budget", "expected a number and its unit"]),
        (with(&["--accept", "other.json"]), 2, &["version 9", "--write-accept"]),
        (with(&["--accept", "none.json"]), 2, &["cannot read none.json"]),
        (with(&["--only", "Initialise#1:*"]), 2, &["fits none of the", "KeepaliveIntl#1:ServiceUnavailable"]),
        (with(&["--env", "ENDPOINT"]), 2, &["expected NAME=VALUE"]),
        (with(&["--json", "/dev/full"]), 2, &["cannot write /dev/full", "space"]),
        (with(&["--scenario", "hand-free"]), 2, &["did you mean hands-free?"]),
    ] {
        let run = tool.run(&arguments);
        run.ends_with(code);
        for text in says {
            run.says(text);
        }
        let errors = run.stderr.lines().filter(|line| line.starts_with("error: ")).count();
        assert_eq!(errors, 1, "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn a_command_that_passes_only_sometimes_is_exit_code_3() {
    let Some(tool) = Tool::new() else { return };
    let script = format!("python3 -S -E {} KeepaliveIntl && mkdir once", script());
    let run = tool.run(&["--jobs", "1", "--", "sh", "-c", &script]);
    run.ends_with(3).says("passes only sometimes: of 3 runs without a fault 2 failed").says("--jobs 1");
}

#[test]
fn much_output_and_children_left_behind_do_no_harm() {
    let Some(tool) = Tool::new() else { return };
    let script = format!("head -c 30000000 /dev/zero; sleep 60 & python3 -S -E {} KeepaliveIntl", script());
    let run = tool.run(&["--only", "*:reset", "--", "sh", "-c", &script]);
    run.ends_with(0).says("left processes behind").says("1 survived");
}

#[test]
fn the_command_gets_its_own_variables_and_no_input() {
    let Some(tool) = Tool::new() else { return };
    let python = format!("python3 -S -E {} KeepaliveIntl", script());
    let script = format!(r#"read line; test "$PLACE" = "$CLOUDAUTH_LOCAL_URL/x" && {python}"#);
    let run = tool.run(&["--env", "PLACE={url}/x", "--only", "*:reset", "--", "sh", "-c", &script]);
    run.ends_with(0).says("1 survived");
}
