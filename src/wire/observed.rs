//! An answer as an overlay has it: the observed body, filled with the values of this answer.

use crate::contract::overlay::{ObservedAnswer, OrderedValue};
use crate::contract::reply::{ApiResponse, Content};
use crate::wire::tree::{self, BodyTree};

/// The body in place of the emulator's own, which is `usual`.
pub(super) fn body(reply: &ApiResponse, observed: &ObservedAnswer, usual: &[u8], host: &str) -> Vec<u8> {
    let own = match tree::read(usual) {
        Some(BodyTree::Json(value) | BodyTree::Xml { content: value, .. }) => value,
        None => OrderedValue::Null,
    };
    let message = match &reply.content {
        Content::Error(error) => &error.message,
        Content::Success { .. } | Content::Raw(_) => observed.message.as_str(),
    };
    let content = observed.body(&own, |name| match name {
        "host" => Some(host),
        "code" => Some(&observed.code),
        "message" => Some(message),
        _ => id(reply, name),
    });
    match content {
        OrderedValue::String(text) if observed.root.is_empty() => text.into_bytes(),
        content if observed.root.is_empty() => tree::write(&BodyTree::Json(content)),
        content => tree::write(&BodyTree::Xml { root: observed.root.clone(), content }),
    }
}

/// An identifier that a placeholder stands for. One of a kind that the emulator does not draw is made of one that it
/// does.
fn id<'a>(reply: &'a ApiResponse, name: &str) -> Option<&'a str> {
    match name {
        "requestId" | "uuid" => Some(&reply.request_id),
        "traceId" | "hex" | "opaque" => Some(&reply.trace_id),
        "digits" => Some("0000000000000000"),
        _ => None,
    }
}
