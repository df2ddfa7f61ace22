//! What in a valid scenario probably does something else than was meant.

use crate::scenario::Scenario;
use crate::scenario::format::{Conditions, Match, When};

/// One sentence for each condition that looks like a pattern and is compared literally.
#[must_use]
pub fn warnings(scenario: &Scenario) -> Vec<String> {
    let rules = scenario.rules.iter().enumerate();
    rules.flat_map(|(index, rule)| of_rule(index + 1, &rule.when)).collect()
}

fn of_rule(number: usize, when: &When) -> Vec<String> {
    let mut found = Vec::new();
    let key = when.access_key_id.iter().map(|given| ("accessKeyId", given));
    let others = when.parameters.0.iter().chain(&when.headers.0).map(|(name, given)| (name.as_str(), given));
    for (name, given) in key.chain(others) {
        found.extend(literals(given).into_iter().filter_map(|text| of_value(number, name, text)));
    }
    found
}

/// The strings that a condition compares with the whole value.
fn literals(given: &Match) -> Vec<&str> {
    match given {
        Match::Text(text) => vec![text],
        Match::Conditions(Conditions { equals, one_of, .. }) => {
            equals.iter().chain(one_of.iter().flatten()).map(String::as_str).collect()
        }
    }
}

fn of_value(number: usize, name: &str, text: &str) -> Option<String> {
    if !text.contains('*') {
        return None;
    }
    let inner = text.trim_matches('*');
    let write = match (text.starts_with('*'), text.ends_with('*')) {
        _ if inner.is_empty() => r#"{"present": true}"#.to_owned(),
        (false, true) if !inner.contains('*') => format!(r#"{{"startsWith": "{inner}"}}"#),
        (true, false) if !inner.contains('*') => format!(r#"{{"endsWith": "{inner}"}}"#),
        (true, true) if !inner.contains('*') => format!(r#"{{"contains": "{inner}"}}"#),
        _ => r#"{"matches": "^...$"} with a regular expression"#.to_owned(),
    };
    Some(format!(
        "rule {number}: {name} is compared with \"{text}\" literally, * included; for a pattern write {write}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    #[test]
    fn a_value_that_looks_like_a_pattern_names_the_condition_for_it() {
        for (value, says) in [
            (r#""fail-*""#, Some(r#"write {"startsWith": "fail-"}"#)),
            (r#""*-fail""#, Some(r#"write {"endsWith": "-fail"}"#)),
            (r#""*fail*""#, Some(r#"write {"contains": "fail"}"#)),
            (r#""*""#, Some(r#"write {"present": true}"#)),
            (r#""a*b""#, Some("regular expression")),
            (r#"{ "oneOf": ["a", "b*"] }"#, Some(r#"write {"startsWith": "b"}"#)),
            (r#"{ "startsWith": "fail*" }"#, None),
            (r#""fail-1""#, None),
        ] {
            let text = format!(
                r#"{{ "rules": [{{ "when": {{ "parameters": {{ "MerchantUserId": {value} }} }}, "then": {{ "delay": "1s" }} }}] }}"#
            );
            let found = warnings(&load(&text).unwrap());
            assert_eq!(found.len(), usize::from(says.is_some()), "{value}: {found:?}");
            if let Some(says) = says {
                assert!(
                    found[0].starts_with("rule 1: MerchantUserId") && found[0].contains(says),
                    "{found:?}"
                );
            }
        }
    }
}
