//! The files that repeat what stands elsewhere, held to it: the table of platforms, the version, the flags.
//! `UPDATE_EXPECT=1` writes the rows of the release workflow anew.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use clap::{CommandFactory as _, Parser as _};
use cloudauth_local::cli::Cli;
use serde_json::{Value, json};

use crate::targets::TARGETS;

const MATRIX: &str = "          # The rows of xtask/src/targets.rs.\n";
const MATRIX_END: &str = "    runs-on:";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

/// The documents of a YAML file.
fn documents(name: &str) -> Vec<Value> {
    serde_saphyr::from_multiple(&fs::read_to_string(path(name)).unwrap()).unwrap()
}

/// The version of Cargo.toml.
fn version() -> String {
    let manifest = fs::read_to_string(path("Cargo.toml")).unwrap();
    manifest.lines().find_map(|line| line.strip_prefix("version = ")).unwrap().trim_matches('"').to_owned()
}

fn strings(array: &Value) -> Vec<&str> {
    array.as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect()
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

#[test]
fn the_examples_run_the_image_of_this_version_with_flags_that_exist() {
    let compose = &documents("examples/compose/compose.yaml")[0]["services"]["emulator"];
    let kubernetes = &documents("examples/kubernetes/cloudauth-local.yaml")[0]["spec"]["template"]["spec"]["containers"]
        [0];
    let version = version();
    for container in [compose, kubernetes] {
        assert_eq!(container["image"], format!("localhost/cloudauth-local:{version}"));
    }
    let probes = ["startupProbe", "livenessProbe"].map(|probe| &kubernetes[probe]["exec"]["command"]);
    for probe in probes {
        assert_eq!(strings(probe)[0], "/cloudauth-local", "as the Containerfile has it");
    }
    let arguments = [&compose["command"], &kubernetes["args"]].map(strings);
    let commands = probes.map(|probe| strings(probe)[1..].to_vec());
    for arguments in arguments.into_iter().chain(commands) {
        let line = std::iter::once("cloudauth-local").chain(arguments.iter().copied());
        assert!(Cli::try_parse_from(line).is_ok(), "{arguments:?}");
    }
    let of_compose = compose["environment"].as_object().unwrap().keys().map(String::as_str);
    let of_kubernetes =
        kubernetes["env"].as_array().unwrap().iter().map(|variable| variable["name"].as_str().unwrap());
    let known = Cli::command();
    for variable in of_compose.chain(of_kubernetes) {
        assert!(
            known.get_arguments().any(|arg| arg.get_env().is_some_and(|env| env == variable)),
            "{variable}"
        );
    }
}

#[test]
fn every_package_and_page_has_the_version_of_cargo_toml() {
    let version = version();
    for (file, constant) in [
        ("packages/java/src/main/java/cloudauthlocal/CloudauthLocal.java", "VERSION"),
        ("packages/go/doc.go", "Version"),
    ] {
        let text = fs::read_to_string(path(file)).unwrap();
        assert!(text.contains(&format!("{constant} = \"{version}\"")), "{file}");
    }
    for file in ["README.md", "docs/containers-and-ci.md", "docs/go.md", "examples/compose/compose.yaml"] {
        let text = fs::read_to_string(path(file)).unwrap();
        let behind_names = text.split("cloudauth-local").chain(text.split("cloudauthlocal")).skip(1);
        for rest in behind_names {
            let number = rest.trim_start_matches(['-', '_', ':', '@', 'v']);
            let number: String = number.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            if number.matches('.').count() == 2 {
                assert_eq!(number, version, "{file}");
            }
        }
    }
}
