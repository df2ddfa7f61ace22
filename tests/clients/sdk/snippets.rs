//! The tests that the page about the admin API shows, run as they stand there.

use std::fs;
use std::path::Path;

use crate::kit::skip::present;
use crate::sdk::environment::Environment;
use crate::sdk::run::{Emulator, Transport};

/// The code block of a page that stands under a mark.
fn snippet(page: &str, mark: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let page = fs::read_to_string(path).expect("a page");
    let after = page.split(&format!("<!-- test: {mark} -->\n")).nth(1).expect("the mark");
    let block = after.split("```").nth(1).expect("a code block");
    block.split_once('\n').expect("a language").1.to_owned()
}

/// Runs it, as its reader would, with a test runner that is given these arguments before the file, against an emulator
/// of its own. The runner must say that the one test passed.
pub(crate) fn run(mark: &str, environment: Environment, runner: &[&str], extension: &str, passed: &str) {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = directory.join(format!("test_readme_{mark}.{extension}"));
    fs::write(&file, snippet("docs/admin-api.md", mark)).expect("a file");
    let Some(mut command) = present(environment.interpreter()) else { return };
    let emulator = Emulator::with_flags(&[], &[], Transport::Http);
    let output = command
        .args(runner)
        .arg(file)
        .current_dir(directory)
        // What the machine adds to every run of pytest is none of the page's.
        .env_remove("PYTEST_ADDOPTS")
        .env_remove("PYTEST_PLUGINS")
        .env("CLOUDAUTH_LOCAL_URL", &emulator.url)
        .output()
        .expect("a run");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success() && said.contains(passed), "{said}");
}

/// Runs the call that the page about SDKs shows for a client, against an emulator of its own. It must print a
/// TransactionUrl of that emulator.
pub(crate) fn call(mark: &str, environment: Environment) {
    let Some(mut command) = present(environment.interpreter()) else { return };
    let emulator = Emulator::with_flags(&[], &[], Transport::Http);
    let address = emulator.url.trim_start_matches("http://");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("call_{mark}.js"));
    fs::write(&file, snippet("docs/sdks.md", mark).replace("127.0.0.1:8809", address)).expect("a file");
    let output = command.arg(file).output().expect("a run");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(said.starts_with(&format!("{}/index.html?clientcfg=", emulator.url)), "{said}");
}
