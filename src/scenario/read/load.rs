//! Loads a [`Scenario`], or returns all its errors.

use serde::de::DeserializeOwned;

use crate::scenario::Scenario;
use crate::scenario::budget::CompileBudget;
use crate::scenario::error::RuleError;
use crate::scenario::format::{Rule, ScenarioAccount};
use crate::scenario::matcher::CompiledWhen;
use crate::scenario::read::cursor::MAX_FINDINGS;
use crate::scenario::read::diagnostic::{Diagnostic, Finding};
use crate::scenario::read::mask::secrets;
use crate::scenario::read::parse::parse;
use crate::scenario::read::tree::Node;
use crate::scenario::read::{check, reach, shape};
use crate::scenario::schema::schema;

/// The maximum number of rules: every call evaluates them.
const MAX_RULES: usize = 1000;

/// Parses a scenario.
///
/// # Errors
/// All errors of the source, in its order.
pub fn load(text: &str) -> Result<Scenario, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let root = parse(text, &mut findings);
    if let Some(root) = &root {
        shape::check(root, schema(), &mut findings);
        check_across(root, &mut findings);
    }
    if let Some(root) = root.filter(|_| findings.is_empty()) {
        match serde_json::from_value(root.to_value()) {
            Ok(scenario) => return Ok(scenario),
            Err(finding) => findings.push(Finding::new(&(0..1), finding.to_string())),
        }
    }
    findings.sort_by_key(|finding| finding.range.start);
    findings.truncate(MAX_FINDINGS);
    let secrets = secrets(text);
    Err(findings.into_iter().map(|finding| finding.masking(&secrets, text).locate(text)).collect())
}

/// Parses a scenario from the bytes of a file.
///
/// # Errors
/// As [`load`]; invalid UTF-8 is one error.
pub fn load_bytes(bytes: &[u8]) -> Result<Scenario, Vec<Diagnostic>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => load(text),
        Err(error) => {
            let text = String::from_utf8_lossy(bytes);
            let at = error.valid_up_to();
            let finding = Finding::new(&(at..at + 1), "this byte is not valid UTF-8")
                .help("save the file as UTF-8, the encoding of JSON");
            Err(vec![finding.locate(&text)])
        }
    }
}

/// Checks that involve several values, for those that are valid by themselves.
pub(in crate::scenario::read) fn check_across(root: &Node, findings: &mut Vec<Finding>) {
    if let Some(first) = root.at(&["rules"]).and_then(|rules| rules.items().get(MAX_RULES)) {
        let range = first.range.start..first.range.start + 1;
        let finding = Finding::new(&range, format!("a scenario has at most {MAX_RULES} rules"));
        return findings.push(finding.label("the first rule above the limit"));
    }
    let accounts: Vec<(&Node, ScenarioAccount)> =
        typed(root, "accounts", findings).map(|(_, node, value)| (node, value)).collect();
    let rules: Vec<(usize, &Node, Rule)> = typed(root, "rules", findings).collect();
    check::accounts(&accounts, findings);
    if let Some(finding) = over_budget(&rules) {
        return findings.push(finding);
    }
    let before = findings.len();
    for (_, node, rule) in &rules {
        check::rule(node, rule, findings);
    }
    let valid: Vec<_> = rules
        .into_iter()
        .filter(|(_, node, _)| !findings[before..].iter().any(|finding| within(finding, node)))
        .collect();
    reach::check(&valid, findings);
}

/// The error of the first rule with which the rules cost too much; the other checks would take long.
fn over_budget(rules: &[(usize, &Node, Rule)]) -> Option<Finding> {
    let mut budget = CompileBudget::default();
    let mut exceeds = |when| CompiledWhen::new(when, &mut budget).err().filter(RuleError::is_budget);
    let (number, node, error) =
        rules.iter().find_map(|(number, node, rule)| Some((number, node, exceeds(&rule.when)?)))?;
    let range = node.range.start..node.range.start + 1;
    let finding = Finding::new(&range, format!("rule {}: {error}", number + 1));
    Some(finding.label("the first rule above the limit"))
}

/// The elements of an array that have no errors, with their index.
fn typed<'a, T: DeserializeOwned>(
    root: &'a Node,
    name: &str,
    findings: &[Finding],
) -> impl Iterator<Item = (usize, &'a Node, T)> + use<'a, T> {
    let items = root.at(&[name]).map(Node::items).unwrap_or_default();
    let invalid: Vec<bool> =
        items.iter().map(|node| findings.iter().any(|finding| within(finding, node))).collect();
    items
        .iter()
        .enumerate()
        .zip(invalid)
        .filter(|(_, invalid)| !invalid)
        .filter_map(|((index, node), _)| Some((index, node, serde_json::from_value(node.to_value()).ok()?)))
}

pub(in crate::scenario::read) fn within(finding: &Finding, node: &Node) -> bool {
    node.range.start <= finding.range.start && finding.range.end <= node.range.end
}
