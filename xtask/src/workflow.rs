//! The files that repeat the table of platforms, held to it. `UPDATE_EXPECT=1` writes the release workflow anew.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::targets::TARGETS;

const MATRIX: &str = "          # The rows of xtask/src/targets.rs.\n";
const MATRIX_END: &str = "    runs-on:";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

#[test]
fn the_release_workflow_builds_every_platform() {
    let file = path(".github/workflows/release.yml");
    let text = fs::read_to_string(&file).unwrap();
    let (before, rest) = text.split_once(MATRIX).unwrap();
    let (_, behind) = rest.split_once(MATRIX_END).unwrap();
    let mut rows = String::new();
    for target in TARGETS {
        writeln!(rows, "          - target: {}\n            runner: {}", target.triple, target.runner)
            .unwrap();
    }
    let expected = format!("{before}{MATRIX}{rows}{MATRIX_END}{behind}");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, &expected).unwrap();
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), expected, "UPDATE_EXPECT=1 rewrites the rows");
}

#[test]
fn the_action_installs_on_every_platform() {
    let text = fs::read_to_string(path("action.yml")).unwrap();
    let cases: Vec<_> =
        text.lines().filter_map(|line| line.trim().strip_suffix(" ;;")?.split_once(") target=")).collect();
    let rows: Vec<_> = TARGETS.iter().map(|target| (target.action, target.triple)).collect();
    assert_eq!(cases, rows);
}

#[test]
fn the_npm_package_names_every_platform() {
    let text = fs::read_to_string(path("packages/node/src/platforms.json")).unwrap();
    let rows: Vec<_> = TARGETS
        .iter()
        .map(|target| json!({ "os": target.node.0, "cpu": target.node.1, "target": target.triple }))
        .collect();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), Value::Array(rows));
}
