//! Finds unreachable rules: an earlier one ends the evaluation for every call that they match. Reports only what is
//! certain; for example, different regular expressions are not compared.

use crate::scenario::format::{CallNumbers, Conditions, Match, Rule, When};
use crate::scenario::matcher::{Matcher, includes};
use crate::scenario::read::check::listed_values;
use crate::scenario::read::diagnostic::Finding;
use crate::scenario::read::tree::{Node, SourceRange};

/// How many conditions and listed values are compared in a scenario. Rules that are left after them are taken for reachable.
const MAX_COMPARED: usize = 2_000_000;

/// Adds an error for every unreachable rule. `rules` are those without other errors.
pub(in crate::scenario) fn check(rules: &[(usize, &Node, Rule)], findings: &mut Vec<Finding>) {
    let sizes: Vec<_> = rules.iter().map(|(_, _, rule)| size(&rule.when)).collect();
    let mut left = MAX_COMPARED;
    for (index, (number, node, later)) in rules.iter().enumerate() {
        let mut earlier = None;
        for (rule, size) in rules[..index].iter().zip(&sizes) {
            let Some(rest) = left.checked_sub(size + sizes[index]) else { return };
            left = rest;
            if rule.2.then.ends_evaluation() && covers(&rule.2.when, &later.when) {
                earlier = Some(rule);
                break;
            }
        }
        if let Some((before, by, _)) = earlier {
            let (before, number) = (before + 1, number + 1);
            let message =
                format!("rule {number} is unreachable: rule {before} handles every call that it matches");
            let finding = Finding::new(&head(node), message).also(&head(by), format!("rule {before}"));
            findings.push(finding.help("put the rule with the more specific `when` first, or restrict the earlier one with `calls`, `during` or `probability`"));
        }
    }
}

/// The number of conditions, and of the values that they list.
fn size(when: &When) -> usize {
    let all = when.access_key_id.iter().chain(when.parameters.0.values()).chain(when.headers.0.values());
    let listed = |given: &Match| match given {
        Match::Text(_) => 1,
        Match::Conditions(conditions) => 1 + conditions.one_of.as_ref().map_or(0, Vec::len),
    };
    1 + all.map(listed).sum::<usize>()
}

/// The range to mark for a rule.
fn head(node: &Node) -> SourceRange {
    let start = node.range.start;
    node.member("when").map_or(start..start + 1, |member| member.name_range.clone())
}

/// Whether the earlier rule matches every call that the later one matches.
fn covers(earlier: &When, later: &When) -> bool {
    earlier.probability.is_none_or(|probability| probability >= 1.0)
        && (earlier.operation.is_none() || earlier.operation == later.operation)
        && covers_time(earlier, later)
        && implied(earlier.access_key_id.as_ref(), later.access_key_id.as_ref())
        && earlier.parameters.0.iter().all(|(name, given)| implied(Some(given), later.parameters.0.get(name)))
        && earlier.headers.0.iter().all(|(name, given)| {
            let same = later.headers.0.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
            implied(Some(given), same.map(|(_, given)| given))
        })
        && covers_calls(earlier, later)
}

fn covers_time(earlier: &When, later: &When) -> bool {
    let Some(during) = &earlier.during else { return true };
    let (from, to) = later.during.as_ref().map_or((None, None), |during| (during.from, during.to));
    during.from.unwrap_or_default() <= from.unwrap_or_default()
        && during.to.is_none_or(|end| to.is_some_and(|to| to <= end))
}

fn covers_calls(earlier: &When, later: &When) -> bool {
    let Some(calls) = &earlier.calls else { return true };
    // Numbers can be compared only if both rules count the same calls.
    let base = |when: &When| When { calls: None, probability: None, ..when.clone() };
    let Some(subset) = later.calls.as_ref().filter(|_| base(earlier) == base(later)) else { return false };
    let only = |expected: CallNumbers| *calls == expected;
    match (&subset.nth, subset.first, subset.after) {
        (Some(nth), ..) => {
            nth.iter().filter(|number| includes(subset, **number)).all(|number| includes(calls, *number))
        }
        (None, Some(first), _) if only(CallNumbers { first: calls.first, ..CallNumbers::default() }) => {
            calls.first >= Some(first)
        }
        (None, _, Some(after)) if only(CallNumbers { after: calls.after, ..CallNumbers::default() }) => {
            calls.after <= Some(after)
        }
        _ => calls == subset,
    }
}

/// Whether every value that satisfies `later` satisfies `earlier`.
fn implied(earlier: Option<&Match>, later: Option<&Match>) -> bool {
    let Some(earlier) = earlier else { return true };
    let Some(later) = later else { return false };
    let (earlier, later) = (conditions_of(earlier), conditions_of(later));
    if earlier == later {
        return true;
    }
    if earlier == (Conditions { present: Some(true), ..Conditions::default() }) {
        return later.present != Some(false);
    }
    if let Some(values) = listed_values(&later) {
        let matcher = |given| Matcher::new(&Match::Conditions(given));
        let (Ok(earlier), Ok(later)) = (matcher(earlier), matcher(later)) else { return false };
        return values
            .iter()
            .filter(|text| later.is_match(Some(text)))
            .all(|text| earlier.is_match(Some(text)));
    }
    let inside = |outer: &Option<String>, inner: &Option<String>, test: fn(&str, &str) -> bool| {
        outer.as_ref().is_none_or(|outer| inner.as_ref().is_some_and(|inner| test(inner, outer)))
    };
    earlier.equals.is_none()
        && earlier.one_of.is_none()
        && (earlier.matches.is_none() || earlier.matches == later.matches)
        && earlier.present != Some(false)
        && inside(&earlier.starts_with, &later.starts_with, |inner, outer| inner.starts_with(outer))
        && inside(&earlier.ends_with, &later.ends_with, |inner, outer| inner.ends_with(outer))
        && inside(&earlier.contains, &later.contains, |inner, outer| inner.contains(outer))
}

fn conditions_of(given: &Match) -> Conditions {
    match given {
        Match::Text(text) => Conditions { equals: Some(text.clone()), ..Conditions::default() },
        Match::Conditions(conditions) => conditions.clone(),
    }
}
