//! `env`: prints the environment variables for SDKs, tests and test helpers as shell commands.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::print_exactly;
use crate::cli::admin_client::EmulatorUrl;
use crate::escape;

/// The emulator, the access key and the shell.
#[derive(Debug, Args)]
pub(super) struct EnvArgs {
    #[command(flatten)]
    url: EmulatorUrl,

    /// The AccessKeyId of the calls.
    #[arg(long, value_name = "ID", default_value = "testid")]
    access_key_id: String,

    /// The secret of that key.
    #[arg(long, value_name = "SECRET", default_value = "testsecret")]
    access_key_secret: String,

    /// The shell whose syntax is used.
    #[arg(long, value_enum, value_name = "SHELL", default_value_t = ShellSyntax::Sh)]
    shell: ShellSyntax,
}

/// The syntax of a shell.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ShellSyntax {
    /// POSIX shells: sh, bash, zsh, dash.
    Sh,
    Fish,
    #[value(name = "powershell")]
    PowerShell,
}

/// Prints one command per variable. The emulator need not be running.
pub(super) fn run(options: &EnvArgs) -> ExitCode {
    let (id, secret) = (options.access_key_id.as_str(), options.access_key_secret.as_str());
    let variables = [
        ("CLOUDAUTH_LOCAL_URL", options.url.base()),
        ("CLOUDAUTH_LOCAL_ENDPOINT", options.url.endpoint()),
        ("CLOUDAUTH_LOCAL_ACCESS_KEY_ID", id.to_owned()),
        ("CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET", secret.to_owned()),
        // Read by the vendor's SDKs.
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", id.to_owned()),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret.to_owned()),
    ];
    let mut out = String::new();
    for (name, value) in variables {
        let _ = writeln!(out, "{}", options.shell.set(name, &value));
    }
    print_exactly(&out, ExitCode::SUCCESS)
}

impl ShellSyntax {
    /// The command that exports a variable.
    fn set(self, name: &str, value: &str) -> String {
        match self {
            Self::Sh => format!("export {name}={}", escape::shell(value)),
            Self::Fish => {
                format!("set -gx {name} '{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
            }
            Self::PowerShell => format!("$env:{name} = '{}'", value.replace('\'', "''")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_quoted_as_its_shell_reads_it() {
        for (shell, command) in [
            (ShellSyntax::Sh, r"export A='it'\''s $x \y'"),
            (ShellSyntax::Fish, r"set -gx A 'it\'s $x \\y'"),
            (ShellSyntax::PowerShell, r"$env:A = 'it''s $x \y'"),
        ] {
            assert_eq!(shell.set("A", r"it's $x \y"), command);
        }
    }
}
