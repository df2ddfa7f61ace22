//! `/requests/{id}/curl`: a call as a curl command. Secrets are left out, so it works with an emulator without declared
//! keys; with declared keys the signature could not be reused anyway.

use std::fmt::Write as _;

use serde_json::Value;

use crate::contract::ParameterSource;
use crate::contract::reply::Format;
use crate::engine::journal::{JournalEntry, is_secret};
use crate::escape;
use crate::server::admin::handlers::calls;
use crate::server::admin::problem::AdminError;
use crate::server::admin::{AdminRequest, AdminResponse};

/// The headers that are included; curl sets the others.
const NEEDED: [&str; 2] = ["accept", "x-emulate"];

pub(in crate::server::admin) fn curl(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let entry = calls::find(request)?;
    if entry.method.is_empty() {
        return Err(AdminError::not_found(format!(
            "call {} is a request that could not be read, so no command repeats it",
            entry.id
        )));
    }
    Ok(AdminResponse::Text("text/plain; charset=utf-8", command(&entry, request.engine.base_url()).into()))
}

/// The command, with all values quoted for a POSIX shell.
pub(super) fn command(entry: &JournalEntry, base_url: &str) -> String {
    // curl would wait for the body of the response to HEAD, unless its own option asks for it; that takes no body.
    let is_head = entry.method == "HEAD";
    let mut command = String::new();
    for part in &entry.truncated {
        let _ = writeln!(command, "# The journal keeps only the start of this: {part}");
    }
    command += "curl -sS ";
    if is_head {
        command += "--head";
    } else {
        let _ = write!(command, "-X {}", escape::shell(&entry.method));
    }
    let query =
        encoded(entry, |source| is_head || source == ParameterSource::Query, parameters_of_headers(entry));
    let separator = if query.is_empty() { "" } else { "?" };
    let _ = write!(command, " {}", escape::shell(&format!("{base_url}/{separator}{query}")));
    for (name, value) in entry.headers.iter().filter(|(name, _)| NEEDED.contains(name)) {
        let _ = write!(command, " \\\n  -H {}", escape::shell(&format!("{name}: {value}")));
    }
    if !is_head {
        let form = encoded(entry, |source| source == ParameterSource::Form, std::iter::empty());
        if !form.is_empty() {
            let _ = write!(command, " \\\n  --data {}", escape::shell(&form));
        }
        if let Some(json) = json(entry) {
            let _ =
                write!(command, " \\\n  -H 'content-type: application/json' --data {}", escape::shell(&json));
        }
    }
    command.push('\n');
    command
}

/// The parameters of some sources that are not secret.
fn parameters(
    entry: &JournalEntry,
    from: impl Fn(ParameterSource) -> bool,
) -> impl Iterator<Item = (&str, &str)> {
    let sent = entry.parameters.iter().filter(move |parameter| from(parameter.source));
    let public = sent.filter(|parameter| !is_secret(&parameter.name));
    public.map(|parameter| (parameter.name.as_str(), parameter.value.as_str()))
}

/// Parameters as a query or form.
fn encoded<'a>(
    entry: &'a JournalEntry,
    from: impl Fn(ParameterSource) -> bool,
    further: impl Iterator<Item = (&'static str, &'a str)>,
) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(parameters(entry, from));
    text.extend_pairs(further);
    text.finish()
}

/// The JSON body, in which a name may stand twice as in the call.
fn json(entry: &JournalEntry) -> Option<String> {
    let text = |text: &str| Value::from(text).to_string();
    let members: Vec<_> = parameters(entry, |source| source == ParameterSource::Json)
        .map(|(name, value)| format!("{}:{}", text(name), text(value)))
        .collect();
    (!members.is_empty()).then(|| format!("{{{}}}", members.join(",")))
}

/// The headers of a V3 call that are read only while it is signed, as the parameters of an unsigned call.
fn parameters_of_headers(entry: &JournalEntry) -> impl Iterator<Item = (&'static str, &str)> {
    let format = match entry.format {
        Format::Json => "JSON",
        Format::Xml => "XML",
    };
    let is_v3 = entry.header("x-acs-action").is_some();
    let parameters = [
        ("AccessKeyId", entry.access_key_id.as_deref()),
        ("Action", entry.header("x-acs-action")),
        ("Version", entry.header("x-acs-version")),
        ("Format", is_v3.then_some(format)),
    ];
    parameters
        .into_iter()
        .filter(|(name, _)| entry.parameter(name).is_none())
        .filter_map(|(name, value)| Some((name, value?)))
}
