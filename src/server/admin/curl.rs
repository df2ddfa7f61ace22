//! `/requests/{id}/curl`: a call as a curl command. Secrets are left out, so it works with an emulator without declared
//! keys; with declared keys the signature could not be reused anyway.

use std::fmt::Write as _;

use crate::contract::ParameterSource;
use crate::contract::reply::Format;
use crate::engine::journal::{JournalEntry, is_secret};
use crate::server::admin::problem::AdminError;
use crate::server::admin::{AdminRequest, AdminResponse, calls};

/// The headers that are included; curl sets the others.
const NEEDED: [&str; 2] = ["accept", "x-emulate"];

pub(super) fn curl(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let entry = calls::find(request)?;
    Ok(AdminResponse::Text("text/plain; charset=utf-8", command(&entry, request.engine.base_url()).into()))
}

/// The command, with all values quoted for a POSIX shell.
pub(super) fn command(entry: &JournalEntry, base_url: &str) -> String {
    let encoded = |source| {
        let mut text = form_urlencoded::Serializer::new(String::new());
        for parameter in entry
            .parameters
            .iter()
            .filter(|parameter| parameter.source == source && !is_secret(&parameter.name))
        {
            text.append_pair(&parameter.name, &parameter.value);
        }
        if source == ParameterSource::Query {
            text.extend_pairs(parameters_of_headers(entry));
        }
        text.finish()
    };
    let query = encoded(ParameterSource::Query);
    let mut command = format!("curl -sS -X {}", quoted(&entry.method));
    let separator = if query.is_empty() { "" } else { "?" };
    let _ = write!(command, " {}", quoted(&format!("{base_url}/{separator}{query}")));
    for (name, value) in entry.headers.iter().filter(|(name, _)| NEEDED.contains(name)) {
        let _ = write!(command, " \\\n  -H {}", quoted(&format!("{name}: {value}")));
    }
    let form = encoded(ParameterSource::Form);
    if !form.is_empty() {
        let _ = write!(command, " \\\n  --data {}", quoted(&form));
    }
    let json: serde_json::Map<_, _> = entry
        .parameters
        .iter()
        .filter(|parameter| parameter.source == ParameterSource::Json && !is_secret(&parameter.name))
        .map(|parameter| (parameter.name.clone(), parameter.value.clone().into()))
        .collect();
    if !json.is_empty() {
        let json = serde_json::Value::Object(json).to_string();
        let _ = write!(command, " \\\n  -H 'content-type: application/json' --data {}", quoted(&json));
    }
    command.push('\n');
    command
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

/// A string quoted for a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn nothing_in_a_string_ends_its_quotes() {
        assert_eq!(quoted("a'b$(c)`d`\\"), r"'a'\''b$(c)`d`\'");
    }
}
