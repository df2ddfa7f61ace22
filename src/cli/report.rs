//! `coverage` and `conduct`: what a running emulator can tell about the client under test, as tables.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{NO_ANSWER, cannot_run, print};
use crate::cli::admin_client::{AdminError, EmulatorUrl};

/// How long the emulator may take to answer.
const TIME_OUT: Duration = Duration::from_secs(10);

/// Which emulator is asked, and about whom.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    url: EmulatorUrl,

    /// Ask about this access key or account alone.
    #[arg(long, value_name = "ID")]
    access_key_id: Option<String>,

    /// The emulator's --admin-token.
    #[arg(long, env = "CLOUDAUTH_LOCAL_ADMIN_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    admin_token: Option<String>,

    /// Print the JSON document instead of a table.
    #[arg(long)]
    json: bool,
}

/// Prints what the client has met of the contract.
pub(super) fn coverage(options: &ReportArgs) -> ExitCode {
    match options.ask("coverage") {
        Ok(answer) if options.json => print(&format!("{answer:#}\n")),
        Ok(answer) => print(&coverage_table(&answer)),
        Err(error) => cannot_run(&error.to_string()),
    }
}

/// Prints what the client did that will hurt in production; exit code 1 where there is anything.
pub(super) fn conduct(options: &ReportArgs) -> ExitCode {
    let answer = match options.ask("conduct") {
        Ok(answer) => answer,
        Err(error) => return cannot_run(&error.to_string()),
    };
    let findings = array(&answer["findings"]);
    let text = if options.json {
        format!("{answer:#}\n")
    } else {
        conduct_table(findings) + &retry_table(array(&answer["retries"]))
    };
    print(&text);
    if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(NO_ANSWER) }
}

fn coverage_table(answer: &Value) -> String {
    let mut out = String::new();
    let mut row = |depth: usize, met: &Value| {
        let count = met["count"].as_u64().unwrap_or_default();
        let count = if count == 0 { "never".to_owned() } else { count.to_string() };
        let name = format!("{}{}", "  ".repeat(depth), text(&met["name"]));
        let _ = writeln!(out, "{count:>8}  {name:<42} {}", text(&met["meaning"]));
    };
    for met in array(&answer["codes"]) {
        row(0, met);
    }
    for operation in array(&answer["operations"]) {
        for parameter in array(&operation["parameters"]) {
            row(0, parameter);
            for value in array(&parameter["values"]) {
                row(1, value);
            }
        }
    }
    for met in ["outcomes", "callbacks"].into_iter().flat_map(|group| array(&answer[group])) {
        row(0, met);
    }
    let _ = writeln!(out, "\n{} of {} were met.", answer["met"], answer["of"]);
    out
}

fn conduct_table(findings: &[Value]) -> String {
    if findings.is_empty() {
        return "Nothing that would hurt in production was seen.\n".to_owned();
    }
    let mut out = String::new();
    for finding in findings {
        let calls: Vec<_> = array(&finding["calls"]).iter().map(Value::to_string).collect();
        let more = if calls.len() > 10 { ", …" } else { "" };
        let calls = calls.into_iter().take(10).collect::<Vec<_>>().join(", ");
        let (rule, account, seen) =
            (text(&finding["rule"]), text(&finding["account"]), text(&finding["seen"]));
        let _ =
            writeln!(out, "{rule} ({account}): {seen}; calls {calls}{more}\n    {}", text(&finding["why"]));
    }
    out
}

fn retry_table(retries: &[Value]) -> String {
    let mut out = String::new();
    for retry in retries {
        let [account, code] = ["account", "code"].map(|name| text(&retry[name]));
        let told = match &retry["toldMs"] {
            Value::Null => String::new(),
            told => format!(", told to wait {told} ms"),
        };
        let how = if retry["inTime"] == true { "in time" } else { "too early" };
        let _ = writeln!(
            out,
            "retry ({account}): call {} after {} ms of call {}, {code}{told}: {how}",
            retry["call"], retry["waitedMs"], retry["of"]
        );
    }
    out
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

impl ReportArgs {
    /// The document of an admin path.
    ///
    /// # Errors
    /// The emulator did not give it.
    fn ask(&self, path: &str) -> Result<Value, AdminError> {
        let key = self
            .access_key_id
            .as_ref()
            .map(|key| format!("?accessKeyId={}", utf8_percent_encode(key, NON_ALPHANUMERIC)));
        let path = format!("{path}{}", key.unwrap_or_default());
        self.url.get(&path, self.admin_token.as_deref(), TIME_OUT)
    }
}
