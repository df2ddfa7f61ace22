//! Texts that repeat a number or a list of the code, because no code can be put there, say what the code has.

use clap::CommandFactory as _;
use cloudauth_local::cli::Cli;
use cloudauth_local::contract::error::{ENTITY_TOO_LARGE, REQUEST_TIMEOUT, find};
use cloudauth_local::contract::operations::OPERATIONS;
use cloudauth_local::engine::account::AccountStanding;
use cloudauth_local::engine::account::abnormal::AbnormalLimit;
use cloudauth_local::engine::account::nonce::RETENTION;
use cloudauth_local::engine::memory::{DEFAULT_MEMORY, MIN_MEMORY};
use cloudauth_local::scenario::SHIPPED;
use cloudauth_local::server::STOP_TIMEOUT;
use cloudauth_local::server::connection::timeouts::TimeoutSettings;
use cloudauth_local::signature::timestamp;
use cloudauth_local::wire::request::BODY_LIMIT;

use crate::kit::expect;

/// The help of a flag of the program.
fn help(flag: &str) -> String {
    let command = Cli::command();
    let arg = command.get_arguments().find(|arg| arg.get_long() == Some(flag)).unwrap();
    arg.get_help().unwrap().to_string()
}

#[test]
fn the_help_lists_the_words_and_defaults_of_the_code() {
    let standings = help("account");
    for (_, word) in AccountStanding::WORDS {
        assert!(standings.contains(word), "{word}: {standings}");
    }
    let scenarios = help("scenario");
    let names: Vec<_> = SHIPPED.iter().map(|(name, _)| *name).collect();
    assert!(scenarios.contains(&format!("one of {}.", names.join(", "))), "{names:?}: {scenarios}");
    let qps = OPERATIONS.iter().map(|operation| operation.qps).max().unwrap();
    assert!(OPERATIONS.iter().all(|operation| operation.qps == qps));
    assert!(help("qps").ends_with(&format!("[default: as documented, {qps}]")), "{}", help("qps"));
}

#[test]
fn the_default_port_is_the_one_that_pages_images_and_examples_name() {
    let command = Cli::command();
    let of_port = command.get_arguments().find(|arg| arg.get_long() == Some("port")).unwrap();
    let port = of_port.get_default_values()[0].to_str().unwrap().to_owned();
    for file in [
        "README.md",
        "docs/sdks.md",
        "packages/image/Containerfile",
        "packages/node/README.md",
        "examples/compose/compose.yaml",
        "examples/kubernetes/cloudauth-local.yaml",
        "src/cli/examples.rs",
        "src/cli/admin_client.rs",
    ] {
        assert!(expect::text(file).contains(&port), "{file} does not name port {port}");
    }
}

#[test]
fn the_reference_and_the_readme_name_the_limits_of_the_code() {
    let memory = format!("({} MiB by default, at least {} MiB)", DEFAULT_MEMORY >> 20, MIN_MEMORY >> 20);
    assert!(expect::text("docs/reference.md").contains(&memory), "{memory}");
    let stop = format!("have {} seconds to finish", STOP_TIMEOUT.as_secs());
    assert!(expect::text("README.md").contains(&stop), "{stop}");
}

#[test]
fn the_table_of_errors_names_the_limits_of_the_code() {
    let TimeoutSettings { head, body, .. } = TimeoutSettings::default();
    let timeout = format!("longer than {head} s, or its body longer than {body} s");
    assert!(REQUEST_TIMEOUT.meaning.contains(&timeout), "{timeout}");
    let size = format!("{} MiB", BODY_LIMIT >> 20);
    assert!(ENTITY_TOO_LARGE.meaning.contains(&size) && ENTITY_TOO_LARGE.message.contains(&size), "{size}");
    let AbnormalLimit { count, window } = AbnormalLimit::default();
    let abnormal = format!("the limit ({count} within {} s)", window.as_secs());
    let repeated = find("Forbidden.ExceptionRepeatedInvoke").unwrap();
    assert!(repeated.provoke.contains(&abnormal), "{abnormal}");
    for (code, period) in [("InvalidTimeStamp.Expired", timestamp::WINDOW), ("SignatureNonceUsed", RETENTION)]
    {
        let minutes = format!(" {} minutes ", period.as_secs() / 60);
        assert!(find(code).unwrap().meaning.contains(&minutes), "{code}: {minutes}");
    }
}
