//! Runs the cases of one client, each world with an emulator of its own.

use std::io::Write;
use std::process::Command;

use crate::cases::{self, Case, Key, World};
use crate::client::{Client, Driver, Seen};
use crate::process::Process;
use crate::verdict::verdict;

/// Runs all cases of one client. A machine without this client skips it, save under `CI=true`.
pub(crate) fn every_case(client: &Client) {
    let mut driver = match client.start() {
        Ok(driver) => driver,
        Err(reason) if std::env::var("CI").is_ok_and(|ci| ci == "true") => panic!("{reason}"),
        Err(reason) => {
            // Not `eprintln!`: its text is withheld from the output of a test that passes.
            let test = std::thread::current().name().unwrap_or_default().to_owned();
            let line = format!("skipped {test}: {reason}\n");
            let _ = std::io::stderr().write_all(line.as_bytes());
            return;
        }
    };
    let mut failures = Vec::new();
    for world in cases::worlds() {
        let emulator = Emulator::start(&world);
        for case in &world.cases {
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
struct Emulator {
    url: String,
    _process: Process,
}

impl Emulator {
    /// Starts the emulator for a world. Its first line on stdout is its URL.
    fn start(world: &World) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloudauth-local"));
        command.args(["--port", "0", "--seed", "7"]).args(world.flags);
        // Settings of the person who runs the tests would be taken for flags.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CLOUDAUTH_LOCAL_") {
                command.env_remove(name);
            }
        }
        for account in world.cases.iter().filter_map(account) {
            command.args(["--account", &account]);
        }
        let process = Process::start("cloudauth-local", command);
        Self { url: process.line(), _process: process }
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
