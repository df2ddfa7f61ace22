//! Shared by the checks: which range to mark, and the order of two durations.

use crate::scenario::format::DurationText;
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::tree::{Node, NodeKind, SourceRange};

/// The range to mark for a member: its value (for an object or array only the bracket), or the start of `node`.
pub(in crate::scenario) fn range_of(node: &Node, path: &[&str]) -> SourceRange {
    node.at(path).map_or(node.range.start..node.range.start + 1, |found| match found.kind {
        NodeKind::Object(_) | NodeKind::Array(_) => found.range.start..found.range.start + 1,
        _ => found.range.clone(),
    })
}

/// Checks that the first duration is not longer than the second.
pub(in crate::scenario) fn ordered(
    node: &Node,
    low: (&str, DurationText),
    high: (&str, DurationText),
    findings: &mut Vec<Finding>,
) {
    if low.1 > high.1 {
        let finding =
            Finding::new(&range_of(node, &[low.0]), format!("`{}` is greater than `{}`", low.0, high.0));
        let finding = finding.label(format!("expected at most {}", high.1));
        findings.push(finding.also(&range_of(node, &[high.0]), format!("`{}`", high.0)));
    }
}
