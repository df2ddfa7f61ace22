//! `health`: whether an emulator is up, as an exit code.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::{NEGATIVE_RESULT, print, print_error};
use crate::cli::admin_client::{AdminError, EmulatorUrl};

/// How long the emulator may take to answer.
const LIMIT: Duration = Duration::from_secs(5);

/// Which emulator is asked.
#[derive(Debug, Args)]
pub(super) struct HealthArgs {
    #[command(flatten)]
    url: EmulatorUrl,
}

/// Prints which version is up, and where; exit code 1 where none is.
pub(super) fn run(options: &HealthArgs) -> ExitCode {
    report(&options.url, version(&options.url, LIMIT))
}

/// The version of the emulator at a URL.
///
/// # Errors
/// It is not up, or what answers is no emulator.
pub(super) fn version(url: &EmulatorUrl, limit: Duration) -> Result<String, AdminError> {
    let health = url.get("health", None, limit)?;
    match (health["status"].as_str(), health["version"].as_str()) {
        (Some("ok"), Some(version)) => Ok(version.to_owned()),
        _ => Err(AdminError::NotEmulator {
            url: url.base(),
            reason: format!("it answered {health} where a health was expected"),
        }),
    }
}

/// Says what came of asking, and makes the exit code of it.
pub(super) fn report(url: &EmulatorUrl, version: Result<String, AdminError>) -> ExitCode {
    match version {
        Ok(version) => print(&format!("cloudauth-local {version} is up at {}\n", url.base())),
        Err(error) => {
            print_error(&error.to_string());
            ExitCode::from(NEGATIVE_RESULT)
        }
    }
}
