//! Explains a scenario in sentences, rule by rule.
#![allow(clippy::format_push_string, reason = "runs once, for a person to read")]

use super::explain_rule::rule;
use super::{Scenario, words};
use crate::scenario::format::{AccountStanding, Rule, ScenarioAccount, TimestampWindow};
use crate::scenario::read::ValidPart;
use crate::scenario::read::wording::list;

/// Explains what a scenario does.
#[must_use]
pub fn explain(scenario: &Scenario) -> String {
    sentences(scenario, &scenario.rules.iter().map(Some).collect::<Vec<_>>())
}

/// Explains what the valid part of a scenario does. Rules keep their numbers.
#[must_use]
pub fn explain_valid_part(part: &ValidPart) -> String {
    sentences(&part.scenario, &part.rules.iter().map(Option::as_ref).collect::<Vec<_>>())
}

fn sentences(scenario: &Scenario, rules: &[Option<&Rule>]) -> String {
    let mut lines = Vec::new();
    lines.extend(scenario.description.clone());
    lines.push(match scenario.seed {
        Some(seed) => {
            format!("The seed is {seed}: the same calls get the same responses in every run.")
        }
        None => "The seed is that of --seed; without it every run is different.".to_owned(),
    });
    accounts(&scenario.accounts, &mut lines);
    limits(scenario, &mut lines);
    if rules.is_empty() {
        lines.push("There are no rules: every call gets the normal response.".to_owned());
    } else {
        lines.push("Rules, evaluated in this order for every call:".to_owned());
        for (index, given) in rules.iter().enumerate() {
            let Some(given) = given else {
                lines.push(format!("  {}. Not valid yet.", index + 1));
                continue;
            };
            let name = given.description.as_ref().map_or(String::new(), |text| format!(" ({text})"));
            lines.push(format!("  {}.{name} {}", index + 1, rule(given)));
        }
        lines.push("A call without a response from a rule gets the normal response.".to_owned());
    }
    if rules.iter().flatten().any(|rule| rule.then.emulate.is_some()) {
        lines.push("The commands are all error codes of the service, and:".to_owned());
        lines.extend(words::WORDS.iter().map(|(word, meaning)| format!("  {word:24} {meaning}")));
    }
    lines.join("\n") + "\n"
}

fn accounts(accounts: &[ScenarioAccount], lines: &mut Vec<String>) {
    if accounts.is_empty() {
        lines.push("No accounts: every access key is accepted, and signatures are not checked.".to_owned());
        return;
    }
    lines.push("Accounts; all other access keys are refused, and signatures are checked:".to_owned());
    for account in accounts {
        let mut text = format!("  {} {}", account.access_key_id, standing(account.standing));
        if let Some(owner) = &account.account {
            text += &format!("; it belongs to the account {owner} and shares its limits and counters");
        }
        if let Some(expires) = account.security_token_expires {
            text += &format!("; its security token expires at {expires}");
        }
        if let Some(description) = &account.description {
            text += &format!(" ({description})");
        }
        lines.push(text + ".");
    }
}

fn standing(standing: AccountStanding) -> &'static str {
    match standing {
        AccountStanding::Active => "is active",
        AccountStanding::RamDenied => "is a RAM user without the policy: 403 Forbidden.RAMUserAccessDenied",
        AccountStanding::NotActivated => "has not activated the service: 403 Forbidden.AccountAccessDenied",
        AccountStanding::Overdue => "has an overdue payment: 403 Forbidden.AccountAccessDenied",
        AccountStanding::KeyDisabled => "is disabled: 400 InvalidAccessKeyId.Inactive",
    }
}

fn limits(scenario: &Scenario, lines: &mut Vec<String>) {
    let mut all: Vec<String> = scenario
        .limits
        .operations
        .iter()
        .map(|(operation, rate)| match rate.qps {
            0 => format!("{operation} is never throttled"),
            qps => {
                format!("{operation} accepts {qps} calls per second, {} at once", rate.burst.unwrap_or(qps))
            }
        })
        .collect();
    if let Some(abnormal) = scenario.limits.abnormal_calls {
        all.push(format!(
            "after {} refused calls in a row within {} the response is 401 Forbidden.ExceptionRepeatedInvoke",
            abnormal.count, abnormal.window
        ));
    }
    if scenario.limits.timestamps == TimestampWindow::Follow {
        all.push("timestamps are compared with the emulator's clock alone, even if it was moved".to_owned());
    }
    if !all.is_empty() {
        lines.push(format!("Limits for each account: {}.", list(&all, "and")));
    }
}
