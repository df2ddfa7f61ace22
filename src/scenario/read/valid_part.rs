//! The valid part of a scenario that is still being written.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::scenario::Scenario;
use crate::scenario::format::Rule;
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::load::{check_across, within};
use crate::scenario::read::parse::parse;
use crate::scenario::read::shape;
use crate::scenario::read::tree::{Node, NodeMember};
use crate::scenario::schema::schema;

/// The valid part of a scenario file.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidPart {
    /// The scenario without its rules, and without the members and accounts that have a finding.
    pub scenario: Scenario,
    /// The rules in their order; `None` for one that has a finding.
    pub rules: Vec<Option<Rule>>,
}

/// Reads the valid part of a text; `None` if there is none.
#[must_use]
pub fn load_valid_part(text: &str) -> Option<ValidPart> {
    let mut findings = Vec::new();
    let root = parse(text, &mut findings)?;
    shape::check(&root, schema(), &mut findings);
    check_across(&root, &mut findings);
    let rules = root.at(&["rules"]).map(Node::items).unwrap_or_default();
    let members = root.members().iter().filter(|member| member.name != "rules");
    let members: Map<String, Value> =
        members.filter_map(|member| Some((member.name.clone(), valid_value(member, &findings)?))).collect();
    Some(ValidPart {
        scenario: serde_json::from_value(Value::Object(members)).ok()?,
        rules: rules.iter().map(|rule| typed(rule, &findings)).collect(),
    })
}

/// The value of a member without a finding; of `accounts`, the valid ones.
fn valid_value(member: &NodeMember, findings: &[Finding]) -> Option<Value> {
    if member.name == "accounts" {
        let valid = member.value.items().iter().filter(|account| is_valid(account, findings));
        return Some(valid.map(Node::to_value).collect());
    }
    let named = &member.name_range;
    let at_its_name =
        |finding: &Finding| named.start <= finding.range.start && finding.range.end <= named.end;
    (is_valid(&member.value, findings) && !findings.iter().any(at_its_name)).then(|| member.value.to_value())
}

fn typed<T: DeserializeOwned>(node: &Node, findings: &[Finding]) -> Option<T> {
    is_valid(node, findings).then(|| serde_json::from_value(node.to_value()).ok())?
}

fn is_valid(node: &Node, findings: &[Finding]) -> bool {
    !findings.iter().any(|finding| within(finding, node))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::explain_valid_part;

    #[test]
    fn valid_rules_keep_their_numbers() {
        let text = r#"{
            "seed": 7, "rulez": 1, "limits": { "Initialize": { "qps": "x" } },
            "accounts": [{ "accessKeyId": "a", "accessKeySecret": "s" }, { "accessKeyId": "b" }],
            "rules": [
                { "when": { "operation": "KeepaliveIntl" }, "then": { "error": "InternalError" } },
                { "then": { "error": "Throtling.Api" } },
                { "when": { "operation": "Initialize" }, "then": { "delay": "2s" } },
                { "then": { "er"#;
        let part = load_valid_part(text).unwrap();
        let valid: Vec<_> = part.rules.iter().map(Option::is_some).collect();
        assert_eq!(valid, [true, false, true, false]);
        assert_eq!((part.scenario.seed, part.scenario.accounts.len()), (Some(7), 1));
        assert!(part.scenario.limits.is_empty());
        let told = explain_valid_part(&part);
        assert!(told.contains("  1. All KeepaliveIntl calls: the response is 500 InternalError"), "{told}");
        assert!(told.contains("  2. Not valid yet."), "{told}");
        assert!(told.contains("  3. All Initialize calls: the response is delayed by 2s"), "{told}");
    }

    #[test]
    fn a_text_without_an_object_has_no_rules() {
        for text in ["", "7", "[]"] {
            assert!(load_valid_part(text).is_none_or(|part| part.rules.is_empty()), "{text:?}");
        }
    }
}
