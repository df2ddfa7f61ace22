//! Faults as an ordinary scenario: one rule for each, before the rules of the scenario that the command needs anyway.

use crate::contract::operations;
use crate::scenario::Scenario;
use crate::scenario::format::{
    AccountStanding, CallNumbers, Match, OperationName, Rule, ScenarioAccount, When,
};
use crate::torture::injection::{Injection, name};
use crate::torture::site::CallSite;

/// The access key that the command finds in its environment.
pub const ACCESS_KEY_ID: &str = "torture";
/// Its secret.
pub const ACCESS_KEY_SECRET: &str = "torture-secret";

/// What all scenarios of a search have in common.
#[derive(Debug, Clone, Default)]
pub struct ScenarioTemplate {
    /// The scenario that the command needs even without faults.
    pub base: Scenario,
    /// Whether the access key of the environment is declared, so that signatures, timestamps and nonces are checked.
    pub declares_key: bool,
    /// The seed of all that is random in the emulator.
    pub seed: u64,
}

impl ScenarioTemplate {
    /// The scenario that injects these faults.
    #[must_use]
    pub fn scenario(&self, injections: &[Injection]) -> Scenario {
        let mut scenario = self.base.clone();
        scenario.seed = Some(self.seed);
        // It is relative to the file of the base scenario, and this one is written elsewhere.
        scenario.schema = None;
        if !injections.is_empty() {
            scenario.description = Some(format!("cloudauth-local torture: {}", name(injections)));
        }
        if self.declares_key && scenario.accounts.is_empty() {
            scenario.accounts.push(key());
        }
        scenario.rules = injections.iter().map(rule).chain(scenario.rules).collect();
        scenario
    }
}

/// The access key of the environment as an account.
fn key() -> ScenarioAccount {
    ScenarioAccount {
        description: None,
        access_key_id: ACCESS_KEY_ID.to_owned(),
        access_key_secret: ACCESS_KEY_SECRET.to_owned(),
        standing: AccountStanding::Active,
        account: None,
        security_token: None,
        security_token_expires: None,
    }
}

fn rule(injection: &Injection) -> Rule {
    let when = match &injection.site {
        // Without a count, no rule behind this one would be reached, and a scenario with such rules is refused.
        CallSite::Every => {
            When { calls: Some(CallNumbers { every: Some(1), ..CallNumbers::default() }), ..When::default() }
        }
        CallSite::Nth { operation, access_key_id, number } => When {
            operation: operations::find(operation).map(OperationName),
            access_key_id: access_key_id.clone().map(Match::Text),
            calls: Some(CallNumbers { nth: Some(vec![*number]), ..CallNumbers::default() }),
            ..When::default()
        },
    };
    Rule { description: Some(injection.to_string()), when, then: injection.kind.then.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;
    use crate::torture::faults::{FaultKind, kinds};
    use std::sync::Arc;

    fn injection(site: u64, kind: Arc<FaultKind>) -> Injection {
        Injection {
            site: kind.site(CallSite::Nth { operation: "Initialize", access_key_id: None, number: site }),
            kind,
        }
    }

    #[test]
    fn every_kind_of_fault_makes_a_scenario_that_the_emulator_loads() {
        let base = load(crate::scenario::shipped("hands-free").unwrap()).unwrap();
        for kind in kinds().into_iter().flat_map(|kind| [kind.faster(), kind]) {
            let template = ScenarioTemplate { base: base.clone(), declares_key: true, seed: 7 };
            let scenario = template.scenario(&[injection(2, kind.clone())]);
            let text = serde_json::to_string(&scenario).unwrap();
            let read = load(&text).unwrap_or_else(|errors| panic!("{}: {errors:?}", kind.name));
            assert_eq!(read, scenario, "{}", kind.name);
            assert_eq!(read.rules.len(), 1 + base.rules.len());
        }
    }
}
