//! One run of the tool: its arguments, and what it came to. Without python3 a test says so, which fails under `CI=true`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A folder for one test, and the tool that runs in it.
pub(crate) struct Tool {
    pub(crate) folder: TempDir,
}

/// What a run of the tool came to.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Tool {
    /// The tool in a folder of its own; `None` where there is no python3 for the client.
    pub(crate) fn new() -> Option<Self> {
        let python = Command::new("python3").arg("--version").output();
        if python.is_ok_and(|output| output.status.success()) {
            return Some(Self { folder: tempfile::tempdir().unwrap() });
        }
        assert!(std::env::var("CI").is_ok_and(|ci| ci != "true"), "python3 is missing");
        let name = std::thread::current().name().unwrap_or_default().to_owned();
        drop(std::io::stderr().write_all(format!("skipped {name}: python3 is missing\n").as_bytes()));
        None
    }

    /// The tool with these arguments, to be started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloudauth-local"));
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("CLOUDAUTH_LOCAL_")) {
                command.env_remove(name);
            }
        }
        command.current_dir(&self.folder).arg("torture").args(arguments);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let Output { status, stdout, stderr } = self.command(arguments).output().unwrap();
        Run {
            code: status.code(),
            stdout: String::from_utf8_lossy(&stdout).into_owned(),
            stderr: String::from_utf8_lossy(&stderr).into_owned(),
        }
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
