//! What the members of a `then` say against each other.

use crate::contract::nearest::nearest;
use crate::contract::operations::OperationKind;
use crate::scenario::format::{
    COMMON_PARAMETERS, Connection, ConnectionFault, Delay, ScenarioReply, Then, When, parameter_names,
};
use crate::scenario::read::compare::{ordered, place};
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::tree::{Node, SourceRange};

/// Checks a `then`; `when` is that of the same rule.
pub(in crate::scenario) fn check(node: &Node, then: &Then, when: &When, findings: &mut Vec<Finding>) {
    one_answer(node, then, findings);
    if then.error.is_none() {
        for name in ["message", "status", "retryAfter"] {
            if node.member(name).is_some() {
                let finding = Finding::new(
                    &name_place(node, name),
                    format!("`{name}` changes an `error`, and there is none"),
                );
                findings.push(
                    finding.help(
                        "put an `error` beside it, or use `reply`, which has its own `status` and `body`",
                    ),
                );
            }
        }
    }
    match (then.delay, node.at(&["delay"])) {
        (Some(Delay::Range(range)), Some(delay)) => {
            ordered(delay, ("min", range.min), ("max", range.max), findings);
        }
        (Some(Delay::Median(spread)), Some(delay)) => {
            ordered(delay, ("median", spread.median), ("p99", spread.p99), findings);
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
            &place(node, &["callback", "drop"]),
            "a callback that is dropped is neither delayed nor repeated",
        );
        findings.push(finding.help("take `drop` or the others out"));
    }
    for name in ["verification", "callback"] {
        if node.member(name).is_none() {
            continue;
        }
        let reason = match when.operation {
            Some(operation) if operation.0.kind != OperationKind::Initialize => {
                format!("`{name}` acts on Initialize, and this rule on {operation}")
            }
            _ if then.error.is_some() || then.reply.is_some() => {
                format!("`{name}` never acts: the call gets another answer and starts no identity check")
            }
            _ => continue,
        };
        findings.push(Finding::new(&name_place(node, name), reason));
    }
}

fn name_place(node: &Node, name: &str) -> SourceRange {
    node.member(name).map_or(0..0, |member| member.name_place.clone())
}

/// At most one of the members that answer.
fn one_answer(node: &Node, then: &Then, findings: &mut Vec<Finding>) {
    let given: Vec<&str> = ["error", "reply", "pass", "emulate"]
        .into_iter()
        .filter(|name| node.member(name).is_some())
        .collect();
    if let [first, second, ..] = given[..] {
        let message = format!("a rule has one answer, and this one has `{first}` and `{second}`");
        let finding = Finding::new(&name_place(node, second), message).label("the second answer");
        findings.push(
            finding
                .also(&name_place(node, first), "the first answer")
                .help("make two rules of it, or take one out"),
        );
        return;
    }
    let (Some(connection), [other]) = (then.connection, &given[..]) else { return };
    let keeps_answer = matches!(
        connection,
        Connection::Stall(_) | Connection::Fault(ConnectionFault::CloseMidBody | ConnectionFault::Stall)
    );
    if matches!(*other, "error" | "reply") && keeps_answer {
        return;
    }
    let message = match *other {
        "error" | "reply" => format!("`{other}` never arrives: of the answer nothing is sent"),
        _ => format!("`{other}` and `connection` exclude each other"),
    };
    let finding = Finding::new(&name_place(node, other), message)
        .also(&name_place(node, "connection"), "because of this");
    findings.push(finding.help("only closeMidBody and stall send a part of the answer"));
}

fn reply(node: &Node, reply: &ScenarioReply, findings: &mut Vec<Finding>) {
    for (name, value) in &reply.headers {
        let Some(member) = node.at(&["headers"]).and_then(|headers| headers.member(name)) else { continue };
        let lower = name.to_ascii_lowercase();
        if name.parse::<http::HeaderName>().is_err() {
            findings
                .push(Finding::new(&member.name_place, format!("\"{name}\" cannot be the name of a header")));
        } else if http::HeaderValue::from_str(value).is_err() {
            let message = format!("this cannot be the value of the header {name}");
            findings.push(
                Finding::new(&member.value.place, message).help("a header's value is one line of text"),
            );
        } else if ["content-length", "transfer-encoding", "connection"].contains(&lower.as_str()) {
            let message = format!("{name} follows from the body; a rule cannot set it");
            let finding = Finding::new(&member.name_place, message);
            findings.push(finding.help(
                "for a body that is shorter than its Content-Length use \"connection\": \"closeMidBody\"",
            ));
        }
    }
    if matches!(reply.status, Some(204 | 304)) && !reply.body.text().is_empty() {
        let finding = Finding::new(&place(node, &["status"]), "an answer of this status has no body");
        findings.push(finding.help("take `body` out, or use another status"));
    }
}

fn emulate(node: &Node, then: &Then, findings: &mut Vec<Finding>) {
    let Some(given) = &then.emulate else { return };
    if given.parameter.is_some() == given.header.is_some() {
        let finding =
            Finding::new(&place(node, &["prefix"]), "the words are either in a `parameter` or in a `header`");
        findings.push(finding.help("give `emulate` exactly one of the two; two rules can look at both"));
    }
    if let Some(name) = &given.parameter
        && parameter_names().iter().all(|(known, _)| known != name)
    {
        let names = parameter_names();
        let finding =
            Finding::new(&place(node, &["parameter"]), format!("no operation has a parameter `{name}`"));
        findings.push(match nearest(name, names.iter().map(|(name, _)| *name).chain(COMMON_PARAMETERS)) {
            Some(near) => finding.label(format!("did you mean `{near}`?")),
            None => finding.help("`cloudauth-local explain` lists the parameters"),
        });
    }
    if let Some(name) = &given.header
        && name.parse::<http::HeaderName>().is_err()
    {
        findings.push(Finding::new(
            &place(node, &["header"]),
            format!("\"{name}\" cannot be the name of a header"),
        ));
    }
}
