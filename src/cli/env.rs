//! `env`: the variables that SDKs, tests and test helpers read, as commands of a shell.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::print;
use crate::cli::admin_client::EmulatorUrl;

/// For which emulator, key and shell.
#[derive(Debug, Args)]
pub(super) struct EnvArgs {
    #[command(flatten)]
    url: EmulatorUrl,

    /// The AccessKeyId that the calls are to carry.
    #[arg(long, value_name = "ID", default_value = "testid")]
    access_key_id: String,

    /// The secret of that key.
    #[arg(long, value_name = "SECRET", default_value = "testsecret")]
    access_key_secret: String,

    /// The shell that is to read them.
    #[arg(long, value_enum, value_name = "SHELL", default_value_t = ShellSyntax::Sh)]
    shell: ShellSyntax,
}

/// How variables are set.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ShellSyntax {
    /// The Bourne shell and its relatives: bash, zsh, dash.
    Sh,
    Fish,
    #[value(name = "powershell")]
    PowerShell,
}

/// Prints one command a variable. The emulator does not have to be up.
pub(super) fn run(options: &EnvArgs) -> ExitCode {
    let (id, secret) = (options.access_key_id.as_str(), options.access_key_secret.as_str());
    let variables = [
        ("CLOUDAUTH_LOCAL_URL", options.url.base()),
        ("CLOUDAUTH_LOCAL_ENDPOINT", options.url.endpoint()),
        ("CLOUDAUTH_LOCAL_ACCESS_KEY_ID", id.to_owned()),
        ("CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET", secret.to_owned()),
        // Those of the vendor's SDKs.
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", id.to_owned()),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret.to_owned()),
    ];
    let mut out = String::new();
    for (name, value) in variables {
        let _ = writeln!(out, "{}", options.shell.set(name, &value));
    }
    print(&out)
}

impl ShellSyntax {
    /// The command that sets a variable for the programs that the shell starts.
    fn set(self, name: &str, value: &str) -> String {
        match self {
            Self::Sh => format!("export {name}='{}'", value.replace('\'', r"'\''")),
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
