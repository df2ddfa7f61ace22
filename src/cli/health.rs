//! `health`: reports by its exit code whether an emulator is running.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::{NEGATIVE_RESULT, print, print_error};
use crate::cli::admin_client::{AdminClientError, EmulatorUrl};

/// Timeout of the request.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The emulator to check.
#[derive(Debug, Args)]
pub(super) struct HealthArgs {
    #[command(flatten)]
    url: EmulatorUrl,
}

/// Prints version and URL of the emulator; exit code 1 if it is not running.
pub(super) fn run(options: &HealthArgs) -> ExitCode {
    report(&options.url, version(&options.url, TIMEOUT))
}

/// The version of the emulator at a URL.
///
/// # Errors
/// It is not running, or the server is not an emulator.
pub(super) fn version(url: &EmulatorUrl, limit: Duration) -> Result<String, AdminClientError> {
    let health = url.get("health", None, limit)?;
    match (health["status"].as_str(), health["version"].as_str()) {
        (Some("ok"), Some(version)) => Ok(version.to_owned()),
        _ => {
            Err(AdminClientError::NotEmulator { url: url.base(), reason: format!("its health is {health}") })
        }
    }
}

/// Prints the result and returns its exit code.
pub(super) fn report(url: &EmulatorUrl, version: Result<String, AdminClientError>) -> ExitCode {
    match version {
        Ok(version) => print(&format!("cloudauth-local {version} is up at {}\n", url.base())),
        Err(error) => {
            print_error(&error.to_string());
            ExitCode::from(NEGATIVE_RESULT)
        }
    }
}
