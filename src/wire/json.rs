//! Writes responses as JSON, with members in the order of the real service.

use crate::contract::error::ErrorOrigin;
use crate::contract::operations::EnvelopeMember;
use crate::contract::reply::{ApiResponse, Content, ResultValue, recommend};

/// The JSON body of a response; `host` is its `HostId`.
#[must_use]
pub fn write(response: &ApiResponse, host: &str) -> Vec<u8> {
    let mut body = Object::new();
    match &response.content {
        Content::Success { operation, result } => {
            for member in operation.envelope {
                match member {
                    EnvelopeMember::RequestId => body.string("RequestId", &response.request_id),
                    EnvelopeMember::Code => body.string("Code", operation.success_code),
                    EnvelopeMember::Message => body.string("Message", "success"),
                    EnvelopeMember::Result => body.result(result),
                }
            }
        }
        Content::Raw(raw) => return raw.body.to_vec(),
        Content::Error(error) => {
            let recommend = recommend(error.row.code, &response.request_id);
            let values = |key| match key {
                "RequestId" => response.request_id.as_str(),
                "Message" => &error.message,
                "Recommend" => &recommend,
                "HostId" => host,
                _ => error.row.code,
            };
            let order = match error.row.origin {
                ErrorOrigin::Gateway => ["RequestId", "Message", "Recommend", "HostId", "Code"],
                ErrorOrigin::Service => ["RequestId", "HostId", "Code", "Message", "Recommend"],
            };
            for key in order {
                body.string(key, values(key));
            }
            if let Some(detail) = &error.access_denied {
                body.object("AccessDeniedDetail", detail.members().into_iter());
            }
        }
    }
    body.end()
}

/// Whether a string needs no escaping in JSON. Without branches, so that it is vectorised.
fn is_plain(text: &str) -> bool {
    let special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    !text.bytes().fold(false, |found, byte| found | special(byte))
}

/// Writes a JSON object.
struct Object {
    out: Vec<u8>,
}

impl Object {
    fn new() -> Self {
        let mut out = Vec::with_capacity(768);
        out.push(b'{');
        Self { out }
    }

    fn string(&mut self, key: &str, value: &str) {
        self.key(key);
        if is_plain(value) {
            self.out.push(b'"');
            self.out.extend_from_slice(value.as_bytes());
            self.out.push(b'"');
        } else {
            // Writing to a Vec cannot fail.
            let _ = serde_json::to_writer(&mut self.out, value);
        }
    }

    fn object<'a>(&mut self, key: &str, members: impl Iterator<Item = (&'a str, &'a str)>) {
        self.key(key);
        self.out.push(b'{');
        for (key, value) in members {
            self.string(key, value);
        }
        self.out.push(b'}');
    }

    fn result(&mut self, members: &[(&'static str, ResultValue)]) {
        self.key("Result");
        self.out.push(b'{');
        for (key, value) in members {
            match value {
                ResultValue::Text(text) => self.string(key, text),
                ResultValue::List(list) => {
                    self.key(key);
                    // Writing to a Vec cannot fail.
                    let _ = serde_json::to_writer(&mut self.out, list);
                }
            }
        }
        self.out.push(b'}');
    }

    fn key(&mut self, key: &str) {
        if self.out.last() != Some(&b'{') {
            self.out.push(b',');
        }
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    fn end(mut self) -> Vec<u8> {
        self.out.push(b'}');
        self.out
    }
}
