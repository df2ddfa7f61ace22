//! The command line: parses the arguments and calls the subcommand.

mod admin_client;
mod callbacks;
mod complete;
mod env;
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
#[command(version, args_conflicts_with_subcommands = true, max_term_width = 80, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeArgs,
}

const EXAMPLES: &str = "\
Examples:
  cloudauth-local
          Serve on http://127.0.0.1:8809; every access key is accepted.
  cloudauth-local --account testid:testsecret --account poor:secret:overdue
          Check keys and signatures; the second account is overdue.
  cloudauth-local --port 0 --seed 7
          Use a free port, printed on stdout; make the identifiers reproducible.
  cloudauth-local --qps 1
          Accept one call per second and throttle the others.
  cloudauth-local explain Throttling.Api
          Print what an error means and how to provoke it.
  cloudauth-local --scenario flaky
          Inject the failures of a shipped scenario or a scenario file.

Each flag is also an environment variable: --public-url is
CLOUDAUTH_LOCAL_PUBLIC_URL, and CLOUDAUTH_LOCAL_ACCOUNT takes several accounts
separated by commas. A flag overrides its variable.

Exit codes: 0 done, 1 no answer (explain of an unknown word, check of a faulty
file, conduct that will hurt, health or wait without an emulator), 2 cannot run
(a bad flag, an unreadable file), 3 a code of --fail-under-coverage was never
met or a rule of --fail-on-unused-rules never acted, 4 the port is in use.";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  cloudauth-local explain
  cloudauth-local explain SignatureDoesNotMatch
  cloudauth-local explain metainfo initialize 01000000
  cloudauth-local explain --scenario flaky

Exit codes: 0 printed, 1 a word is unknown, 2 invalid arguments.";

const SCHEMA_EXAMPLES: &str = "\
Example:
  cloudauth-local schema contract > initialize.schema.json
  cloudauth-local schema scenario > scenario.schema.json";

const CHECK_EXAMPLES: &str = "\
Example:
  cloudauth-local check scenarios/*.json

Exit codes: 0 all files are valid, 1 a file has errors, 2 a file cannot be read.";

const INIT_EXAMPLES: &str = "\
Examples:
  cloudauth-local init
  cloudauth-local init tests/flaky.json && cloudauth-local check tests/flaky.json

Exit codes: 0 written, 2 the file exists or cannot be written.";

const COVERAGE_EXAMPLES: &str = "\
Examples:
  cloudauth-local coverage http://127.0.0.1:8809
  cloudauth-local coverage --access-key-id testid --json

Exit codes: 0 printed, 2 the emulator cannot be reached.";

const CONDUCT_EXAMPLES: &str = "\
Example:
  cloudauth-local conduct http://127.0.0.1:8809

Exit codes: 0 no findings, 1 findings, 2 the emulator cannot be reached.";

const HEALTH_EXAMPLES: &str = "\
Examples:
  cloudauth-local health
  cloudauth-local health 127.0.0.1:8809 || echo down

Exit codes: 0 the emulator is up, 1 it is not, 2 bad arguments.";

const WAIT_EXAMPLES: &str = "\
Example:
  cloudauth-local & cloudauth-local wait --timeout 30s

Exit codes: 0 the emulator is up, 1 it was not in time, 2 bad arguments.";

const ENV_EXAMPLES: &str = "\
Examples:
  eval \"$(cloudauth-local env)\"
  cloudauth-local env --shell fish | source
  cloudauth-local env --shell powershell | Out-String | Invoke-Expression

Exit codes: 0 printed, 2 bad arguments.";

const PARITY_EXAMPLES: &str = "\
Examples:
  cloudauth-local parity --list
  cloudauth-local parity --endpoint URL
  cloudauth-local parity --endpoint URL --resume parity.json --report a.html
  cloudauth-local parity --endpoint URL --overlay-out learned.json

The access key is read from CLOUDAUTH_LOCAL_PARITY_ACCESS_KEY_ID,
CLOUDAUTH_LOCAL_PARITY_ACCESS_KEY_SECRET and, of a temporary key,
CLOUDAUTH_LOCAL_PARITY_SECURITY_TOKEN. No file that is written holds any of it.

Exit codes: 0 nothing differs, 1 something differs, 2 it cannot run or stopped
early.";

const LINT_EXAMPLES: &str = "\
Examples:
  cloudauth-local lint recorded.har
  curl -s http://127.0.0.1:8809/_emulator/requests | \\
    cloudauth-local lint /dev/stdin

Exit codes: 0 nothing was found, 1 something was, 2 the file cannot be used.";

const WHAT_IF_EXAMPLES: &str = "\
Examples:
  cloudauth-local what-if recorded.har --scenario throttled
  cloudauth-local what-if journal.json --scenario outage.json --seed 7

Exit codes: 0 no answer would change, 1 one would, 2 a file cannot be used.";

const COMPLETIONS_EXAMPLES: &str = "\
Example:
  cloudauth-local completions bash > /etc/bash_completion.d/cloudauth-local

The script asks the cloudauth-local in PATH, so that it knows its scenarios, codes
and parameters.";

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "created once")]
enum Command {
    /// Run the emulator (the default).
    #[command(after_help = EXAMPLES)]
    Serve(Box<ServeArgs>),
    /// Validate scenario files without running the emulator.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(scenario::CheckArgs),
    /// Explain an error code, parameter, operation, document type, SubCode or outcome.
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(explain::ExplainArgs),
    /// Write a first scenario to start from, with its schema beside it.
    #[command(after_help = INIT_EXAMPLES)]
    Init(init::InitArgs),
    /// Print a JSON Schema (draft 2020-12).
    #[command(after_help = SCHEMA_EXAMPLES)]
    Schema(schema::SchemaArgs),
    /// Print which parts of the contract the client under test has exercised.
    #[command(after_help = COVERAGE_EXAMPLES)]
    Coverage(report::ReportArgs),
    /// Print mistakes of the client under test that will cause failures in production.
    #[command(after_help = CONDUCT_EXAMPLES)]
    Conduct(report::ReportArgs),
    /// Say whether an emulator is up, as an exit code.
    #[command(after_help = HEALTH_EXAMPLES)]
    Health(health::HealthArgs),
    /// Wait until an emulator is up.
    #[command(after_help = WAIT_EXAMPLES)]
    Wait(wait::WaitArgs),
    /// Print the variables for SDKs and tests, as commands of a shell.
    #[command(after_help = ENV_EXAMPLES)]
    Env(env::EnvArgs),
    /// Run a command again and again, each time with other faults, and find those that it does not survive.
    #[command(after_help = torture::EXAMPLES)]
    Torture(Box<torture::TortureArgs>),
    /// Compare the emulator with the real service, under your own account.
    #[command(after_help = PARITY_EXAMPLES)]
    Parity(parity::ParityArgs),
    /// Hold recorded traffic (a HAR, or a journal) against the contract.
    #[command(after_help = LINT_EXAMPLES)]
    Lint(lint::LintArgs),
    /// List the answers of recorded traffic that a scenario would change.
    #[command(after_help = WHAT_IF_EXAMPLES)]
    WhatIf(lint::WhatIfArgs),
    /// Print the path of the local CA and what makes clients trust it.
    Ca(tls::FolderArg),
    /// Print the completion script of a shell.
    #[command(after_help = COMPLETIONS_EXAMPLES)]
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
