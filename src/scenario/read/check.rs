//! Checks that involve several values: `min` above `max`, a duplicate account, conditions that exclude each other.

use std::collections::HashMap;

use crate::scenario::format::{CallNumbers, Conditions, Match, Rule, ScenarioAccount, When};
use crate::scenario::matcher::{Matcher, includes};
use crate::scenario::read::check_then;
use crate::scenario::read::compare::range_of;
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::tree::{Node, SourceRange};

/// Checks accounts: no duplicate keys, tokens only for temporary keys.
pub(in crate::scenario) fn accounts(accounts: &[(&Node, ScenarioAccount)], findings: &mut Vec<Finding>) {
    let mut seen: HashMap<&str, SourceRange> = HashMap::new();
    for (node, account) in accounts {
        let here = range_of(node, &["accessKeyId"]);
        if let Some(first) = seen.get(account.access_key_id.as_str()) {
            let message = format!("duplicate access key \"{}\"", account.access_key_id);
            let finding = Finding::new(&here, message).label("the second one").also(first, "the first one");
            findings.push(finding.help("keys of the same account need different ids and the same `account`"));
        }
        seen.entry(&account.access_key_id).or_insert(here);
        for name in ["securityToken", "securityTokenExpires"] {
            if node.member(name).is_some() && !account.access_key_id.starts_with("STS.") {
                let message = format!("`{name}` is allowed for temporary keys only");
                let finding = Finding::new(&range_of(node, &[name]), message);
                findings.push(finding.help(format!(
                    "the `accessKeyId` of a temporary key starts with STS.: \"STS.{}\"",
                    account.access_key_id
                )));
            }
        }
    }
}

/// Checks a rule.
pub(in crate::scenario) fn rule(node: &Node, rule: &Rule, findings: &mut Vec<Finding>) {
    if let Some(when) = node.at(&["when"]) {
        conditions(when, &rule.when, findings);
    }
    if let Some(then) = node.at(&["then"]) {
        check_then::check(then, &rule.then, &rule.when, findings);
    }
}

/// How many parameters, and how many headers, the conditions of a rule may name.
const MAX_NAMES: usize = 1000;

fn conditions(node: &Node, when: &When, findings: &mut Vec<Finding>) {
    for (member, count) in [("parameters", when.parameters.0.len()), ("headers", when.headers.0.len())] {
        if count > MAX_NAMES {
            let message = format!("`{member}` names {count} of them, and a rule may name {MAX_NAMES}");
            return findings.push(Finding::new(&range_of(node, &[member]), message));
        }
    }
    if let Some(given) = &when.access_key_id {
        value(node, &["accessKeyId"], given, findings);
    }
    for (name, given) in &when.parameters.0 {
        value(node, &["parameters", name], given, findings);
    }
    for (name, given) in &when.headers.0 {
        if let Some(member) = node.at(&["headers"]).and_then(|headers| headers.member(name))
            && name.parse::<http::HeaderName>().is_err()
        {
            findings.push(Finding::new(&member.name_range, format!("\"{name}\" is not a valid header name")));
        }
        value(node, &["headers", name], given, findings);
    }
    if let Some(calls) = &when.calls
        && !possible(calls)
    {
        let finding = Finding::new(&range_of(node, &["calls"]), "no call number satisfies all of `calls`");
        findings.push(finding.label("never true").help(
            "the conditions in `calls` must all be satisfied: {\"after\": 2, \"first\": 5} is calls 3, 4 and 5",
        ));
    }
    if let Some(during) = &when.during
        && let (from, Some(to)) = (during.from.unwrap_or_default(), during.to)
        && from >= to
    {
        let finding = Finding::new(&range_of(node, &["during", "to"]), "this period ends before it starts");
        findings.push(finding.label(format!("expected more than {from}")));
    }
}

/// Whether any call number satisfies the conditions.
fn possible(calls: &CallNumbers) -> bool {
    match (&calls.nth, calls.every) {
        (Some(nth), _) => nth.iter().any(|number| includes(calls, *number)),
        (None, every) => {
            let every = every.unwrap_or(1).max(1);
            let next = (calls.after.unwrap_or(0) / every).checked_add(1).and_then(|n| n.checked_mul(every));
            next.is_some_and(|number| includes(calls, number))
        }
    }
}

/// Checks that the conditions on a value do not exclude each other.
fn value(node: &Node, path: &[&str], given: &Match, findings: &mut Vec<Finding>) {
    let given = match given {
        Match::Text(text) => Conditions { equals: Some(text.clone()), ..Conditions::default() },
        Match::Conditions(conditions) => conditions.clone(),
    };
    let values = listed_values(&given);
    if values.as_ref().is_some_and(|values| values.iter().any(String::is_empty)) {
        let finding =
            Finding::new(&range_of(node, path), "an empty value counts as absent, so it never equals \"\"");
        return findings.push(finding.help("write {\"present\": false}"));
    }
    let others = Conditions { present: None, ..given.clone() } != Conditions::default();
    if given.present == Some(false) && others {
        let path = [path, &["present"]].concat();
        let finding =
            Finding::new(&range_of(node, &path), "an absent value cannot satisfy the other conditions");
        return findings.push(finding.help("remove `\"present\": false` or the other conditions"));
    }
    // Test the listed values with the other conditions; an invalid regular expression is reported elsewhere.
    let Ok(matcher) = Matcher::new(&Match::Conditions(given)) else { return };
    if values.is_some_and(|values| !values.iter().any(|value| matcher.is_match(Some(value)))) {
        let finding = Finding::new(&range_of(node, path), "no value satisfies all of these conditions");
        findings.push(
            finding
                .help("`equals` and `oneOf` list complete values; the other conditions exclude all of them"),
        );
    }
}

/// The only values that can match, if the conditions list them.
pub(in crate::scenario) fn listed_values(given: &Conditions) -> Option<Vec<String>> {
    given.equals.as_ref().map(|text| vec![text.clone()]).or_else(|| given.one_of.clone())
}
