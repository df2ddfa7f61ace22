//! The binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    cloudauth_local::cli::run()
}
