//! The response body given by an overlay: the observed body, filled with the values of this response.

use crate::contract::overlay::{ObservedAnswer, OrderedValue};
use crate::contract::reply::{ApiResponse, Content};
use crate::wire::tree::{self, BodyTree};

/// The body that replaces `usual`, the emulator's own.
pub(super) fn body(response: &ApiResponse, observed: &ObservedAnswer, usual: &[u8], host: &str) -> Vec<u8> {
    let own = match tree::read(usual) {
        Some(BodyTree::Json(value) | BodyTree::Xml { content: value, .. }) => value,
        None => OrderedValue::Null,
    };
    let message = match &response.content {
        Content::Error(error) => &error.message,
        Content::Success { .. } | Content::Raw(_) => observed.message.as_str(),
    };
    let content = observed.body(&own, |name| match name {
        "host" => Some(host),
        "code" => Some(&observed.code),
        "message" => Some(message),
        _ => id(response, name),
    });
    match content {
        OrderedValue::String(text) if observed.root.is_empty() => text.into_bytes(),
        content if observed.root.is_empty() => tree::write(&BodyTree::Json(content)),
        content => tree::write(&BodyTree::Xml { root: observed.root.clone(), content }),
    }
}

/// The value of a placeholder for an identifier. Kinds that the emulator does not generate reuse one of the same form.
fn id<'a>(response: &'a ApiResponse, name: &str) -> Option<&'a str> {
    match name {
        "requestId" | "uuid" => Some(&response.request_id),
        "traceId" | "hex" | "opaque" => Some(&response.trace_id),
        "digits" => Some("0000000000000000"),
        _ => None,
    }
}
