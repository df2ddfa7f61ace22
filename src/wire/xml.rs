//! Answers as XML, which a V1 request gets when it names no Format.

use quick_xml::escape::escape;

use crate::contract::operations::EnvelopeMember;
use crate::contract::reply::{ApiResponse, Content, recommend};

/// The XML body of an answer; `host` is its `HostId`.
#[must_use]
pub fn write(reply: &ApiResponse, host: &str) -> Vec<u8> {
    let mut out = String::with_capacity(1024);
    out.push_str("<?xml version='1.0' encoding='UTF-8'?>");
    match &reply.content {
        Content::Success { operation, result } => {
            let root = format!("{}Response", operation.name);
            wrap(&mut out, &root, |out| {
                for member in operation.envelope {
                    match member {
                        EnvelopeMember::RequestId => text(out, "RequestId", &reply.request_id),
                        EnvelopeMember::Code => text(out, "Code", "Success"),
                        EnvelopeMember::Message => text(out, "Message", "success"),
                        EnvelopeMember::Result => wrap(out, "Result", |out| {
                            for (key, value) in result {
                                text(out, key, value);
                            }
                        }),
                    }
                }
            });
        }
        Content::Raw(raw) => return raw.body.to_vec(),
        Content::Error(error) => wrap(&mut out, "Error", |out| {
            text(out, "RequestId", &reply.request_id);
            text(out, "HostId", host);
            text(out, "Code", error.row.code);
            text(out, "Message", &error.message);
            text(out, "Recommend", &recommend(error.row.code, &reply.request_id));
        }),
    }
    out.into_bytes()
}

fn text(out: &mut String, name: &str, value: &str) {
    wrap(out, name, |out| out.push_str(&escape(value)));
}

fn wrap(out: &mut String, name: &str, inner: impl FnOnce(&mut String)) {
    out.push('<');
    out.push_str(name);
    out.push('>');
    inner(out);
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}
