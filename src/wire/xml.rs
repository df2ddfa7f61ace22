//! Writes responses as XML, the format of a V1 request without `Format`.

use quick_xml::escape::escape;

use crate::contract::operations::EnvelopeMember;
use crate::contract::reply::{ApiResponse, Content, ResultValue, recommend};

/// The XML body of a response; `host` is its `HostId`.
#[must_use]
pub fn write(response: &ApiResponse, host: &str) -> Vec<u8> {
    let mut out = String::with_capacity(1024);
    out.push_str("<?xml version='1.0' encoding='UTF-8'?>");
    match &response.content {
        Content::Success { operation, result } => {
            let root = format!("{}Response", operation.name);
            enclose(&mut out, &root, |out| {
                for member in operation.envelope {
                    match member {
                        EnvelopeMember::RequestId => element(out, "RequestId", &response.request_id),
                        EnvelopeMember::Code => element(out, "Code", operation.success_code),
                        EnvelopeMember::Message => element(out, "Message", "success"),
                        EnvelopeMember::Result => enclose(out, "Result", |out| {
                            for (key, value) in result {
                                match value {
                                    ResultValue::Text(text) => element(out, key, text),
                                    ResultValue::List(list) => {
                                        for one in list {
                                            element(out, key, one);
                                        }
                                    }
                                }
                            }
                        }),
                    }
                }
            });
        }
        Content::Raw(raw) => return raw.body.to_vec(),
        Content::Error(error) => enclose(&mut out, "Error", |out| {
            element(out, "RequestId", &response.request_id);
            element(out, "HostId", host);
            element(out, "Code", error.row.code);
            element(out, "Message", &error.message);
            element(out, "Recommend", &recommend(error.row.code, &response.request_id));
            if let Some(detail) = &error.access_denied {
                enclose(out, "AccessDeniedDetail", |out| {
                    for (name, value) in detail.members() {
                        element(out, name, value);
                    }
                });
            }
        }),
    }
    out.into_bytes()
}

fn element(out: &mut String, name: &str, value: &str) {
    enclose(out, name, |out| out.push_str(&escape(value)));
}

fn enclose(out: &mut String, name: &str, inner: impl FnOnce(&mut String)) {
    out.push('<');
    out.push_str(name);
    out.push('>');
    inner(out);
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}
