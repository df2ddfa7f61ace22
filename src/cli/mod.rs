//! The command line: parses the arguments and calls the subcommand.

mod admin_client;
mod callbacks;
mod complete;
mod env;
mod examples;
mod explain;
mod health;
mod init;
mod lint;
mod log;
mod memory_size;
mod output;
mod overlay;
mod parity;
mod ready_file;
mod report;
mod scenario;
mod schema;
mod serve;
mod serve_args;
mod stop;
mod tls;
mod torture;
mod usage_error;
mod values;
mod wait;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::cli::output::{
    cannot_run, print, print_error, print_exactly, print_note, print_report, print_then, written,
};
pub use crate::cli::serve_args::ServeArgs;

/// The exit code of a negative result: an unknown word for `explain`, an invalid file for `check`, findings of `conduct`.
pub const NEGATIVE_RESULT: u8 = 1;
/// The exit code of a command that could not run: an invalid flag, an unreadable file.
pub const CANNOT_RUN: u8 = 2;
/// The exit code of a run in which something in `--fail-under-coverage` never occurred, or a rule never acted where
/// `--fail-on-unused-rules` asks for it.
pub const UNDER_COVERAGE: u8 = 3;

/// The exit code of a run whose port is in use.
pub const PORT_IN_USE: u8 = 4;

/// A local emulator of Alibaba Cloud ID Verification (cloudauth-intl): Initialize for ID_OCR and what follows it, on
/// localhost.
///
/// Point an unmodified SDK at the URL that it prints. Without --account every access key is accepted. No document is
/// really verified: the emulator is not affiliated with the vendor and contacts none of its servers.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true, max_term_width = 80, after_help = examples::SERVE)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeArgs,
}

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "created once")]
enum Command {
    /// Run the emulator (the default).
    #[command(after_help = examples::SERVE)]
    Serve(Box<ServeArgs>),
    /// Validate scenario files without running the emulator.
    #[command(after_help = examples::CHECK)]
    Check(scenario::CheckArgs),
    /// Explain an error code, parameter, operation, document type, SubCode or outcome.
    #[command(after_help = examples::EXPLAIN)]
    Explain(explain::ExplainArgs),
    /// Write a first scenario to start from, with its schema beside it.
    #[command(after_help = examples::INIT)]
    Init(init::InitArgs),
    /// Print a JSON Schema (draft 2020-12).
    #[command(after_help = examples::SCHEMA)]
    Schema(schema::SchemaArgs),
    /// Print which parts of the contract the client under test has exercised.
    #[command(after_help = examples::COVERAGE)]
    Coverage(report::ReportArgs),
    /// Print mistakes of the client under test that will cause failures in production.
    #[command(after_help = examples::CONDUCT)]
    Conduct(report::ReportArgs),
    /// Say whether an emulator is up, as an exit code.
    #[command(after_help = examples::HEALTH)]
    Health(health::HealthArgs),
    /// Wait until an emulator is up.
    #[command(after_help = examples::WAIT)]
    Wait(wait::WaitArgs),
    /// Print the variables for SDKs and tests, as commands of a shell.
    #[command(after_help = examples::ENV)]
    Env(env::EnvArgs),
    /// Run a command again and again, each time with other faults, and find those that it does not survive.
    #[command(after_help = examples::TORTURE)]
    Torture(Box<torture::TortureArgs>),
    /// Compare the emulator with the real service, under your own account.
    #[command(after_help = examples::PARITY)]
    Parity(parity::ParityArgs),
    /// Check recorded traffic (a HAR, or a journal) against the contract.
    #[command(after_help = examples::LINT)]
    Lint(lint::LintArgs),
    /// List the answers of recorded traffic that a scenario would change.
    #[command(after_help = examples::WHAT_IF)]
    WhatIf(lint::WhatIfArgs),
    /// Print the path of the local CA and what makes clients trust it.
    Ca(tls::FolderArg),
    /// Print the completion script of a shell.
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// The completion script of a shell, as `completions` prints it.
#[must_use]
pub fn completion_script(shell: clap_complete::Shell) -> Vec<u8> {
    complete::script(shell)
}

/// Runs the command line of the process.
#[must_use]
pub fn run() -> ExitCode {
    complete::answer_shell();
    let parsed = command().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) if usage_error::is_help(&error) => {
            let code = ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(CANNOT_RUN));
            return written(error.print().and_then(|()| std::io::stdout().flush()), code);
        }
        Err(error) => return cannot_run(&usage_error::line(&error)),
    };
    match cli.command.unwrap_or(Command::Serve(Box::new(cli.serve))) {
        Command::Serve(options) => serve::run(*options),
        Command::Check(options) => scenario::check(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Init(options) => init::run(&options),
        Command::Schema(options) => schema::run(&options),
        Command::Coverage(options) => report::coverage(&options),
        Command::Conduct(options) => report::conduct(&options),
        Command::Health(options) => health::run(&options),
        Command::Wait(options) => wait::run(&options),
        Command::Env(options) => env::run(&options),
        Command::Torture(options) => torture::run(*options),
        Command::Parity(options) => parity::run(&options),
        Command::Lint(options) => lint::lint(&options),
        Command::WhatIf(options) => lint::what_if(&options),
        Command::Ca(option) => tls::print_advice(&option),
        Command::Completions { shell } => {
            let script = completion_script(shell);
            print_exactly(&String::from_utf8_lossy(&script), ExitCode::SUCCESS)
        }
    }
}

/// The parser. Its help describes the environment variables in one sentence instead of at each flag.
fn command() -> clap::Command {
    let without_variables = |command: clap::Command| command.mut_args(|arg| arg.hide_env(true));
    without_variables(without_empty_variables(Cli::command()))
        .mut_subcommand("serve", without_variables)
        .mut_subcommand("explain", without_variables)
        .mut_subcommand("parity", without_variables)
}

/// Treats an empty variable as an absent one, as it is in CI where a secret or an input is not set.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty =
        |arg: &clap::Arg| arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    command
        .mut_args(|arg| if is_empty(&arg) { arg.env(None::<&'static str>) } else { arg })
        .mut_subcommands(without_empty_variables)
}

/// A document as JSON.
fn json_text(document: &impl serde::Serialize) -> String {
    // Members under text names can always be written.
    serde_json::to_string_pretty(document).unwrap_or_default() + "\n"
}
