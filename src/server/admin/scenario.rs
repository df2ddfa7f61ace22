//! `/scenario`: what is played, put by a test for its own key or for all.

use std::sync::Arc;

use crate::contract::nearest::nearest;
use crate::scenario::load;
use crate::scenario::{SHIPPED, Scenario, explain, load_bytes, shipped};
use crate::server::admin::problem::AdminError;
use crate::server::admin::view::{PlayedScenario, RuleView, ScenarioCheck};
use crate::server::admin::{AdminRequest, AdminResponse};

pub(super) fn read(send_request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let rules = send_request
        .engine
        .rules_of(send_request.key())
        .into_iter()
        .map(|(name, acted)| RuleView { name, acted })
        .collect();
    AdminResponse::json(&PlayedScenario {
        own: send_request.key().is_some_and(|key| send_request.engine.has_own_scenario(key)),
        scenario: Scenario::clone(&send_request.engine.scenario_of(send_request.key())),
        rules,
    })
}

pub(super) fn play(send_request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let scenario = match named(send_request.body)? {
        Some(scenario) => scenario,
        None => load_bytes(send_request.body).map_err(|findings| AdminError::faulty(&findings))?,
    };
    put(send_request, scenario)
}

pub(super) fn remove(send_request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    if send_request.key().is_some() {
        send_request.engine.clear_key_scenario(send_request.key());
        return read(send_request);
    }
    put(send_request, find("default")?)
}

pub(super) fn check(send_request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let scenario = match named(send_request.body) {
        Ok(Some(scenario)) => Ok(scenario),
        _ => load_bytes(send_request.body),
    };
    AdminResponse::json(&match scenario {
        Ok(scenario) => ScenarioCheck { diagnostics: Vec::new(), explanation: Some(explain(&scenario)) },
        Err(findings) => {
            let diagnostics = findings.iter().filter_map(|error| serde_json::to_value(error).ok()).collect();
            ScenarioCheck { diagnostics, explanation: None }
        }
    })
}

fn put(send_request: &AdminRequest<'_>, scenario: Scenario) -> Result<AdminResponse, AdminError> {
    let scenario = Arc::new(scenario);
    match send_request.key() {
        Some(key) => send_request.engine.load_for_key(key, scenario),
        None => send_request.engine.load(scenario),
    }
    .map_err(AdminError::bad)?;
    read(send_request)
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
    load(text).map_err(|findings| AdminError::faulty(&findings))
}
