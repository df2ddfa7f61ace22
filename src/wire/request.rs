//! Parses an HTTP request into a [`Call`], with the decoded parameters of query, form and JSON body.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::decode::{MAX_PARAMETERS, Malformed, decode};
use super::json_string;
use crate::contract::error::BAD_REQUEST;
use crate::contract::{ApiError, Call, ParameterSource, Parameters};

/// The largest request body, in bytes.
pub const BODY_LIMIT: usize = 10 * 1024 * 1024;

/// The longest reason in the refusal of a JSON body, in bytes.
const MAX_REASON: usize = 500;

/// Parses a request with its complete body.
///
/// # Errors
/// As [`parameters`].
pub fn read(parts: Parts, body: Bytes) -> Result<Call, ApiError> {
    let parameters = parameters(&parts, &body)?;
    Ok(call(parts, body, parameters))
}

/// The call of a request whose parameters are parsed already.
#[must_use]
pub fn call(parts: Parts, body: Bytes, parameters: Parameters) -> Call {
    Call { method: parts.method, parameters, headers: parts.headers, uri: parts.uri, body, ..Call::default() }
}

/// Parses the parameters of a request with its complete body.
///
/// # Errors
/// `InvalidRequest` with the position at which the query, the form or the JSON body is malformed.
pub fn parameters(parts: &Parts, body: &Bytes) -> Result<Parameters, ApiError> {
    let query = parts.uri.query().unwrap_or_default();
    let kind = body_kind(parts, body);
    let form = if kind == Some(ParameterSource::Form) { &body[..] } else { &[] };
    let mut parameters = decode(query.as_bytes(), form).map_err(|error| malformed(&error))?;
    if kind == Some(ParameterSource::Json) {
        read_json(body, &mut parameters)?;
    }
    Ok(parameters)
}

/// How a body is parsed: without a content type as a form, with an unknown one not at all.
fn body_kind(parts: &Parts, body: &Bytes) -> Option<ParameterSource> {
    if body.is_empty() {
        return None;
    }
    let Some(content_type) = parts.headers.get(CONTENT_TYPE) else { return Some(ParameterSource::Form) };
    let content_type = content_type.as_bytes();
    let essence = content_type.split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii();
    if essence.eq_ignore_ascii_case(b"application/x-www-form-urlencoded") {
        Some(ParameterSource::Form)
    } else if essence.eq_ignore_ascii_case(b"application/json") {
        Some(ParameterSource::Json)
    } else {
        None
    }
}

/// Adds the members of a JSON object: a string as it is, `null` as absent, anything else as its JSON source.
fn read_json(body: &[u8], parameters: &mut Parameters) -> Result<(), ApiError> {
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(BAD_REQUEST.with_message("The request cannot be read: its body must be a JSON object."));
    }
    // Decoded strings are never longer than their source.
    parameters.reserve(body.len());
    let mut reader = serde_json::Deserializer::from_slice(body);
    reader.deserialize_map(JsonMembers(parameters)).and_then(|()| reader.end()).map_err(|error| {
        // The message of the parser may quote a value of the body.
        let error = error.to_string();
        let reason = &error[..error.floor_char_boundary(MAX_REASON)];
        BAD_REQUEST
            .with_message(format!("The request cannot be read: its body must be a JSON object ({reason})."))
    })
}

struct JsonMembers<'p>(&'p mut Parameters);

impl<'de> Visitor<'de> for JsonMembers<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((name, value)) = map.next_entry::<Cow<'de, str>, &'de RawValue>()? {
            let json = value.get();
            if json.starts_with('n') {
                continue;
            }
            if self.0.len() >= MAX_PARAMETERS {
                return Err(A::Error::custom(format_args!("it has more than {MAX_PARAMETERS} members")));
            }
            let write = |out: &mut String| {
                if json.starts_with('"') {
                    return json_string::decode(json, out);
                }
                out.push_str(json);
                Ok(())
            };
            self.0.push_written(&name, ParameterSource::Json, write).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}

