//! `wait`: waits until an emulator is running.

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use jiff::SignedDuration;

use crate::cli::admin_client::EmulatorUrl;
use crate::cli::health;

/// Pause between two attempts.
const PAUSE: Duration = Duration::from_millis(20);
/// Minimum timeout of one attempt.
const MIN_TIMEOUT: Duration = Duration::from_millis(1);

/// The emulator, and the timeout.
#[derive(Debug, Args)]
pub(super) struct WaitArgs {
    #[command(flatten)]
    url: EmulatorUrl,

    /// How long to wait: 10s, 1m, 500ms.
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = duration)]
    timeout: Duration,
}

/// Waits, and prints version and URL of the emulator; exit code 1 after the timeout.
pub(super) fn run(options: &WaitArgs) -> ExitCode {
    let started = Instant::now();
    loop {
        let left = options.timeout.saturating_sub(started.elapsed());
        let version = health::version(&options.url, left.max(MIN_TIMEOUT));
        if version.is_ok() || started.elapsed() >= options.timeout {
            return health::report(&options.url, version);
        }
        thread::sleep(PAUSE.min(options.timeout.saturating_sub(started.elapsed())));
    }
}

/// Why a duration is invalid.
#[derive(Debug, thiserror::Error)]
enum DurationError {
    #[error("expected a duration such as 10s, 1m or 500ms")]
    Unreadable,
    #[error("expected a duration that is not negative, such as 10s")]
    Negative,
}

fn duration(text: &str) -> Result<Duration, DurationError> {
    let duration: SignedDuration = text.parse().map_err(|_| DurationError::Unreadable)?;
    duration.try_into().map_err(|_| DurationError::Negative)
}
