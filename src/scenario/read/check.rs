//! What two values of a file say against each other: `min` above `max`, an account twice, a rule that never acts.

use std::collections::HashMap;

use crate::scenario::format::{CallNumbers, Conditions, Match, Rule, ScenarioAccount, When};
use crate::scenario::matcher::{Matcher, includes};
use crate::scenario::read::check_then;
use crate::scenario::read::compare::place;
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::tree::{Node, SourceRange};

/// Accounts: no key twice, no token for a long-lived key.
pub(in crate::scenario) fn accounts(accounts: &[(&Node, ScenarioAccount)], findings: &mut Vec<Finding>) {
    let mut seen: HashMap<&str, SourceRange> = HashMap::new();
    for (node, account) in accounts {
        let here = place(node, &["accessKeyId"]);
        if let Some(first) = seen.get(account.access_key_id.as_str()) {
            let message = format!("the access key \"{}\" stands here twice", account.access_key_id);
            let finding = Finding::new(&here, message).label("the second one").also(first, "the first one");
            findings
                .push(finding.help("several keys of one account have different ids and the same `account`"));
        }
        seen.entry(&account.access_key_id).or_insert(here);
        for name in ["securityToken", "securityTokenExpires"] {
            if node.member(name).is_some() && !account.access_key_id.starts_with("STS.") {
                let message = format!("`{name}` belongs to temporary keys only");
                let finding = Finding::new(&place(node, &[name]), message);
                findings.push(finding.help(format!(
                    "an `accessKeyId` of a temporary key begins with STS.: \"STS.{}\"",
                    account.access_key_id
                )));
            }
        }
    }
}

/// One rule.
pub(in crate::scenario) fn rule(node: &Node, rule: &Rule, findings: &mut Vec<Finding>) {
    if let Some(when) = node.at(&["when"]) {
        conditions(when, &rule.when, findings);
    }
    if let Some(then) = node.at(&["then"]) {
        check_then::check(then, &rule.then, &rule.when, findings);
    }
}

fn conditions(node: &Node, when: &When, findings: &mut Vec<Finding>) {
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
            findings
                .push(Finding::new(&member.name_place, format!("\"{name}\" cannot be the name of a header")));
        }
        value(node, &["headers", name], given, findings);
    }
    if let Some(calls) = &when.calls
        && !possible(calls)
    {
        let finding = Finding::new(&place(node, &["calls"]), "no call has a number that fits all of `calls`");
        findings.push(finding.label("nothing fits").help(
            "what stands in `calls` must hold together: {\"after\": 2, \"first\": 5} is calls 3, 4 and 5",
        ));
    }
    if let Some(during) = &when.during
        && let (from, Some(to)) = (during.from.unwrap_or_default(), during.to)
        && from >= to
    {
        let finding =
            Finding::new(&place(node, &["during", "to"]), "this stretch of time ends before it begins");
        findings.push(finding.label(format!("expected more than {from}")));
    }
}

/// Whether some call has a number that is meant.
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

/// Conditions on one value: they must not exclude each other.
fn value(node: &Node, path: &[&str], given: &Match, findings: &mut Vec<Finding>) {
    let given = match given {
        Match::Text(text) => Conditions { equals: Some(text.clone()), ..Conditions::default() },
        Match::Conditions(conditions) => conditions.clone(),
    };
    let texts = fixed(&given);
    if texts.as_ref().is_some_and(|texts| texts.iter().any(String::is_empty)) {
        let finding =
            Finding::new(&place(node, path), "an empty value counts as absent, so it never equals \"\"");
        return findings.push(finding.help("write {\"present\": false}"));
    }
    let others = Conditions { present: None, ..given.clone() } != Conditions::default();
    if given.present == Some(false) && others {
        let path = [path, &["present"]].concat();
        let finding = Finding::new(&place(node, &path), "what is absent cannot meet the other conditions");
        return findings.push(finding.help("take `\"present\": false` or the other conditions out"));
    }
    // The other conditions against the fixed texts; a regular expression that cannot be used is reported elsewhere.
    let Ok(matcher) = Matcher::new(&Match::Conditions(given)) else { return };
    if texts.is_some_and(|texts| !texts.iter().any(|text| matcher.holds(Some(text)))) {
        let finding = Finding::new(&place(node, path), "no value meets all of these conditions");
        findings.push(
            finding.help("`equals` and `oneOf` name whole values; the other conditions exclude them all"),
        );
    }
}

/// The only values that can match, where conditions list them.
pub(in crate::scenario) fn fixed(given: &Conditions) -> Option<Vec<String>> {
    given.equals.as_ref().map(|text| vec![text.clone()]).or_else(|| given.one_of.clone())
}
