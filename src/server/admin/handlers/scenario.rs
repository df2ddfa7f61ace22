//! `/scenario`: the current scenario, of one access key or of all.

use std::sync::{Arc, PoisonError};

use crate::contract::nearest::nearest;
use crate::scenario::{
    SHIPPED, Scenario, explain, explain_valid_part, load, load_bytes, load_valid_part, shipped, warnings,
};
use crate::server::admin::problem::AdminError;
use crate::server::admin::view::{
    PlayedScenario, RuleView, ScenarioCheck, ShippedScenario, ShippedScenarios,
};
use crate::server::admin::{AdminRequest, AdminResponse};

pub(in crate::server::admin) fn read(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let rules = request
        .engine
        .rules_of(request.key())
        .into_iter()
        .map(|(name, applied)| RuleView { name, acted: applied })
        .collect();
    let scenario = Scenario::clone(&request.engine.scenario_of(request.key()));
    AdminResponse::json(&PlayedScenario {
        own: request.key().is_some_and(|key| request.engine.has_own_scenario(key)),
        warnings: warnings(&scenario),
        scenario,
        rules,
    })
}

pub(in crate::server::admin) fn list(_: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let scenarios = SHIPPED.iter().map(|&(name, text)| ShippedScenario { name, text }).collect();
    AdminResponse::json(&ShippedScenarios { scenarios })
}

pub(in crate::server::admin) fn load_scenario(
    request: &AdminRequest<'_>,
) -> Result<AdminResponse, AdminError> {
    let _alone = request.reading.lock().unwrap_or_else(PoisonError::into_inner);
    let scenario = match named(request.body)? {
        Some(scenario) => scenario,
        None => load_bytes(request.body).map_err(|findings| AdminError::invalid_scenario(&findings))?,
    };
    put(request, scenario)
}

pub(in crate::server::admin) fn remove(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    if request.key().is_some() {
        request.engine.clear_key_scenario(request.key());
        return read(request);
    }
    put(request, find("default")?)
}

pub(in crate::server::admin) fn check(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let _alone = request.reading.lock().unwrap_or_else(PoisonError::into_inner);
    let scenario = match named(request.body) {
        Ok(Some(scenario)) => Ok(scenario),
        _ => load_bytes(request.body),
    };
    AdminResponse::json(&match scenario {
        Ok(scenario) => ScenarioCheck {
            diagnostics: Vec::new(),
            warnings: warnings(&scenario),
            explanation: Some(explain(&scenario)),
        },
        Err(findings) => {
            let diagnostics = findings.iter().filter_map(|error| serde_json::to_value(error).ok()).collect();
            let part = std::str::from_utf8(request.body).ok().and_then(load_valid_part);
            ScenarioCheck {
                diagnostics,
                warnings: Vec::new(),
                explanation: part.as_ref().map(explain_valid_part),
            }
        }
    })
}

fn put(request: &AdminRequest<'_>, scenario: Scenario) -> Result<AdminResponse, AdminError> {
    let scenario = Arc::new(scenario);
    match request.key() {
        Some(key) => request.engine.load_for_key(key, scenario),
        None => request.engine.load(scenario),
    }
    .map_err(|error| AdminError::bad(error.to_string()))?;
    read(request)
}

/// The shipped scenario that a body selects; `None` for any other body.
fn named(body: &[u8]) -> Result<Option<Scenario>, AdminError> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct ShippedName {
        shipped: String,
    }
    match serde_json::from_slice(body) {
        Ok(ShippedName { shipped }) => find(&shipped).map(Some),
        Err(_) => Ok(None),
    }
}

fn find(name: &str) -> Result<Scenario, AdminError> {
    let Some(text) = shipped(name) else {
        let names: Vec<_> = SHIPPED.iter().map(|(name, _)| *name).collect();
        let hint = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("the shipped ones are {}", names.join(", ")),
        };
        return Err(AdminError::not_found(format!("there is no shipped scenario {name}; {hint}")));
    };
    load(text).map_err(|findings| AdminError::invalid_scenario(&findings))
}
