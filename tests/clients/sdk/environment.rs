//! The places that the clients run in: virtual environments and `node_modules` under the target
//! directory.
//!
//! Each is made once, from a lock file with the hash of every package, and kept as long as its
//! stamp fits. It must not touch anything outside of the target directory.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest, Sha256};

/// What a driver runs in.
#[derive(Clone, Copy)]
pub(crate) enum Environment {
    /// A virtual environment from `python/<name>.txt`.
    Python(&'static str),
    /// Node with the packages of `node/package-lock.json`.
    Node,
}

impl Environment {
    /// A command that runs `script` (a path below `tests/clients/sdk`), its environment made if need be. The
    /// error says why there is none: no interpreter, or its packages cannot be had.
    pub(crate) fn command(self, script: &str) -> Result<Command, String> {
        let mut command = self.interpreter()?;
        command.arg(sources().join(script));
        Ok(command)
    }

    /// The interpreter, which is still to be told what to run. The error is as that of `command`.
    pub(crate) fn interpreter(self) -> Result<Command, String> {
        Ok(match self {
            Self::Python(name) => {
                let mut python = Command::new(python(name)?.join("bin/python"));
                python.args(["-E", "-s", "-B", "-X", "utf8"]);
                python
            }
            Self::Node => {
                let mut node = Command::new("node");
                node.env("NODE_PATH", node_modules("node", &sources().join("node"))?);
                node
            }
        })
    }
}

/// Makes or finds the virtual environment `name`.
fn python(name: &str) -> Result<PathBuf, String> {
    let version = run(Command::new("python3").arg("--version"))?;
    let locks = [sources().join("python/build.txt"), sources().join(format!("python/{name}.txt"))];
    made(&format!("python-{name}"), &version, &locks, |directory| {
        run(Command::new("python3").args(["-m", "venv"]).arg(directory))?;
        // What to build with comes first: what pip fetches for an isolated build carries no hash.
        for lock in &locks {
            run(Command::new(directory.join("bin/python"))
                .args(["-m", "pip", "install", "-qq", "--no-input"])
                .args(["--disable-pip-version-check", "--retries", "2"])
                .args(["--require-hashes", "--no-deps", "--no-build-isolation"])
                .arg("--requirement")
                .arg(lock))?;
        }
        Ok(())
    })
}

/// Makes or finds the `node_modules` that the lock file in `folder` describes.
pub(crate) fn node_modules(name: &str, folder: &Path) -> Result<PathBuf, String> {
    run(Command::new("node").arg("--version"))?;
    let locks = ["package.json", "package-lock.json"].map(|name| folder.join(name));
    let directory = made(name, "", &locks, |directory| {
        fs::create_dir_all(directory).map_err(|error| error.to_string())?;
        for lock in &locks {
            let name = lock.file_name().unwrap_or_default();
            fs::copy(lock, directory.join(name)).map_err(|error| error.to_string())?;
        }
        // No script of a package runs: all of them are plain JavaScript.
        run(Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .args(["--fetch-retries", "1", "--loglevel", "error"])
            .current_dir(directory))?;
        Ok(())
    })?;
    Ok(directory.join("node_modules"))
}

/// Finds the directory `name`, or makes it anew where its stamp does not fit `salt` and the contents
/// of `locks`.
///
/// The stamp is written last, so that a half-made directory is made again; a locked file beside it
/// makes other tests and other processes wait.
fn made(
    name: &str,
    salt: &str,
    locks: &[PathBuf],
    make: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    let said = |error: std::io::Error| format!("{name}: {error}");
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("sdk");
    fs::create_dir_all(&root).map_err(said)?;
    let guard = File::create(root.join(format!("{name}.lock"))).map_err(said)?;
    guard.lock().map_err(said)?;

    let mut digest = Sha256::new_with_prefix(salt);
    for lock in locks {
        digest.update(fs::read(lock).map_err(said)?);
    }
    let wanted = BASE64_STANDARD.encode(digest.finalize());

    let directory = root.join(name);
    let stamp = directory.join("stamp");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(directory);
    }
    if directory.exists() {
        fs::remove_dir_all(&directory).map_err(said)?;
    }
    make(&directory)?;
    fs::write(&stamp, wanted).map_err(said)?;
    Ok(directory)
}

/// Runs a command to its end and gives its stdout; the error holds the first lines that it wrote.
fn run(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name} cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = [output.stderr, output.stdout].concat();
    let said = String::from_utf8_lossy(&said);
    let said: Vec<&str> = said.lines().take(4).collect();
    Err(format!("{name} failed ({}): {}", output.status, said.join(" | ")))
}

/// The directory of this test.
fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/sdk")
}
