//! `coverage` and `conduct`: reports of a running emulator about the client under test, as tables or JSON.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{NEGATIVE_RESULT, cannot_run, print, print_note, print_then};
use crate::cli::admin_client::{AdminClientError, EmulatorUrl};
use crate::contract::explain::first_sentence;
use crate::contract::explain::text::wrapped;
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
        Ok(answer) => {
            if let Some(key) = options.access_key_id.as_ref().filter(|_| answer["met"] == 0) {
                print_note(&format!("the emulator has seen no call of the access key {key}"));
            }
            print(&coverage_table(&answer))
        }
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

/// The column of meanings in the table of coverage.
const MEANING: usize = 38;

fn coverage_table(report: &Value) -> String {
    let mut out = String::new();
    group(&mut out, "Codes", array(&report["codes"]));
    for operation in array(&report["operations"]) {
        let parameters = array(&operation["parameters"]);
        let rows: Vec<_> = parameters.iter().flat_map(with_values).collect();
        if !rows.is_empty() {
            let _ = writeln!(out, "\nParameters of {}", string(&operation["name"]));
            out.extend(rows.into_iter().map(|(depth, counted)| row(depth, counted)));
        }
    }
    group(&mut out, "Outcomes of checks", array(&report["outcomes"]));
    group(&mut out, "Callbacks", array(&report["callbacks"]));
    if !array(&report["rules"]).is_empty() {
        let _ = writeln!(out, "\nRules of the scenario");
    }
    for rule in array(&report["rules"]) {
        out.push_str(&wrapped(10, &count(&rule["acted"]), &string(&rule["name"])));
    }
    let _ = writeln!(out, "\n{} of {} were met.", report["met"], report["of"]);
    out.trim_start().to_owned()
}

/// A heading and its rows.
fn group(out: &mut String, heading: &str, counted: &[Value]) {
    let _ = writeln!(out, "\n{heading}");
    out.extend(counted.iter().map(|counted| row(0, counted)));
}

/// A parameter, and below it its values.
fn with_values(parameter: &Value) -> impl Iterator<Item = (usize, &Value)> {
    std::iter::once((0, parameter)).chain(array(&parameter["values"]).iter().map(|value| (1, value)))
}

fn row(depth: usize, counted: &Value) -> String {
    let head = format!("{}  {}{} ", count(&counted["count"]), "  ".repeat(depth), string(&counted["name"]));
    wrapped(MEANING, &head, first_sentence(&string(&counted["meaning"])))
}

fn count(counted: &Value) -> String {
    match counted.as_u64().unwrap_or_default() {
        0 => format!("{:>8}", "never"),
        count => format!("{count:>8}"),
    }
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
    fn ask(&self, path: &str) -> Result<Value, AdminClientError> {
        let key = self
            .access_key_id
            .as_ref()
            .map(|key| format!("?accessKeyId={}", utf8_percent_encode(key, NON_ALPHANUMERIC)));
        let path = format!("{path}{}", key.unwrap_or_default());
        self.url.get(&path, self.admin_token.as_deref(), TIME_OUT)
    }
}
