//! Writes responses as JSON, with members in the order of the real service.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::contract::error::ErrorOrigin;
use crate::contract::operations::EnvelopeMember;
use crate::contract::reply::{ApiResponse, Content, ResultValue, recommend};
use crate::contract::{ApiError, Operation};

/// The initial capacity of a body, in bytes: most bodies are smaller.
const USUAL_LENGTH: usize = 768;

/// The JSON body of a response; `host` is its `HostId`.
#[must_use]
pub fn write(response: &ApiResponse, host: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(USUAL_LENGTH);
    let request_id = &response.request_id;
    // Writing to a Vec cannot fail.
    let _ = match &response.content {
        Content::Success { operation, result } => {
            serde_json::to_writer(&mut out, &SuccessBody { operation, result, request_id })
        }
        Content::Error(error) => serde_json::to_writer(&mut out, &ErrorBody { error, request_id, host }),
        Content::Raw(raw) => return raw.body.to_vec(),
    };
    out
}

struct SuccessBody<'a> {
    operation: &'a Operation,
    result: &'a [(&'static str, ResultValue)],
    request_id: &'a str,
}

impl Serialize for SuccessBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(None)?;
        for member in self.operation.envelope {
            match member {
                EnvelopeMember::RequestId => body.serialize_entry("RequestId", self.request_id)?,
                EnvelopeMember::Code => body.serialize_entry("Code", self.operation.success_code)?,
                EnvelopeMember::Message => body.serialize_entry("Message", "success")?,
                EnvelopeMember::Result => body.serialize_entry("Result", &Members(self.result))?,
            }
        }
        body.end()
    }
}

struct ErrorBody<'a> {
    error: &'a ApiError,
    request_id: &'a str,
    host: &'a str,
}

impl Serialize for ErrorBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ErrorBody { error, request_id, host } = self;
        let recommend = recommend(error.row.code, request_id);
        let order = match error.row.origin {
            ErrorOrigin::Gateway => ["RequestId", "Message", "Recommend", "HostId", "Code"],
            ErrorOrigin::Service => ["RequestId", "HostId", "Code", "Message", "Recommend"],
        };
        let mut body = serializer.serialize_map(None)?;
        for name in order {
            let value = match name {
                "RequestId" => request_id,
                "Message" => &*error.message,
                "Recommend" => &recommend,
                "HostId" => host,
                _ => error.row.code,
            };
            body.serialize_entry(name, value)?;
        }
        if let Some(detail) = &error.access_denied {
            body.serialize_entry("AccessDeniedDetail", &Members(&detail.members()))?;
        }
        body.end()
    }
}

/// An object with these members in this order.
struct Members<'a, V>(&'a [(&'static str, V)]);

impl<V: Serialize> Serialize for Members<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
