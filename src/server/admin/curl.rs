//! `/requests/{id}/curl`: a call as a command. What is secret is left out, so that it runs against an emulator without
//! declared keys; where keys are declared, a signature could not be used again anyway.

use std::fmt::Write as _;

use crate::contract::ParameterSource;
use crate::engine::journal::{JournalEntry, is_secret};
use crate::server::admin::problem::AdminError;
use crate::server::admin::{AdminRequest, AdminResponse, calls};

/// Headers that a command needs; the rest is curl's own business.
const NEEDED: [&str; 4] = ["x-acs-action", "x-acs-version", "accept", "x-emulate"];

pub(super) fn curl(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let entry = calls::find(request)?;
    Ok(AdminResponse::Text("text/plain; charset=utf-8", command(&entry, request.engine.base_url()).into()))
}

/// The command. Every text is quoted for a POSIX shell.
pub(super) fn command(entry: &JournalEntry, base_url: &str) -> String {
    let encoded = |place| {
        let mut text = form_urlencoded::Serializer::new(String::new());
        for given in entry.parameters.iter().filter(|given| given.place == place && !is_secret(&given.name)) {
            text.append_pair(&given.name, &given.value);
        }
        // An unsigned V3 call would lose its account.
        if place == ParameterSource::Query && entry.parameter("AccessKeyId").is_none() {
            text.extend_pairs(entry.access_key_id.as_ref().map(|key| ("AccessKeyId", key)));
        }
        text.finish()
    };
    let query = encoded(ParameterSource::Query);
    let mut command = format!("curl -sS -X {}", quoted(&entry.method));
    let mark = if query.is_empty() { "" } else { "?" };
    let _ = write!(command, " {}", quoted(&format!("{base_url}/{mark}{query}")));
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
        .filter(|given| given.place == ParameterSource::Json && !is_secret(&given.name))
        .map(|given| (given.name.clone(), given.value.clone().into()))
        .collect();
    if !json.is_empty() {
        let json = serde_json::Value::Object(json).to_string();
        let _ = write!(command, " \\\n  -H 'content-type: application/json' --data {}", quoted(&json));
    }
    command.push('\n');
    command
}

/// A text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn nothing_in_a_text_ends_its_quotes() {
        assert_eq!(quoted("a'b$(c)`d`\\"), r"'a'\''b$(c)`d`\'");
    }
}
