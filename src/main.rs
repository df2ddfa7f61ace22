//! The binary: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    cloudauth_local::cli::run()
}
