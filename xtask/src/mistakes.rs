//! `cargo xtask mistakes`: puts each mistake of tests/model/mistakes.rs into a copy of the sources, one at a time, and runs
//! the comparison of the engine with its reference. Every mistake must be found.

#[path = "../../tests/model/mistakes.rs"]
mod list;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::shell;
use list::{MISTAKES, Mistake};

/// How long the comparison may take; a mistake that makes it take longer is found.
const TIME: Duration = Duration::from_mins(10);

/// Makes the mistakes whose names contain one of these words, or all.
pub(crate) fn run(only: &[String]) -> anyhow::Result<()> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let tree = root.join("target/mistakes/tree");
    copy(&root, &tree).context("the copy of the sources")?;
    let tests = Tests { tree: tree.clone(), target: root.join("target") };
    if let Some(how) = tests.fail()? {
        bail!("without any mistake the tests fail: {how}");
    }
    let chosen: Vec<_> = MISTAKES
        .iter()
        .filter(|one| only.is_empty() || only.iter().any(|only| one.name.contains(only)))
        .collect();
    let mut missed = 0;
    for one in &chosen {
        let start = Instant::now();
        let found = tests.with(one).with_context(|| one.name)?;
        missed += usize::from(found.is_none());
        let how = found.as_deref().unwrap_or("NOT FOUND");
        println!("{} ({}): {how}, {} s", one.name, one.file, start.elapsed().as_secs());
    }
    println!("{} mistakes, {} found", chosen.len(), chosen.len() - missed);
    if missed > 0 {
        bail!("{missed} mistakes were not found: the reference or the steps do not cover them");
    }
    Ok(())
}

/// The tests of the copy.
struct Tests {
    tree: PathBuf,
    /// That of the sources, so that only this crate is compiled again.
    target: PathBuf,
}

impl Tests {
    /// Which test finds a mistake; none if they all pass.
    fn with(&self, one: &Mistake) -> anyhow::Result<Option<String>> {
        let path = self.tree.join(one.file);
        let right = fs::read_to_string(&path)?;
        if right.matches(one.right).count() != 1 {
            bail!("{} does not contain {:?} once: correct tests/model/mistakes.rs", one.file, one.right);
        }
        fs::write(&path, right.replacen(one.right, one.wrong, 1))?;
        let found = self.fail();
        fs::write(&path, right)?;
        found
    }

    /// Which test fails; none if they all pass.
    fn fail(&self) -> anyhow::Result<Option<String>> {
        let built = self.cargo().arg("--no-run").stderr(Stdio::piped()).output()?;
        if !built.status.success() {
            bail!("it does not compile:\n{}", String::from_utf8_lossy(&built.stderr));
        }
        let log = self.tree.with_extension("log");
        let mut child = self
            .cargo()
            .args(["--", "--skip", "seeded", "--skip", "found"])
            .env("MODEL_SHRINK", "0")
            .stdout(fs::File::create(&log)?)
            .stderr(Stdio::null())
            .spawn()?;
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if start.elapsed() > TIME {
                child.kill()?;
                child.wait()?;
                return Ok(Some("the tests do not end".to_owned()));
            }
            std::thread::sleep(Duration::from_millis(100));
        };
        let output = fs::read_to_string(&log)?;
        let failed = |line: &str| Some(line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?.to_owned());
        let names: Vec<_> = output.lines().filter_map(failed).collect();
        Ok((!status.success()).then(|| format!("found by {}", names.join(", "))))
    }

    fn cargo(&self) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&self.tree).env("CARGO_TARGET_DIR", &self.target);
        cargo.args(["test", "--locked", "--no-default-features", "--test", "model"]);
        cargo
    }
}

/// Copies the files that belong to the project, those that differ.
fn copy(root: &Path, tree: &Path) -> anyhow::Result<()> {
    let mut git = Command::new("git");
    git.current_dir(root).args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    for name in shell::output(&mut git)?.lines() {
        let (from, to) = (root.join(name), tree.join(name));
        let Ok(bytes) = fs::read(&from) else { continue };
        if fs::read(&to).is_ok_and(|known| known == bytes) {
            continue;
        }
        fs::create_dir_all(to.parent().unwrap_or(tree))?;
        fs::write(&to, bytes)?;
    }
    Ok(())
}
