//! Runs the cases of one client, each group with an emulator of its own.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde_json::json;
use tempfile::TempDir;

use crate::kit::program::Program;
use crate::kit::skip::present;
use crate::sdk::cases::{self, Case, CaseGroup, Key};
use crate::sdk::client::{Client, Driver, Seen};
use crate::sdk::verdict::verdict;

/// How the client reaches the emulator.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    Http,
    /// With the local CA in the client's `ca` setting.
    Https,
}

/// Runs all cases of one client over HTTP.
pub(crate) fn every_case(client: &Client) {
    every_case_over(Transport::Http, client);
}

/// Runs all cases of one client.
pub(crate) fn every_case_over(transport: Transport, client: &Client) {
    let Some(mut driver) = present(client.start()) else { return };
    let mut failures = Vec::new();
    for group in cases::groups() {
        let emulator = Emulator::start(&group, transport);
        if transport == Transport::Https {
            driver.more = json!({ "ca": emulator.ca() });
        }
        for case in &group.cases {
            let seen = call(&mut driver, &emulator.url, case);
            if let Err(difference) = verdict(client, case, &emulator.url, &seen) {
                let seen: String = format!("{seen:?}").chars().take(1200).collect();
                failures.push(format!("{}: {difference}\n  seen: {seen}", case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Makes the calls of a case up to the first exception, and gives what was seen last.
fn call(driver: &mut Driver, url: &str, case: &Case) -> Seen {
    let secret = match case.key {
        Key::WrongSecret => "other",
        _ => "secret",
    };
    let mut call = || driver.call(url, (case.name, secret), case.operation, &case.parameters);
    let mut seen = call();
    for _ in 1..case.calls {
        if matches!(seen, Seen::Raised(_)) {
            break;
        }
        seen = call();
    }
    seen
}

/// A running emulator.
pub(crate) struct Emulator {
    pub(crate) url: String,
    pub(crate) address: SocketAddr,
    _program: Program,
    /// Where its CA is.
    state: TempDir,
}

impl Emulator {
    /// Starts the emulator for a group.
    pub(crate) fn start(group: &CaseGroup, transport: Transport) -> Self {
        let accounts: Vec<String> = group.cases.iter().filter_map(account).collect();
        Self::with_flags(group.flags, &accounts, transport)
    }

    /// Starts the emulator with flags and values of `--account`.
    pub(crate) fn with_flags(flags: &[&str], accounts: &[String], transport: Transport) -> Self {
        let state = tempfile::tempdir().expect("a folder can be made");
        let folder = state.path().to_str().expect("its name is text");
        let mut arguments = [&["--seed", "7"], flags].concat();
        arguments.extend(accounts.iter().flat_map(|account| ["--account", account]));
        if transport == Transport::Https {
            arguments.extend(["--tls", "--tls-dir", folder]);
        }
        let program = Program::start(&arguments);
        Self { url: program.url.clone(), address: program.address, _program: program, state }
    }

    /// The file of its CA.
    pub(crate) fn ca(&self) -> PathBuf {
        self.state.path().join("ca/cert.pem")
    }
}

/// The value of `--account` that a case needs.
fn account(case: &Case) -> Option<String> {
    match case.key {
        Key::Active | Key::WrongSecret => Some(format!("{}:secret", case.name)),
        Key::Standing(standing) => Some(format!("{}:secret:{standing}", case.name)),
        Key::Unknown => None,
    }
}
