//! A scenario in plain sentences: what it will do, rule by rule.
#![allow(clippy::format_push_string, reason = "sentences are put together for a person, once")]

use super::explain_rule::rule;
use super::{Scenario, words};
use crate::scenario::format::{AccountStanding, ScenarioAccount};
use crate::scenario::read::wording::list;

/// What a scenario does, for a person.
#[must_use]
pub fn explain(scenario: &Scenario) -> String {
    let mut lines = Vec::new();
    lines.extend(scenario.description.clone());
    lines.push(match scenario.seed {
        Some(seed) => {
            format!("Chance follows the seed {seed}: the same calls get the same answers on every run.")
        }
        None => "Chance follows the seed of the run; without --seed every run is different.".to_owned(),
    });
    accounts(&scenario.accounts, &mut lines);
    limits(scenario, &mut lines);
    if scenario.rules.is_empty() {
        lines.push("There are no rules: every call gets the ordinary answer.".to_owned());
    } else {
        lines.push("Rules, asked in this order for every call:".to_owned());
        for (index, given) in scenario.rules.iter().enumerate() {
            let name = given.description.as_ref().map_or(String::new(), |text| format!(" ({text})"));
            lines.push(format!("  {}.{name} {}", index + 1, rule(given)));
        }
        lines.push("A call that no rule answers gets the ordinary answer.".to_owned());
    }
    if scenario.rules.iter().any(|rule| rule.then.emulate.is_some()) {
        lines.push("The words are every error code of the service, and:".to_owned());
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
            text += &format!("; it belongs to the account {owner}, whose limits and counts it shares");
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
        AccountStanding::Active => "is in order",
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
            qps => format!(
                "{operation} takes {qps} calls a second, {} of them at once",
                rate.burst.unwrap_or(qps)
            ),
        })
        .collect();
    if let Some(abnormal) = scenario.limits.abnormal_calls {
        all.push(format!(
            "after {} refused calls in a row within {} comes 401 Forbidden.ExceptionRepeatedInvoke",
            abnormal.count, abnormal.window
        ));
    }
    if !all.is_empty() {
        lines.push(format!("Limits of one account: {}.", list(&all, "and")));
    }
}
