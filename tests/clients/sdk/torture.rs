//! The merchants of `examples/torture`, tortured: what is found of each edition is its mistake and nothing else.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::kit::program::{Run, program, run as run_command};
use crate::kit::skip::present;
use crate::sdk::environment::Environment;

/// What a search found of an edition.
struct Found {
    code: Option<i32>,
    said: String,
    /// The least faults of each failure, and the file that replays it.
    failures: Vec<(String, String)>,
    /// The results of the cells, in their order.
    cells: Vec<(String, String)>,
}

/// A merchant's language, and its test.
#[derive(Clone, Copy)]
struct Merchant {
    environment: Environment,
    folder: &'static str,
    check: &'static str,
}

const PYTHON: Merchant = Merchant {
    environment: Environment::Python("cloudauth-intl-3.23.1"),
    folder: "examples/torture/python",
    check: "check.py",
};
const NODE: Merchant =
    Merchant { environment: Environment::Node, folder: "examples/torture/node", check: "check.js" };

/// The tool in the folder of a merchant, with the variables of its interpreter.
fn tool(interpreter: &Command, folder: &str) -> Command {
    let mut tool = program();
    tool.arg("torture").current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    for (name, value) in interpreter.get_envs() {
        if let Some(value) = value {
            tool.env(name, value);
        }
    }
    tool
}

fn run(
    tool: &mut Command,
    interpreter: &Command,
    merchant: Merchant,
    edition: &str,
) -> (Option<i32>, String) {
    tool.arg("--").arg(interpreter.get_program()).args(interpreter.get_args());
    let Run { code, stdout, stderr } = run_command(tool.args([merchant.check, edition]));
    (code, stdout + &stderr)
}

/// Tortures an edition, and replays what is found; `None` where its SDK cannot be had.
fn torture(merchant: Merchant, edition: &str, options: &[&str]) -> Option<Found> {
    let interpreter = present(merchant.environment.interpreter())?;
    let out = tempfile::tempdir().expect("a folder");
    let json = out.path().join("result.json");
    let mut search = tool(&interpreter, merchant.folder);
    search.args(options).arg("--out").arg(out.path()).arg("--json").arg(&json);
    let (code, said) = run(&mut search, &interpreter, merchant, edition);
    let result = std::fs::read_to_string(json).unwrap_or_default();
    let result: Value = serde_json::from_str(&result).unwrap_or_else(|error| panic!("{error}: {said}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let names =
        |faults: &Value| faults.as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join(" + ");
    let list = |name: &str| result[name].as_array().cloned().unwrap_or_default();
    let failures: Vec<_> =
        list("failures").iter().map(|failure| (names(&failure["faults"]), text(&failure["file"]))).collect();
    for (name, file) in &failures {
        let mut replay = tool(&interpreter, merchant.folder);
        let (code, said) = run(replay.args(["replay", file]), &interpreter, merchant, edition);
        assert_eq!(code, Some(1), "{name} fails again when it is replayed: {said}");
    }
    let cells = list("cells").iter().map(|cell| (names(&cell["faults"]), text(&cell["result"]))).collect();
    Some(Found { code, said, failures, cells })
}

/// Fails where anything else is found than these faults.
#[track_caller]
fn finds(merchant: Merchant, edition: &str, options: &[&str], expected: &[&str]) {
    let Some(found) = torture(merchant, edition, options) else { return };
    let names: Vec<&str> = found.failures.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, expected, "{}", found.said);
    assert_eq!(found.code, Some(i32::from(!expected.is_empty())), "{}", found.said);
    let reached = found.cells.iter().filter(|(_, result)| result == "survived").count();
    assert!(reached > 0 && !found.cells.iter().any(|(_, result)| result == "not run"), "{}", found.said);
}

pub(crate) fn the_robust_merchant_survives_everything() {
    finds(PYTHON, "robust", &[], &[]);
}

pub(crate) fn no_retry_on_503_is_found() {
    let expected = ["Initialize#1:ServiceUnavailable", "CheckResult#1:ServiceUnavailable"];
    let options = ["--only", "*:ServiceUnavailable", "--only", "*:InternalError", "--only", "*:reset"];
    finds(PYTHON, "no_retry_on_503", &options, &expected);
}

pub(crate) fn the_second_wait_that_is_ignored_is_found() {
    let expected = [
        "Initialize#1:Throttling.Api + Initialize#2:Throttling.Api",
        "CheckResult#1:Throttling.Api + CheckResult#2:Throttling.Api",
    ];
    let options = ["--depth", "2", "--only", "*:Throttling.Api*", "--only", "*:reset"];
    finds(PYTHON, "ignores_second_wait", &options, &expected);
}

pub(crate) fn the_order_that_a_second_callback_loses_is_found() {
    let options = ["--only", "Initialize#1:callback*", "--only", "*:verification*"];
    finds(PYTHON, "loses_order_on_second_callback", &options, &["Initialize#1:callback:2"]);
}

pub(crate) fn the_robust_node_client_survives_everything() {
    // What the Python merchant meets, less what takes long or is refused alike.
    let options =
        ["--skip", "*:delay*", "--skip", "*:stall*", "--skip", "*:Missing*", "--skip", "*:Invalid*"];
    finds(NODE, "robust", &options, &[]);
}

pub(crate) fn the_node_client_that_gives_up_on_broken_connections_is_found() {
    let expected = ["Initialize#1:reset", "Initialize#1:closeEarly"];
    let options =
        ["--only", "*:reset", "--only", "*:closeEarly", "--only", "*:garbage", "--only", "*:InternalError"];
    finds(NODE, "gives_up_on_broken_connections", &options, &expected);
}
