//! The GitHub Action: its steps as the shell commands that they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use super::running::check_answers;
use crate::release::Release;
use crate::{shell, tools};

#[derive(Debug, Deserialize)]
struct Action {
    inputs: BTreeMap<String, Input>,
    outputs: BTreeMap<String, Output>,
    runs: Runs,
}

#[derive(Debug, Deserialize)]
struct Input {
    default: String,
}

#[derive(Debug, Deserialize)]
struct Output {
    value: String,
}

#[derive(Debug, Deserialize)]
struct Runs {
    steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
struct Step {
    id: String,
    env: BTreeMap<String, String>,
    run: String,
}

/// Runs the steps against the artefacts, then asks the emulator that they leave behind.
pub(crate) fn check(release: &Release) -> anyhow::Result<()> {
    let file = release.root.join("action.yml");
    let action: Action = serde_saphyr::from_str(&fs::read_to_string(&file)?)?;
    let folder = release.workshop("try-action")?;
    // What an expression stands for: its value by its words.
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    for (name, input) in &action.inputs {
        values.insert(format!("inputs.{name}"), input.default.clone());
    }
    values.insert("inputs.from".to_owned(), format!("file://{}", release.out.display()));
    values.insert("inputs.flags".to_owned(), "--seed 7".to_owned());
    values.insert("github.server_url".to_owned(), "http://127.0.0.1:1".to_owned());
    values.insert("github.action_repository".to_owned(), "nobody/nothing".to_owned());

    // The last step leaves a program behind.
    let mut group = Group(None);
    let (env, path, output) = (folder.join("env"), folder.join("path"), folder.join("output"));
    for step in &action.runs.steps {
        for file in [&env, &path, &output] {
            fs::write(file, "")?;
        }
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", &step.run]);
        bash.env("GITHUB_ENV", &env).env("GITHUB_PATH", &path).env("GITHUB_OUTPUT", &output);
        bash.env("GITHUB_ACTION_PATH", &release.root).env("RUNNER_TEMP", &folder);
        let (os, cpu) = release.target.action.split_once('-').context("a row without OS and processor")?;
        bash.env("RUNNER_OS", os).env("RUNNER_ARCH", cpu);
        for (name, text) in &step.env {
            bash.env(name, fill(text, &values)?);
        }
        group = Group::run(&mut bash).with_context(|| format!("the step {}", step.id))?;
        for (name, value) in pairs(&output)? {
            values.insert(format!("steps.{}.outputs.{name}", step.id), value);
        }
        if step.id == "install" {
            let found = fs::read_to_string(&path)?;
            ensure!(
                Path::new(found.trim_end()).join(release.target.program()).is_file(),
                "no binary in {found}"
            );
        }
    }
    let exported = pairs(&env)?;
    let url = fill(&action.outputs["url"].value, &values)?;
    ensure!(exported.get("CLOUDAUTH_LOCAL_URL") == Some(&url), "{exported:?}");
    let address = exported.get("CLOUDAUTH_LOCAL_ENDPOINT").context("no endpoint")?;
    check_answers(address, release)?;
    drop(group);
    validate(release)
}

/// The processes that a step has started; they end with this value.
struct Group(Option<u32>);

impl Group {
    /// Runs a step to its end, in a process group of its own.
    fn run(step: &mut Command) -> anyhow::Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(step, 0);
        let child = step.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let group = Self(cfg!(unix).then(|| child.id()));
        let output = child.wait_with_output()?;
        let text = [output.stdout, output.stderr].concat();
        ensure!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&text));
        Ok(group)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(id) = self.0 {
            // Where nothing of the step runs any more, there is nothing to end.
            drop(Command::new("sh").args(["-c", "kill -- -$0 2> /dev/null", &id.to_string()]).status());
        }
    }
}

/// Lets a program that knows GitHub's schemas read the action and the workflow.
fn validate(release: &Release) -> anyhow::Result<()> {
    let folder = release.workshop("try-action-schema")?;
    let mut install = Command::new(tools::NPM.program);
    install.args([
        "install",
        "--no-audit",
        "--no-fund",
        "@action-validator/core@0.6.0",
        "@action-validator/cli@0.6.0",
    ]);
    shell::output(install.current_dir(&folder))?;
    for file in ["action.yml", ".github/workflows/release.yml"] {
        let mut validator = Command::new(folder.join("node_modules/.bin/action-validator"));
        shell::output(validator.arg(file).current_dir(&release.root)).context(file)?;
    }
    Ok(())
}

/// Puts values in the place of expressions.
fn fill(text: &str, values: &BTreeMap<String, String>) -> anyhow::Result<String> {
    let mut parts = text.split("${{");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (expression, rest) = part.split_once("}}").context("an expression without an end")?;
        let value = values.get(expression.trim());
        filled += value.with_context(|| format!("nothing is known of {expression}"))?;
        filled += rest;
    }
    Ok(filled)
}

/// The lines `NAME=VALUE` of a file.
fn pairs(file: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let text = fs::read_to_string(file)?;
    let pair = |line: &str| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(text.lines().filter_map(pair).collect())
}
