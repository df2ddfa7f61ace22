//! One run of the tool: its arguments, and what it came to. Without python3 a test says so, which fails under `CI=true`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::kit::program::{Run, program, run};
use crate::kit::skip::has;

/// A folder for one test, and the tool that runs in it.
pub(crate) struct Tool {
    pub(crate) folder: TempDir,
}

impl Tool {
    /// The tool in a folder of its own; `None` where there is no python3 for the client.
    pub(crate) fn new() -> Option<Self> {
        has("python3").then(|| Self { folder: tempfile::tempdir().unwrap() })
    }

    /// The tool with these arguments, to be started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.current_dir(&self.folder).arg("torture").args(arguments);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run(&mut self.command(arguments))
    }

    /// Runs the tool on the client with these words, and with the result as JSON.
    pub(crate) fn client(&self, options: &[&str], client: &[&str]) -> (Run, Value) {
        let script = script();
        let json = self.path("result.json");
        let mut arguments = options.to_vec();
        arguments.extend(["--json", json.to_str().unwrap(), "--", "python3", "-S", "-E", &script]);
        arguments.extend(client);
        let run = self.run(&arguments);
        let result = std::fs::read_to_string(json).unwrap_or_default();
        (run, serde_json::from_str(&result).unwrap_or_default())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The names of the files in a folder, in order.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.path(folder)) else { return Vec::new() };
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Run {
    #[track_caller]
    pub(crate) fn ends_with(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        let said = format!("{}{}", self.stdout, self.stderr);
        assert!(said.contains(text), "{text:?} is not in:\n{said}");
        self
    }
}

/// The client.
pub(crate) fn script() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/torture/client.py").to_str().unwrap().to_owned()
}

/// The names of all failures of a result.
pub(crate) fn failures(result: &Value) -> Vec<String> {
    let failures = result["failures"].as_array().cloned().unwrap_or_default();
    failures.iter().map(|failure| joined(&failure["faults"])).collect()
}

/// The results of all cells by name.
pub(crate) fn cells(result: &Value) -> Vec<(String, String)> {
    let cells = result["cells"].as_array().cloned().unwrap_or_default();
    cells.iter().map(|cell| (joined(&cell["faults"]), cell["result"].as_str().unwrap().to_owned())).collect()
}

fn joined(faults: &Value) -> String {
    let faults = faults.as_array().unwrap().iter().map(|fault| fault.as_str().unwrap());
    faults.collect::<Vec<_>>().join(" + ")
}
