//! What the checks of a file share: the order of two durations, and where to point.

use crate::scenario::format::DurationText;
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::tree::{Node, NodeKind, SourceRange};

/// Where to point at a member of a rule: at its value, or else at the rule's beginning.
pub(in crate::scenario) fn place(node: &Node, path: &[&str]) -> SourceRange {
    node.at(path).map_or(node.place.start..node.place.start + 1, |found| match found.kind {
        NodeKind::Object(_) | NodeKind::List(_) => found.place.start..found.place.start + 1,
        _ => found.place.clone(),
    })
}

/// Two spans of which the first must not be longer.
pub(in crate::scenario) fn ordered(
    node: &Node,
    low: (&str, DurationText),
    high: (&str, DurationText),
    findings: &mut Vec<Finding>,
) {
    if low.1 > high.1 {
        let finding = Finding::new(&place(node, &[low.0]), format!("`{}` is above `{}`", low.0, high.0));
        let finding = finding.label(format!("expected at most {}", high.1));
        findings.push(finding.also(&place(node, &[high.0]), format!("`{}`", high.0)));
    }
}
