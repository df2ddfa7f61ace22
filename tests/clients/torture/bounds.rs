//! The bounds of a search: what is known, how many runs, how long, and its end by a signal.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::kit::program::signal;
use crate::torture::tool::{Tool, cells, script};

#[test]
fn failures_that_are_accepted_do_not_count_and_new_ones_do() {
    let Some(tool) = Tool::new() else { return };
    let client = ["KeepaliveIntl", "--not", "NoPermission", "--not", "Forbidden.RAM"];
    let only = ["--only", "*:NoPermission", "--only", "*:Forbidden.RAM"];
    let (run, _) = tool.client(&[&only[..], &["--write-accept", "known.json"]].concat(), &client);
    run.ends_with(1);
    let known = fs::read_to_string(tool.path("known.json")).unwrap();
    assert!(known.contains("KeepaliveIntl#1:NoPermission") && known.contains(r#""version": 1"#), "{known}");
    let accept = [&only[..], &["--accept", "known.json"]].concat();
    let (run, result) = tool.client(&accept, &client);
    run.ends_with(0).says("(known)");
    let cells = cells(&result);
    assert!(cells.len() == 2 && cells.iter().all(|(_, result)| result == "known"), "{cells:?}");
    let (run, _) = tool.client(&accept, &["KeepaliveIntl", "--not", "NoPermission"]);
    run.ends_with(0).says("note: KeepaliveIntl#1:Forbidden.RAM is accepted and did not fail");
    fs::write(tool.path("known.json"), known.replace("KeepaliveIntl#1:NoPermission", "x")).unwrap();
    tool.client(&accept, &client).0.ends_with(1);
}

#[test]
fn a_budget_of_runs_goes_to_the_most_telling_faults() {
    let Some(tool) = Tool::new() else { return };
    let (run, result) = tool.client(&["--runs", "8", "--jobs", "1"], &["KeepaliveIntl"]);
    run.ends_with(0).says("not run");
    let cells = cells(&result);
    let ran: Vec<&str> =
        cells.iter().filter(|(_, result)| result != "not run").map(|(name, _)| name.as_str()).collect();
    // Two of the eight were spent on runs without a fault, beside the very first.
    let telling = ["ServiceUnavailable", "Throttling.Api", "reset", "Throttling.Api,retryAfter:2s"];
    assert_eq!(ran[..4], telling.map(|kind| format!("KeepaliveIntl#1:{kind}")), "{ran:?}");
    assert_eq!(ran.len(), 6);
}

#[test]
fn a_budget_of_time_that_leaves_no_run_with_a_fault_says_so() {
    let Some(tool) = Tool::new() else { return };
    let (run, _) = tool.client(&["--budget", "1ms"], &["KeepaliveIntl"]);
    run.ends_with(2).says("left no run with a fault");
    let (run, result) = tool.client(&["--budget", "10m", "--only", "*:reset"], &["KeepaliveIntl"]);
    run.ends_with(0);
    assert_eq!(cells(&result), [("KeepaliveIntl#1:reset".to_owned(), "survived".to_owned())]);
}

#[test]
fn ctrl_c_ends_the_children_tells_what_is_known_and_exits_130() {
    let Some(tool) = Tool::new() else { return };
    let script = script();
    let client = [
        "--jobs",
        "2",
        "--",
        "python3",
        "-S",
        "-E",
        &script,
        "KeepaliveIntl",
        "--hang-on",
        "ServiceUnavailable",
    ];
    let mut child = tool.command(&client).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(lines.by_ref().map_while(Result::ok).any(|line| line.starts_with("without faults: passes")));
    signal(&child, "INT");
    let output = child.wait_with_output().unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(130), "{stdout}");
    assert!(stdout.contains("not run"), "{stdout}");
}
