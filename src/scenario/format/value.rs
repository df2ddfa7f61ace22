//! Values with a syntax of their own: durations, timestamps, error codes and operations.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use crate::contract::error::ERRORS;
use crate::contract::operations::OPERATIONS;
use crate::contract::redirect::{CLIENT_RESULTS, ClientResult};
use crate::contract::{ErrorRow, Operation, error, operations};
use crate::scenario::format::ValueError;

/// A duration, written as `800ms`, `2s`, `31m`, `1h`, `7d` or `1m30s`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct DurationText(pub Duration);

/// The longest duration, ten years, so that sums never overflow.
const MAX_DURATION: Duration = Duration::from_hours(24 * 3650);
/// The units in milliseconds, the largest first.
const UNITS: [(&str, u64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

impl FromStr for DurationText {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let mut rest = text;
        let mut total = Duration::ZERO;
        while !rest.is_empty() {
            let unit_at = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(|| {
                if text.bytes().all(|byte| byte.is_ascii_digit()) {
                    ValueError::NoUnit(text.to_owned())
                } else {
                    ValueError::Duration
                }
            })?;
            let (number, tail) = rest.split_at(unit_at);
            let unit_end = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
            let (unit, next) = tail.split_at(unit_end);
            let (_, millis) = UNITS.iter().find(|(name, _)| *name == unit).ok_or(ValueError::Unit)?;
            let number: f64 = number.parse().map_err(|_| ValueError::Duration)?;
            #[allow(clippy::cast_precision_loss, reason = "the units are small")]
            let part = Duration::try_from_secs_f64(number * *millis as f64 / 1000.0);
            total = part
                .ok()
                .and_then(|part| total.checked_add(part))
                .filter(|sum| *sum <= MAX_DURATION)
                .ok_or(ValueError::TooLong)?;
            rest = next;
        }
        if text.is_empty() { Err(ValueError::Duration) } else { Ok(Self(total)) }
    }
}

impl fmt::Display for DurationText {
    /// The duration in the largest units, such as `1m30s`, truncated to milliseconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX);
        if rest == 0 {
            return f.write_str("0s");
        }
        for (unit, millis) in UNITS {
            if rest >= millis {
                write!(f, "{}{unit}", rest / millis)?;
                rest %= millis;
            }
        }
        Ok(())
    }
}

/// A timestamp in UTC, written as `2030-01-01T00:00:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimestampText(pub jiff::Timestamp);

impl FromStr for TimestampText {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        text.parse().map(Self).map_err(|_| ValueError::Timestamp)
    }
}

impl fmt::Display for TimestampText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An error of the contract, by its code.
#[derive(Debug, Clone, Copy)]
pub struct Code(pub &'static ErrorRow);

/// An operation of the contract, by its name.
#[derive(Debug, Clone, Copy)]
pub struct OperationName(pub &'static Operation);

/// A client result code with which a check ends in the browser alone, without a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientResultCode(pub &'static ClientResult);

/// The client result codes without a result.
pub fn interruptions() -> impl Iterator<Item = &'static ClientResult> {
    CLIENT_RESULTS.iter().filter(|row| !row.completes)
}

impl FromStr for ClientResultCode {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let row = interruptions().find(|row| row.code == text);
        row.map(Self).ok_or_else(|| ValueError::ClientResultCode(text.to_owned()))
    }
}

impl fmt::Display for ClientResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code)
    }
}

impl FromStr for Code {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        error::find(text).map(Self).ok_or_else(|| ValueError::ErrorCode(text.to_owned()))
    }
}

impl FromStr for OperationName {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        operations::find(text).map(Self).ok_or_else(|| ValueError::Operation(text.to_owned()))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code)
    }
}

impl fmt::Display for OperationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.0.code == other.0.code
    }
}

impl PartialEq for OperationName {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

/// Only `true`: for members that are either present or absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct True;

impl Serialize for True {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

impl<'de> Deserialize<'de> for True {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if bool::deserialize(deserializer)? { Ok(Self) } else { Err(D::Error::custom("expected true")) }
    }
}

impl JsonSchema for True {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Yes".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "const": true })
    }
}

/// The common parameters of all operations, handled by the gateway.
pub const COMMON_PARAMETERS: [&str; 13] = [
    "Action",
    "Version",
    "Format",
    "AccessKeyId",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
    "RegionId",
    "BearerToken",
];

/// All parameters that a rule can match, with their meanings: those of the operations, then the common ones.
#[must_use]
pub fn parameter_names() -> Vec<(&'static str, &'static str)> {
    let mut names: Vec<(&str, &str)> = Vec::new();
    for parameter in OPERATIONS.iter().flat_map(|operation| operation.parameters.iter()) {
        if names.iter().all(|(name, _)| *name != parameter.name) {
            names.push((parameter.name, parameter.meaning));
        }
    }
    names.extend(COMMON_PARAMETERS.map(|name| (name, "A common parameter of every operation.")));
    names
}

fn string_schema(description: &str, format: &str, example: &str) -> Schema {
    json_schema!({ "description": description, "type": "string", "format": format, "examples": [example] })
}

fn one_of(choices: impl Iterator<Item = (&'static str, String)>) -> Value {
    let mut choices_seen = Vec::new();
    for (word, meaning) in choices {
        if choices_seen.iter().all(|choice: &Value| choice["const"] != word) {
            choices_seen.push(json!({ "const": word, "description": meaning }));
        }
    }
    Value::Array(choices_seen)
}

macro_rules! as_string {
    ($($type:ident => $schema:expr;)*) => { $(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )* };
}

as_string! {
    DurationText => {
        let mut schema =
            string_schema("A duration: `800ms`, `2s`, `31m`, `1h`, `7d` or `1m30s`.", "duration-with-unit", "800ms");
        schema.insert("pattern".into(), json!(r"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d))+$"));
        schema
    };
    TimestampText => string_schema("A timestamp: `2030-01-01T00:00:00Z`.", "date-time", "2030-01-01T00:00:00Z");
    Code => json_schema!({
        "description": "An error code; status, message and body are those of the error.",
        "type": "string",
        "format": "error-code",
        "oneOf": one_of(ERRORS.iter().map(|row| (row.code, format!("{}: {}", row.status, row.meaning)))),
    });
    ClientResultCode => json_schema!({
        "description": "A client result code with which a check ends in the browser alone, without a result.",
        "type": "string",
        "oneOf": one_of(interruptions().map(|row| (row.code, row.outcome.meaning.to_owned()))),
    });
    OperationName => json_schema!({
        "description": "An operation of the service.",
        "type": "string",
        "format": "operation",
        "oneOf": one_of(OPERATIONS.iter().map(|row| (row.name, row.meaning.to_owned()))),
    });
}
