//! The command line: what can be asked for, and the way to whoever answers it.

mod log;
mod options;
mod serve;
mod stop;
mod tls;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

pub use options::ServeOptions;

/// The exit code of a run that could not begin: a bad flag, a port in use.
pub const CANNOT_RUN: u8 = 2;

/// A local emulator of Alibaba Cloud ID Verification (cloudauth-intl): Initialize for ID_OCR on localhost.
///
/// Point an unmodified SDK at the URL that it prints. Without --account every access key is accepted.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeOptions,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the emulator (the default).
    Serve(ServeOptions),
    /// Print the path of the local CA and what makes clients trust it.
    Ca(tls::FolderOption),
    /// Print the completions of a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Does what the command line asks for.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(options) => serve::run(options),
        Command::Ca(option) => tls::print_advice(&option),
        Command::Completions { shell } => {
            let mut command = Cli::command();
            let name = command.get_name().to_owned();
            clap_complete::generate(shell, &mut command, name, &mut std::io::stdout());
            ExitCode::SUCCESS
        }
    }
}

/// Says in one line why nothing can be done.
fn cannot_run(reason: &str) -> ExitCode {
    use std::io::Write as _;
    // Where nobody reads stderr the exit code has to do.
    let _ = writeln!(std::io::stderr(), "error: {reason}");
    ExitCode::from(CANNOT_RUN)
}