fn malformed(error: &Malformed) -> ApiError {
    let name = |source| match source {
        ParameterSource::Query => "query string",
        ParameterSource::Form => "form body",
        ParameterSource::Json => "JSON body",
    };
    BAD_REQUEST.with_message(match *error {
        Malformed::Escape { source, at } => format!(
            "The request cannot be read: byte {at} of the {} is a % without two hex digits behind it.",
            name(source)
        ),
        Malformed::Utf8 { source, number } => {
            format!("The request cannot be read: parameter {number} is not UTF-8 (in the {}).", name(source))
        }
        Malformed::TooMany => {
            format!("The request cannot be read: it has more than {MAX_PARAMETERS} parameters.")
        }
    })
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn call(target: &str, content_type: Option<&str>, body: &str) -> Result<Call, ApiError> {
        let mut request = Request::builder().method("POST").uri(target);
        if let Some(content_type) = content_type {
            request = request.header(CONTENT_TYPE, content_type);
        }
        read(request.body(()).unwrap().into_parts().0, Bytes::from(body.to_owned()))
    }

    #[test]
    fn query_form_and_json_are_merged_in_the_order_of_arrival() {
        let form = call("/?a=1", Some("application/x-www-form-urlencoded"), "b=2").unwrap();
        assert_eq!((form.parameters.value("a"), form.parameters.value("b")), (Some("1"), Some("2")));
        let json = call(
            "/?a=1",
            Some("application/json; charset=utf-8"),
            r#"{"b":"x\"y","c":2,"d":null,"e":[{"f":1}],"g":true}"#,
        )
        .unwrap();
        for (name, value) in [
            ("a", Some("1")),
            ("b", Some("x\"y")),
            ("c", Some("2")),
            ("d", None),
            ("e", Some("[{\"f\":1}]")),
            ("g", Some("true")),
        ] {
            assert_eq!(json.parameters.value(name), value, "{name}");
        }
    }

    #[test]
    fn a_body_without_a_content_type_is_a_form_and_one_of_another_type_is_left_alone() {
        assert_eq!(call("/", None, "a=1").unwrap().parameters.value("a"), Some("1"));
        assert!(call("/", Some("application/octet-stream"), "a=1").unwrap().parameters.is_empty());
    }

    #[test]
    fn the_error_of_a_malformed_body_names_the_position() {
        for (content_type, body, message) in [
            ("application/json", "[1]", "must be a JSON object"),
            ("application/json", "\"{}\"", "must be a JSON object"),
            ("application/json", "{\"a\":1", "line 1 column 6"),
            ("application/json", "{} x", "trailing characters"),
            ("application/x-www-form-urlencoded", "a=%", "byte 2 of the form body"),
        ] {
            let error = call("/", Some(content_type), body).unwrap_err();
            assert!(error.message.contains(message), "{body}: {}", error.message);
        }
    }

    #[test]
    fn an_absolute_target_and_a_double_slash_are_read_as_the_root() {
        for target in ["http://127.0.0.1:8809/?a=1", "//?a=1", "/?a=1"] {
            assert_eq!(call(target, None, "").unwrap().parameters.value("a"), Some("1"), "{target}");
        }
    }

    #[test]
    fn a_request_may_have_ten_thousand_parameters_and_no_more() {
        let json = |count| {
            let members: Vec<_> = (0..count).map(|number| format!("\"{number}\":1")).collect();
            call("/", Some("application/json"), &format!("{{{}}}", members.join(",")))
        };
        let form = |count| call("/", None, &"a&".repeat(count));
        assert_eq!(form(10_000).unwrap().parameters.len(), 10_000);
        assert_eq!(json(10_000).unwrap().parameters.len(), 10_000);
        for refused in [form(10_001), json(10_001)] {
            let message = refused.unwrap_err().message;
            assert!(message.contains("it has more than 10000"), "{message}");
        }
    }
}
