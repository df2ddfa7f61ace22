//! `coverage` and `conduct`: reports of a running emulator about the client under test, as tables or JSON.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{NEGATIVE_RESULT, cannot_run, print, print_then};
use crate::cli::admin_client::{AdminError, EmulatorUrl};
use crate::server::log::escape::escaped;

/// How long the emulator may take to answer.
const TIME_OUT: Duration = Duration::from_secs(10);

/// The arguments of both commands.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    url: EmulatorUrl,

    /// Only this access key or account.
    #[arg(long, value_name = "ID")]
    access_key_id: Option<String>,

    /// The emulator's --admin-token.
    #[arg(long, env = "CLOUDAUTH_LOCAL_ADMIN_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    admin_token: Option<String>,

    /// Print the JSON document instead of a table.
    #[arg(long)]
    json: bool,
}

/// Prints the contract coverage.
pub(super) fn coverage(options: &ReportArgs) -> ExitCode {
    match options.ask("coverage") {
        Ok(answer) if options.json => print(&format!("{answer:#}\n")),
        Ok(answer) => print(&coverage_table(&answer)),
        Err(error) => cannot_run(&error.to_string()),
    }
}

/// Prints mistakes of the client; exit code 1 if there are any.
pub(super) fn conduct(options: &ReportArgs) -> ExitCode {
    let report = match options.ask("conduct") {
        Ok(report) => report,
        Err(error) => return cannot_run(&error.to_string()),
    };
    let findings = array(&report["findings"]);
    let output = if options.json {
        format!("{report:#}\n")
    } else {
        conduct_table(findings) + &retry_table(array(&report["retries"]))
    };
    print_then(&output, if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(NEGATIVE_RESULT) })
}

fn coverage_table(report: &Value) -> String {
    let mut out = String::new();
    let mut row = |depth: usize, counted: &Value| {
        let count = counted["count"].as_u64().unwrap_or_default();
        let count = if count == 0 { "never".to_owned() } else { count.to_string() };
        let name = format!("{}{}", "  ".repeat(depth), string(&counted["name"]));
        let _ = writeln!(out, "{count:>8}  {name:<42} {}", string(&counted["meaning"]));
    };
    for counted in array(&report["codes"]) {
        row(0, counted);
    }
    for operation in array(&report["operations"]) {
        for parameter in array(&operation["parameters"]) {
            row(0, parameter);
            for value in array(&parameter["values"]) {
                row(1, value);
            }
        }
    }
    for counted in ["outcomes", "callbacks"].into_iter().flat_map(|group| array(&report[group])) {
        row(0, counted);
    }
    for rule in array(&report["rules"]) {
        let count = rule["acted"].as_u64().filter(|acted| *acted > 0);
        let count = count.map_or_else(|| "never".to_owned(), |acted| acted.to_string());
        let _ = writeln!(out, "{count:>8}  {}", string(&rule["name"]));
    }
    let _ = writeln!(out, "\n{} of {} were met.", report["met"], report["of"]);
    out
}

fn conduct_table(findings: &[Value]) -> String {
    if findings.is_empty() {
        return "No mistakes found.\n".to_owned();
    }
    let mut out = String::new();
    for finding in findings {
        let calls: Vec<_> = array(&finding["calls"]).iter().map(Value::to_string).collect();
        let more = if calls.len() > 10 { ", …" } else { "" };
        let calls = calls.into_iter().take(10).collect::<Vec<_>>().join(", ");
        let (rule, account, seen) =
            (string(&finding["rule"]), string(&finding["account"]), string(&finding["seen"]));
        let _ =
            writeln!(out, "{rule} ({account}): {seen}; calls {calls}{more}\n    {}", string(&finding["why"]));
    }
    out
}

fn retry_table(retries: &[Value]) -> String {
    let mut out = String::new();
    for retry in retries {
        let [account, code] = ["account", "code"].map(|name| string(&retry[name]));
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

/// A string in one line.
fn string(value: &Value) -> Cow<'_, str> {
    escaped(value.as_str().unwrap_or_default(), &[])
}

impl ReportArgs {
    /// Fetches the JSON document of an admin path.
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
