//! Text to a [`Scenario`], or to everything that is wrong with it.

use serde::de::DeserializeOwned;

use crate::scenario::Scenario;
use crate::scenario::format::{Rule, ScenarioAccount};
use crate::scenario::read::cursor::MAX_FINDINGS;
use crate::scenario::read::diagnostic::{Diagnostic, Finding};
use crate::scenario::read::mask::secrets;
use crate::scenario::read::parse::parse;
use crate::scenario::read::tree::Node;
use crate::scenario::read::{check, reach, shape};
use crate::scenario::schema::schema;

/// So many rules fit into a scenario; every call passes all of them.
const MOST_RULES: usize = 1000;

/// Reads a scenario.
///
/// # Errors
/// Every fault of the text, in its order.
pub fn load(text: &str) -> Result<Scenario, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let root = parse(text, &mut findings);
    if let Some(root) = &root {
        shape::check(root, schema(), &mut findings);
        across(root, &mut findings);
    }
    if let Some(root) = root.filter(|_| findings.is_empty()) {
        match serde_json::from_value(root.to_value()) {
            Ok(scenario) => return Ok(scenario),
            Err(finding) => findings.push(Finding::new(&(0..1), finding.to_string())),
        }
    }
    findings.sort_by_key(|finding| finding.place.start);
    findings.truncate(MAX_FINDINGS);
    let secrets = secrets(text);
    Err(findings.into_iter().map(|finding| finding.hiding(&secrets, text).locate(text)).collect())
}

/// Reads a scenario from the bytes of a file.
///
/// # Errors
/// As [`load`]; bytes that are not UTF-8 are one fault.
pub fn load_bytes(bytes: &[u8]) -> Result<Scenario, Vec<Diagnostic>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => load(text),
        Err(error) => {
            let text = String::from_utf8_lossy(bytes);
            let at = error.valid_up_to();
            let finding = Finding::new(&(at..at + 1), "this byte is no UTF-8")
                .help("save the file as UTF-8, in which JSON is written");
            Err(vec![finding.locate(&text)])
        }
    }
}

/// What values say against each other, wherever their own shape is right.
fn across(root: &Node, findings: &mut Vec<Finding>) {
    if let Some(first) = root.at(&["rules"]).and_then(|rules| rules.items().get(MOST_RULES)) {
        let place = first.place.start..first.place.start + 1;
        let finding = Finding::new(&place, format!("a scenario has at most {MOST_RULES} rules"));
        return findings.push(finding.label("the first one too many"));
    }
    let accounts: Vec<(&Node, ScenarioAccount)> =
        typed(root, "accounts", findings).map(|(_, node, it)| (node, it)).collect();
    let rules: Vec<(usize, &Node, Rule)> = typed(root, "rules", findings).collect();
    check::accounts(&accounts, findings);
    let before = findings.len();
    for (_, node, rule) in &rules {
        check::rule(node, rule, findings);
    }
    let sound: Vec<_> = rules
        .into_iter()
        .filter(|(_, node, _)| !findings[before..].iter().any(|finding| within(finding, node)))
        .collect();
    reach::check(&sound, findings);
}

/// The elements of a list that have no fault in them, with their index.
fn typed<'a, T: DeserializeOwned>(
    root: &'a Node,
    name: &str,
    findings: &[Finding],
) -> impl Iterator<Item = (usize, &'a Node, T)> + use<'a, T> {
    let items = root.at(&[name]).map(Node::items).unwrap_or_default();
    let bad: Vec<bool> =
        items.iter().map(|node| findings.iter().any(|finding| within(finding, node))).collect();
    items
        .iter()
        .enumerate()
        .zip(bad)
        .filter(|(_, bad)| !bad)
        .filter_map(|((index, node), _)| Some((index, node, serde_json::from_value(node.to_value()).ok()?)))
}

fn within(finding: &Finding, node: &Node) -> bool {
    node.place.start <= finding.place.start && finding.place.end <= node.place.end
}
