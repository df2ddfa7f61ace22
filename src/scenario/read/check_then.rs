//! Checks that involve several members of a `then`.

use crate::contract::nearest::nearest;
use crate::contract::operations::OperationKind;
use crate::scenario::format::{
    COMMON_PARAMETERS, Connection, ConnectionFault, Delay, ScenarioReply, Then, When, parameter_names,
};
use crate::scenario::read::compare::{ordered, range_of};
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::tree::{Node, SourceRange};

/// Checks a `then`; `when` is that of the same rule.
pub(in crate::scenario) fn check(node: &Node, then: &Then, when: &When, findings: &mut Vec<Finding>) {
    one_response(node, then, findings);
    if then.error.is_none() {
        for name in ["message", "status", "retryAfter"] {
            if node.member(name).is_some() {
                let finding = Finding::new(
                    &name_range(node, name),
                    format!("`{name}` modifies an `error`, but there is none"),
                );
                findings.push(
                    finding.help("add an `error`, or use `reply`, which has its own `status` and `body`"),
                );
            }
        }
    }
    match (then.delay, node.at(&["delay"])) {
        (Some(Delay::Range(range)), Some(delay)) => {
            ordered(delay, ("min", range.min), ("max", range.max), findings);
        }
        (Some(Delay::Median(distribution)), Some(delay)) => {
            ordered(delay, ("median", distribution.median), ("p99", distribution.p99), findings);
        }
        _ => {}
    }
    if let (Some(given), Some(node)) = (&then.reply, node.at(&["reply"])) {
        reply(node, given, findings);
    }
    if let Some(node) = node.at(&["emulate"]) {
        emulate(node, then, findings);
    }
    if let Some(callback) = &then.callback
        && callback.drop == Some(true)
        && (callback.repeat.is_some() || callback.delay.is_some())
    {
        let finding = Finding::new(
            &range_of(node, &["callback", "drop"]),
            "a callback that is dropped is neither delayed nor repeated",
        );
        findings.push(finding.help("remove `drop` or the other members"));
    }
    if let Some(check) = &then.verification
        && let Some(name) =
            [("resultCode", check.result_code.is_some()), ("expires", check.expires.is_some())]
                .into_iter()
                .find_map(|(name, given)| given.then_some(name))
        && (check.passed.is_some() || check.sub_code.is_some())
    {
        let finding = Finding::new(
            &range_of(node, &["verification", name]),
            format!("a check with `{name}` has no result of its own"),
        );
        findings.push(finding.help("remove `passed` and `subCode`"));
    }
    for name in ["verification", "callback"] {
        if node.member(name).is_none() {
            continue;
        }
        let reason = match when.operation {
            Some(operation) if operation.0.kind != OperationKind::Initialize => {
                format!("`{name}` applies to Initialize only, but this rule matches {operation}")
            }
            _ if then.error.is_some() || then.reply.is_some() => {
                format!("`{name}` has no effect: the call gets another response and starts no identity check")
            }
            _ => continue,
        };
        findings.push(Finding::new(&name_range(node, name), reason));
    }
}

fn name_range(node: &Node, name: &str) -> SourceRange {
    node.member(name).map_or(0..0, |member| member.name_range.clone())
}

/// Checks that at most one member determines the response.
fn one_response(node: &Node, then: &Then, findings: &mut Vec<Finding>) {
    let given: Vec<&str> = ["error", "reply", "pass", "emulate"]
        .into_iter()
        .filter(|name| node.member(name).is_some())
        .collect();
    if let [first, second, ..] = given[..] {
        let message = format!("a rule has only one response, but this one has `{first}` and `{second}`");
        let finding = Finding::new(&name_range(node, second), message).label("the second response");
        findings.push(
            finding
                .also(&name_range(node, first), "the first response")
                .help("split it into two rules, or remove one of the two"),
        );
        return;
    }
    let (Some(connection), [other]) = (then.connection, &given[..]) else { return };
    let sends_response = matches!(
        connection,
        Connection::Stall(_) | Connection::Fault(ConnectionFault::CloseMidBody | ConnectionFault::Stall)
    );
    if matches!(*other, "error" | "reply") && sends_response {
        return;
    }
    let message = match *other {
        "error" | "reply" => format!("`{other}` has no effect: nothing of the response is sent"),
        _ => format!("`{other}` and `connection` exclude each other"),
    };
    let finding = Finding::new(&name_range(node, other), message)
        .also(&name_range(node, "connection"), "because of this");
    findings.push(finding.help("only closeMidBody and stall send a part of the response"));
}

fn reply(node: &Node, reply: &ScenarioReply, findings: &mut Vec<Finding>) {
    for (name, value) in &reply.headers {
        let Some(member) = node.at(&["headers"]).and_then(|headers| headers.member(name)) else { continue };
        let lower = name.to_ascii_lowercase();
        if name.parse::<http::HeaderName>().is_err() {
            findings.push(Finding::new(&member.name_range, format!("\"{name}\" is not a valid header name")));
        } else if http::HeaderValue::from_str(value).is_err() {
            let message = format!("invalid value of the header {name}");
            findings.push(Finding::new(&member.value.range, message).help("a header value is a single line"));
        } else if ["content-length", "transfer-encoding", "connection"].contains(&lower.as_str()) {
            let message = format!("{name} is set automatically; a rule cannot set it");
            let finding = Finding::new(&member.name_range, message);
            findings.push(finding.help(
                "for a body that is shorter than its Content-Length use \"connection\": \"closeMidBody\"",
            ));
        }
    }
    if matches!(reply.status, Some(204 | 304)) && !reply.body.text().is_empty() {
        let finding = Finding::new(&range_of(node, &["status"]), "a response with this status has no body");
        findings.push(finding.help("remove `body`, or use another status"));
    }
}

fn emulate(node: &Node, then: &Then, findings: &mut Vec<Finding>) {
    let Some(given) = &then.emulate else { return };
    if given.parameter.is_some() == given.header.is_some() {
        let finding = Finding::new(
            &range_of(node, &["prefix"]),
            "the commands are either in a `parameter` or in a `header`",
        );
        findings.push(finding.help("set exactly one of the two; use two rules to check both"));
    }
    if let Some(name) = &given.parameter
        && parameter_names().iter().all(|(known, _)| known != name)
    {
        let names = parameter_names();
        let finding =
            Finding::new(&range_of(node, &["parameter"]), format!("no operation has a parameter `{name}`"));
        findings.push(match nearest(name, names.iter().map(|(name, _)| *name).chain(COMMON_PARAMETERS)) {
            Some(near) => finding.label(format!("did you mean `{near}`?")),
            None => finding.help("`cloudauth-local explain` lists the parameters"),
        });
    }
    if let Some(name) = &given.header
        && name.parse::<http::HeaderName>().is_err()
    {
        findings.push(Finding::new(
            &range_of(node, &["header"]),
            format!("\"{name}\" is not a valid header name"),
        ));
    }
}
