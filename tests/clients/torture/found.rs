//! What is found: the mistake that a client makes, in its least form, and nothing else.

use std::fs;

use crate::torture::tool::{Tool, cells, failures, script};

/// Without the faults that take seconds; these have a test of their own.
const QUICK: [&str; 8] =
    ["--skip", "*:delay*", "--skip", "*:stall*", "--skip", "*:dribble*", "--skip", "*:retryAfter*"];

fn quick<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&QUICK[..6], more].concat()
}

#[test]
fn a_client_that_tries_again_survives_every_fault() {
    let Some(tool) = Tool::new() else { return };
    let (run, result) = tool.client(&quick(&[]), &["Initialize", "KeepaliveIntl"]);
    run.ends_with(0).says("0 failures").says("1 Initialize, 1 KeepaliveIntl");
    let cells = cells(&result);
    assert!(cells.len() > 80, "{cells:?}");
    for cell in ["Initialize#1:ServiceUnavailable", "KeepaliveIntl#1:garbage", "Initialize#1:NoPermission"] {
        assert!(cells.contains(&(cell.to_owned(), "survived".to_owned())), "{cell}: {cells:?}");
    }
    assert!(cells.iter().all(|(_, result)| result == "survived"), "{cells:?}");
    // Nobody signs here, so that a wrong clock changes nothing.
    assert!(!cells.iter().any(|(name, _)| name.starts_with('*')));
    assert_eq!(tool.files("torture"), Vec::<String>::new());
}

#[test]
fn the_one_fault_that_is_not_forgiven_is_found_written_and_replayed() {
    let Some(tool) = Tool::new() else { return };
    let client = ["Initialize", "Initialize", "--not", "ServiceUnavailable"];
    let only = ["--only", "*:ServiceUnavailable", "--only", "*:InternalError", "--only", "*:reset"];
    let (run, result) = tool.client(&only, &client);
    run.ends_with(1).says("failed 3 of 3 times, exit code 1").says("| ServiceUnavailable is not forgiven");
    assert_eq!(failures(&result), ["Initialize#1:ServiceUnavailable", "Initialize#2:ServiceUnavailable"]);
    let files = tool.files("torture");
    let expected = ["001-initialize-1-serviceunavailable", "002-initialize-2-serviceunavailable"];
    assert_eq!(files, expected.map(|name| [format!("{name}.json"), format!("{name}.txt")]).concat());
    let text = fs::read_to_string(tool.path("torture").join(&files[3])).unwrap();
    for part in
        ["Initialize#2  503 ServiceUnavailable  [scenario rule 1", "Replay:", "is not forgiven", "Conduct"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let file = "torture/002-initialize-2-serviceunavailable.json";
    let scenario = cloudauth_local::scenario::load(&fs::read_to_string(tool.path(file)).unwrap()).unwrap();
    let described = scenario.description.unwrap();
    assert!(described.contains(&format!("cloudauth-local torture replay {file} -- python3")), "{described}");
    let replay = |client: &[&str]| {
        tool.run(&[&["replay", file, "--", "python3", "-S", "-E", &script()][..], client].concat())
    };
    replay(&client).ends_with(1).says("still fails: exit code 1").says("Initialize#2  503");
    replay(&["Initialize", "Initialize"]).ends_with(0).says("survived: passes");
    replay(&["KeepaliveIntl"]).ends_with(0).says("no rule of the scenario acted");
}

#[test]
fn a_mistake_that_no_single_fault_shows_is_found_one_level_deeper() {
    let Some(tool) = Tool::new() else { return };
    let client = ["KeepaliveIntl", "--once", "Throttling.Api"];
    let options = ["--depth", "2", "--only", "*:Throttling*", "--only", "*:reset", "--fast"];
    let (run, result) = tool.client(&options, &client);
    run.ends_with(1).says("Sets of several faults");
    assert_eq!(failures(&result), ["KeepaliveIntl#1:Throttling.Api + KeepaliveIntl#2:Throttling.Api"]);
    let single: Vec<_> = cells(&result).into_iter().filter(|(name, _)| !name.contains(" + ")).collect();
    assert!(!single.is_empty() && single.iter().all(|(_, result)| result == "survived"), "{single:?}");
}

#[test]
fn random_faults_find_it_too_and_shrink_to_the_same_two() {
    let Some(tool) = Tool::new() else { return };
    let client = ["KeepaliveIntl", "--once", "Throttling.Api", "--retries", "6"];
    let options = quick(&["--random", "15", "--seed", "3", "--only", "*:Throttling*", "--only", "*:reset"]);
    let (run, result) = tool.client(&options, &client);
    run.ends_with(1);
    for found in failures(&result) {
        let faults: Vec<&str> = found.split(" + ").collect();
        assert!(
            faults.len() == 2 && faults.iter().all(|fault| fault.ends_with(":Throttling.Api")),
            "{found}"
        );
    }
    assert!(!failures(&result).is_empty());
}

#[test]
fn a_slow_answer_shrinks_to_the_shortest_wait_that_still_fails() {
    let Some(tool) = Tool::new() else { return };
    let (run, result) = tool.client(&["--only", "*:delay*"], &["KeepaliveIntl", "--not", "broken"]);
    run.ends_with(1).says("found as KeepaliveIntl#1:delay:15s");
    assert_eq!(failures(&result), ["KeepaliveIntl#1:delay:1s"]);
}

#[test]
fn a_command_that_hangs_is_ended_and_called_hung() {
    let Some(tool) = Tool::new() else { return };
    let options = ["--only", "*:NoPermission", "--timeout", "5s"];
    let (run, result) = tool.client(&options, &["KeepaliveIntl", "--hang-on", "NoPermission"]);
    run.ends_with(1).says("HUNG").says("hung, and was ended");
    assert_eq!(cells(&result), [("KeepaliveIntl#1:NoPermission".to_owned(), "hung".to_owned())]);
}

#[test]
fn what_does_not_come_again_is_called_flaky() {
    let Some(tool) = Tool::new() else { return };
    // It fails in the first run alone that has the fault.
    let script =
        format!("python3 -S -E {} KeepaliveIntl > said; ! grep -q broken said || ! mkdir mark", script());
    let run = tool.run(&["--jobs", "1", "--only", "*:reset", "--", "sh", "-c", &script]);
    run.ends_with(1).says("flaky: failed 1 of 3 times").says("FLAKY");
}

#[test]
fn the_same_seed_tries_the_same_faults_in_the_same_order() {
    let Some(tool) = Tool::new() else { return };
    let names = |seed: &str| {
        let options = quick(&["--random", "20", "--runs", "30", "--seed", seed, "--only", "*#1:*4*"]);
        let options =
            [&options[..options.len() - 2], &["--only", "*:reset", "--only", "*:Throttling*"]].concat();
        let (_, result) = tool.client(&options, &["KeepaliveIntl"]);
        cells(&result).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    let first = names("5");
    assert_eq!(first, names("5"));
    assert_ne!(first, names("6"));
    assert!(first.iter().any(|name| name.contains(" + ")), "{first:?}");
}

#[test]
fn fast_makes_the_client_wait_a_hundredth_and_says_so() {
    let Some(tool) = Tool::new() else { return };
    let options = ["--fast", "--only", "*:Throttling.Api,retryAfter*"];
    let (run, _) = tool.client(&options, &["KeepaliveIntl", "--not", "Throttling.Api"]);
    run.ends_with(1);
    let file = &tool.files("torture")[0];
    let text = fs::read_to_string(tool.path("torture").join(file)).unwrap();
    assert!(text.contains(r#""retryAfter": "10ms""#), "{text}");
}
