//! The admin API does what its OpenAPI document says: schemathesis makes requests from the document, good and bad ones, and
//! applies all its checks to the responses.

use cloudauth_local::server::admin::openapi;

use crate::kit::program::Program;
use crate::kit::skip::present;
use crate::sdk::environment::Environment;

#[test]
fn schemathesis_finds_nothing() {
    let Some(mut schemathesis) = present(Environment::Python("schemathesis").interpreter()) else { return };
    let emulator = Program::unthrottled(&["--quiet"]);
    let url = format!("http://{}", emulator.address);
    let folder = tempfile::tempdir().unwrap();
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/sdk/python/schemathesis.toml");
    let output = schemathesis
        // It keeps examples and caches in the current directory.
        .current_dir(folder.path())
        .args(["-m", "schemathesis.cli", "--config-file", config, "run"])
        // Not `--checks all`: that would set aside what the file says of single operations.
        .args(["--url", &url, "--generation-deterministic"])
        .args(["--max-examples", "10", "--continue-on-failure", "--no-color"])
        .arg(format!("{url}/_emulator/openapi.json"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let document = openapi();
    let paths = document["paths"].as_object().unwrap().values();
    let operations: usize = paths.map(|path| path.as_object().unwrap().len()).sum();
    // All but the stream of events and the document itself, which it reads.
    assert!(said.contains(&format!("Tested: {}\n", operations - 2)), "{operations}: {said}");
}
