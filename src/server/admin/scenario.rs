//! `/scenario`: what is played, put by a test for its own key or for all.

use std::sync::Arc;

use crate::contract::nearest::nearest;
use crate::scenario::load;
use crate::scenario::{SHIPPED, Scenario, explain, load_bytes, shipped};
use crate::server::admin::problem::AdminError;
use crate::server::admin::view::{PlayedScenario, RuleView, ScenarioCheck};
use crate::server::admin::{AdminRequest, AdminResponse};

pub(super) fn read(ask: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let rules =
        ask.engine.rules_of(ask.key()).into_iter().map(|(name, acted)| RuleView { name, acted }).collect();
    AdminResponse::json(&PlayedScenario {
        own: ask.key().is_some_and(|key| ask.engine.owns_scenario(key)),
        scenario: Scenario::clone(&ask.engine.scenario_of(ask.key())),
        rules,
    })
}

pub(super) fn play(ask: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let scenario = match named(ask.body)? {
        Some(scenario) => scenario,
        None => load_bytes(ask.body).map_err(|faults| AdminError::faulty(&faults))?,
    };
    put(ask, scenario)
}

pub(super) fn remove(ask: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    if ask.key().is_some() {
        ask.engine.disown(ask.key());
        return read(ask);
    }
    put(ask, find("default")?)
}

pub(super) fn check(ask: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let scenario = match named(ask.body) {
        Ok(Some(scenario)) => Ok(scenario),
        _ => load_bytes(ask.body),
    };
    AdminResponse::json(&match scenario {
        Ok(scenario) => ScenarioCheck { diagnostics: Vec::new(), explanation: Some(explain(&scenario)) },
        Err(faults) => {
            let diagnostics = faults.iter().filter_map(|fault| serde_json::to_value(fault).ok()).collect();
            ScenarioCheck { diagnostics, explanation: None }
        }
    })
}

fn put(ask: &AdminRequest<'_>, scenario: Scenario) -> Result<AdminResponse, AdminError> {
    let scenario = Arc::new(scenario);
    match ask.key() {
        Some(key) => ask.engine.load_for(key, scenario),
        None => ask.engine.load(scenario),
    }
    .map_err(AdminError::bad)?;
    read(ask)
}

/// The shipped scenario that a body names; `None` for a body that is a scenario itself, or nothing readable.
fn named(body: &[u8]) -> Result<Option<Scenario>, AdminError> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Named {
        shipped: String,
    }
    match serde_json::from_slice(body) {
        Ok(Named { shipped }) => find(&shipped).map(Some),
        Err(_) => Ok(None),
    }
}

fn find(name: &str) -> Result<Scenario, AdminError> {
    let Some(text) = shipped(name) else {
        let names: Vec<_> = SHIPPED.iter().map(|(name, _)| *name).collect();
        let hint = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("there are {}", names.join(", ")),
        };
        return Err(AdminError::not_found(format!("no shipped scenario is called {name}; {hint}")));
    };
    load(text).map_err(|faults| AdminError::faulty(&faults))
}
